"""Taxonomy · marketplace categories, attributes and synonyms · public schema."""
