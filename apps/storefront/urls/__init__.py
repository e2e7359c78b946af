"""Storefront · addresses by subject; the locale is the script prefix."""
