"""API · staff · what lists can be narrowed to."""
