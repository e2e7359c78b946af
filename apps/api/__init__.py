"""API · the marketplace for programs: storefront, vendors and staff · no tables."""
