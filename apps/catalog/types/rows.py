"""Catalog · lines of the back office's lists · no tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from djmoney.money import Money


@dataclass(frozen=True)
class PriceListInfo:
    """The prices for one kind of buyer in one currency, and how many there are."""

    kind: str
    currency: str
    price_count: int


@dataclass(frozen=True)
class ProductRow:
    """A product as a line of the vendor's list."""

    product_id: UUID
    code: str
    version: int
    title: str
    status: str
    category_code: str
    variant_count: int
    first_sku: str
    lowest_price: Money | None
    picture: Mapping[str, Any] | None
    updated_at: datetime


@dataclass(frozen=True)
class VariantRow:
    """A variant as a line of the vendor's stock list; `options` as one text."""

    variant_id: UUID
    product_id: UUID
    sku: str
    title: str
    options: str
    status: str
