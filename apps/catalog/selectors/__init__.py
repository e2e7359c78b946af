"""Catalog · reads · vendor's schema."""

from .imports import export_sheet, import_file, import_view, recent_imports
from .pages import (
    as_variant_row,
    price_lists,
    prices,
    product_rows,
    products,
    publishing_problems,
    required_attributes,
    rows_of_products,
    search_products,
    search_variants,
    status_counts,
    variant_ids,
    variant_names,
    variant_row,
    variant_rows,
    variants,
)
from .plans import import_plan
from .snapshots import as_draft, picture, product_ids, product_snapshot, product_snapshots, snapshots_by_code

__all__ = [
    "as_draft",
    "as_variant_row",
    "export_sheet",
    "import_file",
    "import_plan",
    "import_view",
    "picture",
    "price_lists",
    "prices",
    "product_ids",
    "product_rows",
    "product_snapshot",
    "product_snapshots",
    "products",
    "publishing_problems",
    "recent_imports",
    "required_attributes",
    "rows_of_products",
    "search_products",
    "search_variants",
    "snapshots_by_code",
    "status_counts",
    "variant_ids",
    "variant_names",
    "variant_row",
    "variant_rows",
    "variants",
]
