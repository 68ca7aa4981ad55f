"""The SQL of the API: one text per list, its filters, and the totals. Values are always parameters."""
