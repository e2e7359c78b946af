"""Fulfilment · writes, a module a subject · vendor's schema."""
