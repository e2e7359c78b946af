"""Discovery · offers for cart and checkout · public schema."""

# ruff: noqa: S608 (what is put into the text comes from this module; values are parameters)
from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from djmoney.money import Money

from apps.common.prepared import execute
from apps.discovery.types import Offer
from apps.markets.pricing import NONE
from apps.markets.types import SellersTerms
from apps.tariffs.types import Restricted

from . import edition

COLUMNS = """
    l.variant_id, l.sku, l.gtin, l.options, l.option_labels, coalesce(l.picture, t.picture), l.currency, l.prices,
    l.moq, l.hs_code, l.origin, l.weight_g, l.length_mm, l.width_mm, l.height_mm, l.is_sellable, l.reason,
    t.product_id, t.vendor_id, t.vendor_slug, t.vendor_name, t.vendor_country, t.titles, t.slug, t.processing_days,
    l.restrictions, l.content, l.terms, t.compliance -> 'duty_choice' IS NOT NULL
"""
COLUMN_COUNT = 29

_OFFERS = f"""
    SELECT {COLUMNS} FROM public.discovery_listing l JOIN public.discovery_listingtext t USING (product_id)
    WHERE l.variant_id = ANY(%s) AND l.market = %s
"""


def offers(variant_ids: Collection[UUID], *, market: str, currency: str = "") -> dict[UUID, Offer]:
    """Offers of variants in a market, by variant, in one query. A variant that is no longer offered is absent.

    Where the buyer's `currency` is said, what its seller does not sell in it is not to be bought.
    """
    if not variant_ids:
        return {}
    with connection.cursor() as cursor:
        execute(cursor, _OFFERS, [list(variant_ids), market])
        found = [offer_of(row) for row in cursor.fetchall()]
    return {offer.variant_id: offer.in_currency(currency) for offer in found}


def offers_of_edition(variant_ids: Collection[UUID], *, market: str, currency: str = "") -> dict[UUID, Offer]:
    """As `offers`, at most a quarter of a second behind: remembered in this process. One query, or none.

    For what is shown; whoever takes money asks `offers`.
    """
    found = {variant: edition.known_here((market, variant)) for variant in variant_ids}
    missing = [variant for variant, offer in found.items() if offer is None]
    fresh = offers(missing, market=market)
    found |= {variant: edition.remember_here((market, variant), offer) for variant, offer in fresh.items()}
    return {variant: offer.in_currency(currency) for variant, offer in found.items() if offer is not None}


def terms_of(stored: str) -> Mapping[str, SellersTerms]:
    """The seller's terms for other currencies, as rows keep them."""
    if stored == "{}":
        return NONE
    return {currency: SellersTerms.from_json(one) for currency, one in json.loads(stored).items()}


def offer_of(row: tuple[Any, ...]) -> Offer:
    """The offer in a row of COLUMNS, in which JSON is still text."""
    (variant_id, sku, _gtin, _options, option_labels, picture, currency, prices, moq, hs_code, origin, weight_g,
     length_mm, width_mm, height_mm, is_sellable, reason, product_id, vendor_id, vendor_slug, vendor_name,
     vendor_country, titles, slug, processing_days, restrictions, content,
     terms, duty_choice) = row  # fmt: skip
    return Offer(
        vendor_id=vendor_id,
        vendor_slug=vendor_slug,
        vendor_name=vendor_name,
        vendor_country=vendor_country,
        product_id=product_id,
        variant_id=variant_id,
        sku=sku,
        titles=json.loads(titles),
        slug=dict.fromkeys((code for code, _ in settings.LANGUAGES), slug),
        option_labels=json.loads(option_labels),
        picture=json.loads(picture) if picture else None,
        unit_prices=tuple((smallest, Money(Decimal(amount), currency)) for smallest, amount in json.loads(prices)),
        moq=moq,
        hs_code=hs_code,
        origin=origin,
        weight_g=weight_g,
        length_mm=length_mm,
        width_mm=width_mm,
        height_mm=height_mm,
        processing_days=processing_days,
        is_sellable=is_sellable,
        reason=reason,
        terms=terms_of(terms),
        restrictions=_restrictions(restrictions),
        content=_content(content),
        duty_choice=duty_choice,
    )


def _restrictions(stored: str) -> Mapping[str, tuple[Restricted, ...]]:
    if stored == "{}":
        return {}
    return {country: tuple(map(Restricted.from_json, found)) for country, found in json.loads(stored).items()}


def _content(stored: str | None) -> tuple[Decimal, str] | None:
    amount, unit = json.loads(stored) if stored else (None, "")
    return (Decimal(amount), unit) if amount else None
