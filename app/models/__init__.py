"""What the API answers with. Rows have the names, types and meanings of the published marts' columns."""
