"""Playback events on their way to raw tables: spooled segments, access logs, hashed viewers."""
