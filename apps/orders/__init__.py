"""Orders · the vendor's part of a purchase · vendor's schema."""
