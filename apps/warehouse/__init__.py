"""Warehouse · warehouses and stock movements · vendor's schema."""
