"""Discovery · administration: the read model, to look at."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from apps.common.admin import ReadOnlyAdmin, staff_site

from .models import Listing, ListingCard, ListingText


@admin.register(ListingText, site=staff_site)
class ListingTextAdmin(ReadOnlyAdmin):
    """Products as they are told and found."""

    list_display = ("slug", "vendor_name", "category", "rating", "review_count", "version", "refreshed_at")
    list_filter = ("vendor_country", "category")
    search_fields = ("slug", "vendor_name")
    exclude: ClassVar[tuple[str, ...]] = (
        "vector_en", "vector_de", "vector_fr", "vector_ar", "vector_zh", "vector_ja",
    )  # fmt: skip


@admin.register(ListingCard, site=staff_site)
class ListingCardAdmin(ReadOnlyAdmin):
    """What lists show in each market, with the parts of the recommendation."""

    list_display = ("product_id", "market", "vendor_name", "is_live", "in_stock", "price", "currency", "landed",
                    "landed_currency", "score", "rating", "review_count", "refreshed_at")  # fmt: skip
    list_filter = ("market", "is_live", "in_stock")
    search_fields = ("product_id", "vendor_slug")


@admin.register(Listing, site=staff_site)
class ListingAdmin(ReadOnlyAdmin):
    """What cart and checkout read."""

    list_display = ("sku", "market", "currency", "is_sellable", "reason", "hs_code", "origin", "version")
    list_filter = ("market", "is_sellable", "reason")
    search_fields = ("sku", "gtin", "product_id")
