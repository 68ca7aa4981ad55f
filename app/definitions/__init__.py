"""Definitions of providers: what staff add, change and remove, in a file; secrets apart; changes recorded."""
