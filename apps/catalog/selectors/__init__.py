"""Catalog · reads · vendor's schema."""

from .snapshots import picture, product_ids, product_snapshot, product_snapshots, snapshots_by_code

__all__ = ["picture", "product_ids", "product_snapshot", "product_snapshots", "snapshots_by_code"]
