"""Catalog · reads · vendor's schema."""

from .snapshots import product_ids, product_snapshot, product_snapshots, snapshots_by_code

__all__ = ["product_ids", "product_snapshot", "product_snapshots", "snapshots_by_code"]
