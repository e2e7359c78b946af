"""API · vendor · narrowing lists of products, variants and prices."""

from __future__ import annotations

from typing import Any

import django_filters as filters

from apps.catalog import selectors
from apps.catalog.types import PriceKind, ProductStatus, VariantStatus


class Products(filters.FilterSet):
    q = filters.CharFilter(
        method="search", max_length=80, label="Words of a title, or the beginning of a SKU, GTIN or product key."
    )
    status = filters.ChoiceFilter(choices=ProductStatus.choices)
    category = filters.CharFilter(field_name="category_id", max_length=80, label="A category's code.")
    code = filters.CharFilter(field_name="code", max_length=80, label="The product key.")
    updated_after = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gt")
    updated_before = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="lt")

    def search(self, rows: Any, name: str, value: str) -> Any:
        return selectors.search_products(rows, value)


class Variants(filters.FilterSet):
    q = filters.CharFilter(method="search", max_length=80, label="Words of a title, the beginning of a SKU, or a GTIN.")
    sku = filters.CharFilter(field_name="sku", max_length=64)
    gtin = filters.CharFilter(field_name="gtin", max_length=14)
    status = filters.ChoiceFilter(choices=VariantStatus.choices)
    product_id = filters.UUIDFilter(field_name="product__public_id")

    def search(self, rows: Any, name: str, value: str) -> Any:
        return selectors.search_variants(rows, value)


class Prices(filters.FilterSet):
    kind = filters.ChoiceFilter(field_name="price_list__kind", choices=PriceKind.choices)
    currency = filters.CharFilter(field_name="price_list__currency", max_length=3, label="ISO 4217.")
    sku = filters.CharFilter(field_name="variant__sku", max_length=64)
    product_id = filters.UUIDFilter(field_name="variant__product__public_id")
