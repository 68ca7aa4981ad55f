"""XMLTV guides. Pure."""
