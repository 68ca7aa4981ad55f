"""Kinds of providers, one module each: `fetch` asks for a catalog's bytes, `parse` says what they mean."""
