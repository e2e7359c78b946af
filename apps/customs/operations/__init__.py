"""Customs · writes, one subject a module · vendor's schema."""
