"""API · storefront · what a shopper can do."""
