"""Catalog · the versions of a product, for who wants another one · vendor's schema."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from djmoney.money import Money

from apps.catalog.types import PriceKind, ProductSnapshot, VariantSnapshot, VariantStatus

from .pages import variants
from .snapshots import product_snapshots


@dataclass(frozen=True)
class Version:
    """A version of a product: `price` of one piece in the vendor's currency, today."""

    variant_id: UUID
    title: str
    price: Money
    snapshot: VariantSnapshot


def versions(variant_id: UUID, *, currency: str, language: str = "en") -> dict[UUID, Version]:
    """Every version of a variant's product that is on sale, itself included; empty where it is gone. Some queries."""
    row = variants().filter(public_id=variant_id).first()
    if row is None:
        return {}
    product = product_snapshots([row.product.public_id])[0]
    found = {}
    for variant in product.variants:
        price = _price(variant, currency)
        if variant.status == VariantStatus.ACTIVE and price is not None:
            found[variant.variant_id] = Version(variant.variant_id, _title(product, variant, language), price, variant)
    return found


def _price(variant: VariantSnapshot, currency: str) -> Money | None:
    """Of one piece, as anybody is asked for it."""
    tiers = [tier for tier in variant.prices if tier.kind == PriceKind.RETAIL and tier.price.currency.code == currency]
    return min(tiers, key=lambda tier: tier.min_quantity).price if tiers else None


def _title(product: ProductSnapshot, variant: VariantSnapshot, language: str) -> str:
    text = product.texts.get(language) or product.texts[product.default_language]
    chosen = [
        value.names.get(language) or next(iter(value.names.values()), value.code)
        for option in product.options
        for value in option.values
        if variant.options.get(option.code) == value.code
    ]
    return ", ".join([text.title, *chosen])
