"""Customs · looking over products before they are sold: would they clear? · vendor's schema, public for the rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from apps.catalog import selectors as catalog
from apps.catalog.types import PriceKind, ProductSnapshot, ProductStatus, VariantSnapshot, VariantStatus
from apps.classification import selectors as classification
from apps.classification.types import State
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.currencies import selectors as currencies
from apps.currencies.errors import RateMissing
from apps.currencies.types import RateTable
from apps.customs.models import Preflight as Row
from apps.customs.rules import preflight as rules
from apps.customs.types.preflight import GoodsToClear, Preflight
from apps.markets import selectors as markets
from apps.stock import selectors as stock
from apps.stock.rules import ships_from
from apps.stock.types import Availability
from apps.vendors import selectors as vendors
from apps.vendors.types import VendorCard

_KEPT = ["version", "score", "blocked", "findings", "assessed_at"]
_BATCH = 200


@transaction_required
def look_over(product_ids: Collection[UUID], *, at: datetime) -> int:
    """Look over products and keep what was found; those that are gone or put away are forgotten. How many were."""
    products = [one for one in catalog.product_snapshots(product_ids) if one.status != ProductStatus.ARCHIVED]
    found = assess(products, at=at)
    Row.objects.bulk_create(
        [
            Row(
                product_id=product.product_id,
                version=product.version,
                score=found[product.product_id].score,
                blocked=list(found[product.product_id].blocked),
                findings={one.country: one.as_json() for one in found[product.product_id].outcomes},
                assessed_at=at,
            )
            for product in products
        ],
        update_conflicts=True,
        unique_fields=["product_id"],
        update_fields=_KEPT,
    )
    Row.objects.filter(product_id__in=set(product_ids) - found.keys()).delete()
    return len(products)


def look_over_all(*, at: datetime, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Look over every product that is not put away, a transaction each batch; how many there are.

    `progress` is told how many of how many are done, before the first batch and after each.
    """
    known, count = catalog.product_ids(statuses=(ProductStatus.DRAFT, ProductStatus.PUBLISHED)), 0
    progress(0, len(known))
    for start in range(0, len(known), _BATCH):
        with transaction.atomic():
            count += look_over(known[start : start + _BATCH], at=at)
        progress(min(start + _BATCH, len(known)), len(known))
    return count


def assess(products: Iterable[ProductSnapshot], *, at: datetime) -> dict[UUID, Preflight]:
    """What would go wrong with products by destination; of a product's variants the worst counts. Writes nothing."""
    listed = list(products)
    vendor = vendors.card(current_vendor_id())
    variants = [variant.variant_id for product in listed for variant in product.variants]
    shelves = stock.availability(variants)
    goods = {row.product_id: row for row in classification.of_products([one.product_id for one in listed])}
    trees = frozenset(edition.country for edition in classification.trees())
    table = currencies.rate_table(at.date())
    chosen = {
        country: classification.national_codes([one.product_id for one in listed], country, vendor_id=vendor.id)
        for country in trees
    }
    found = {}
    for product in listed:
        judged = goods.get(product.product_id)
        told = {
            "is_confirmed": bool(judged and judged.state == State.CONFIRMED),
            "suggested": _suggested(judged.suggestions if judged else ()),
            "trees": trees,
            "national_codes": {
                country: codes[product.product_id] for country, codes in chosen.items() if product.product_id in codes
            },
        }
        outcomes = [
            rules.assessed(_goods(product, variant, vendor, shelves.get(variant.variant_id), table, told, at=at))
            for variant in _on_sale(product)
        ]
        found[product.product_id] = rules.worst(outcomes)
    return found


def _on_sale(product: ProductSnapshot) -> list[VariantSnapshot]:
    return [one for one in product.variants if one.status == VariantStatus.ACTIVE] or list(product.variants[:1])


def _goods(
    product: ProductSnapshot,
    variant: VariantSnapshot,
    vendor: VendorCard,
    shelf: Availability | None,
    table: RateTable,
    told: Mapping[str, Any],
    *,
    at: datetime,
) -> GoodsToClear:
    text = product.texts.get("en") or product.texts.get(product.default_language)
    stocked = shelf.by_country if shelf else ()
    places = {country: ships_from(stocked, to=country, home=vendor.country) for country in destinations()}
    bound = catalog.by_destination(product, variant, vendor, places=places, on=at.date())
    return GoodsToClear(
        title=text.title if text else product.code,
        customs_description=product.customs_description,
        hs_code=variant.hs_code,
        origin=variant.origin,
        weight_g=variant.weight_g,
        volume_mm3=variant.length_mm * variant.width_mm * variant.height_mm,
        worth=_worth(variant, table),
        has_battery=product.flags.has_battery,
        un_number=product.compliance.un_number,
        is_dangerous=product.flags.is_dangerous,
        is_food=product.flags.is_food,
        restricted={country: bound.get(country, ()) for country in places},
        **told,
    )


def destinations() -> tuple[str, ...]:
    """The countries of all open markets."""
    return tuple(sorted({country for market in markets.open_markets() for country in market.countries}))


def _worth(variant: VariantSnapshot, table: RateTable) -> Decimal | None:
    """The price of one piece in the book currency; None where there is none, or no rate."""
    retail = [tier.price for tier in variant.prices if tier.kind == PriceKind.RETAIL and tier.min_quantity == 1]
    try:
        return table.convert(retail[0], settings.BOOK_CURRENCY).amount if retail else None
    except RateMissing:
        return None


def _suggested(stored: Iterable[Mapping[str, object]]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((str(one["code"]), Decimal(str(one["confidence"]))) for one in stored)
