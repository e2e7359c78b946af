"""Catalog · writes · vendor's schema."""

from .classifying import classify, declassify, give_code_back, take_code
from .currency_terms import set_currency_terms
from .imports import (
    advance_import,
    finish_import,
    hold_import,
    import_rows,
    refuse_import,
    report_import,
    upload_sheet,
)
from .media import add_media, attach_media, describe_media, note_avif, order_media, remove_media
from .products import (
    ProductChanges,
    archive,
    change_statuses,
    create_product,
    create_products,
    locked_snapshot,
    new_code,
    publish,
    publish_many,
    set_prices,
    unpublish,
    update_product,
)
from .saving import save_products

__all__ = [
    "ProductChanges",
    "add_media",
    "advance_import",
    "archive",
    "attach_media",
    "change_statuses",
    "classify",
    "create_product",
    "create_products",
    "declassify",
    "describe_media",
    "finish_import",
    "give_code_back",
    "hold_import",
    "import_rows",
    "locked_snapshot",
    "new_code",
    "note_avif",
    "order_media",
    "publish",
    "publish_many",
    "refuse_import",
    "remove_media",
    "report_import",
    "save_products",
    "set_currency_terms",
    "set_prices",
    "take_code",
    "unpublish",
    "update_product",
    "upload_sheet",
]
