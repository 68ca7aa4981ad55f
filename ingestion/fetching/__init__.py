"""Bring bytes in: http(s) and files, bounded, from the first host or a backup."""
