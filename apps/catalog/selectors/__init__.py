"""Catalog · reads · vendor's schema."""

from .imports import export_sheet, import_file, import_view, recent_imports
from .pages import (
    product_rows,
    publishing_problems,
    required_attributes,
    status_counts,
    variant_names,
    variant_row,
    variant_rows,
)
from .plans import import_plan
from .snapshots import picture, product_ids, product_snapshot, product_snapshots, snapshots_by_code

__all__ = [
    "export_sheet",
    "import_file",
    "import_plan",
    "import_view",
    "picture",
    "product_ids",
    "product_rows",
    "product_snapshot",
    "product_snapshots",
    "publishing_problems",
    "recent_imports",
    "required_attributes",
    "snapshots_by_code",
    "status_counts",
    "variant_names",
    "variant_row",
    "variant_rows",
]
