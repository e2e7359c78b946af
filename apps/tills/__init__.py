"""Tills · what a seller sells over its own counter, and how each till is closed · vendor's schema."""
