"""API · storefront · what the account's pages do, without a page: allauth's own flows below both."""
