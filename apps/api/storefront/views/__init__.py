"""API · storefront · endpoints, one file a subject."""
