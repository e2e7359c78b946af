"""Storefront · the pages that buyers see · no tables."""
