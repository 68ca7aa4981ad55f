"""One sync of a provider: what is fetched becomes frames, or a row that says why not."""
