"""Answers of Bunny Stream. Pure."""
