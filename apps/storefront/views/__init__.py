"""Storefront · views by subject."""
