"""Catalog · writes · vendor's schema."""

from .products import (
    archive,
    create_product,
    create_products,
    publish,
    set_prices,
    unpublish,
    update_product,
)
from .saving import save_products

__all__ = [
    "archive",
    "create_product",
    "create_products",
    "publish",
    "save_products",
    "set_prices",
    "unpublish",
    "update_product",
]
