"""CMCD, versions 1 and 2. Pure."""
