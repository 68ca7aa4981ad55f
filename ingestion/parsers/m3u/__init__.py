"""M3U catalogs. Pure."""
