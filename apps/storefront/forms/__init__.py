"""Storefront · forms of shop pages · no tables."""
