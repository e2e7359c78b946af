"""API · storefront · what goes in and out, one file a subject."""
