"""Answers of Xtream panels. Pure."""
