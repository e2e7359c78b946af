"""Catalog · products, variants, translations, media and prices · vendor's schema."""
