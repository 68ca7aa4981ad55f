"""Tell what a source holds without loading it."""
