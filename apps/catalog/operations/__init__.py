"""Catalog · writes · vendor's schema."""

from .media import add_media, attach_media, describe_media, note_avif, order_media, remove_media
from .products import (
    archive,
    create_product,
    create_products,
    publish,
    publish_many,
    set_prices,
    unpublish,
    update_product,
)
from .saving import save_products

__all__ = [
    "add_media",
    "archive",
    "attach_media",
    "create_product",
    "create_products",
    "describe_media",
    "note_avif",
    "order_media",
    "publish",
    "publish_many",
    "remove_media",
    "save_products",
    "set_prices",
    "unpublish",
    "update_product",
]
