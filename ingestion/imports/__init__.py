"""Plays that other media servers have recorded: read by an adapter, told as events, landed once."""
