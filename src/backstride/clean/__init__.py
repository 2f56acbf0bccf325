"""Raw rows to tidy tables."""
