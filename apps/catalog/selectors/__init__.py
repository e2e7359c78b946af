"""Catalog · reads · vendor's schema."""

from .imports import export_sheet, import_file, import_view, recent_imports
from .plans import import_plan
from .snapshots import picture, product_ids, product_snapshot, product_snapshots, snapshots_by_code

__all__ = [
    "export_sheet",
    "import_file",
    "import_plan",
    "import_view",
    "picture",
    "product_ids",
    "product_snapshot",
    "product_snapshots",
    "recent_imports",
    "snapshots_by_code",
]
