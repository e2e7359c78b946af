"""API · staff · what the marketplace's staff can do."""
