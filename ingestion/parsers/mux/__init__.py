"""Beacons of mux-embed. Pure."""
