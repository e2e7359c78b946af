"""Discovery · one product with its variants, and its neighbours · public schema."""

# ruff: noqa: S608 (what is put into the text comes from this module; values are parameters)
from __future__ import annotations

import json
from uuid import UUID

from django.db import connection

from apps.common.errors import NotFound
from apps.discovery.types import Card, Filters, ProductView, Sort, VariantView

from . import edition
from .lists import cards
from .offers import COLUMN_COUNT, COLUMNS, offer_of
from .scopes import Scope, Shown

_TEXT = """
    t.version, t.place, t.category, t.descriptions, t.pictures, t.attributes, t.options AS product_options, t.rating,
    t.review_count, t.refreshed_at, t.published_at, l.position,
    t.compliance
"""


def product(slug: str, *, market: str) -> ProductView:
    """A product as it is offered in a market, in one query.

    Raises:
        NotFound: no product has this address, or it has no variant in the market's list.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {COLUMNS}, {_TEXT} FROM public.discovery_listingtext t
            JOIN public.discovery_listing l USING (product_id)
            WHERE t.slug = %s AND l.market = %s ORDER BY l.position, l.sku
            """,
            [slug, market],
        )
        rows = cursor.fetchall()
    if not rows:
        raise NotFound()
    variants = tuple(VariantView(offer_of(row[:COLUMN_COUNT]), gtin=row[2], options=json.loads(row[3])) for row in rows)
    offer = variants[0].offer
    (version, place, category, descriptions, pictures, attributes, options, rating, review_count, refreshed_at,
     published_at, _, compliance) = rows[0][COLUMN_COUNT:]  # fmt: skip
    return ProductView(
        product_id=offer.product_id,
        vendor_id=offer.vendor_id,
        slug=slug,
        vendor_slug=offer.vendor_slug,
        vendor_name=offer.vendor_name,
        vendor_country=offer.vendor_country,
        place=json.loads(place),
        processing_days=offer.processing_days,
        category=category,
        titles=offer.titles,
        descriptions=json.loads(descriptions),
        pictures=tuple(json.loads(pictures)),
        attributes=json.loads(attributes),
        options=tuple(json.loads(options)),
        variants=variants,
        rating=rating,
        review_count=review_count,
        version=version,
        is_live=any(variant.offer.is_sellable for variant in variants),
        refreshed_at=refreshed_at,
        published_at=published_at,
        compliance=json.loads(compliance),
    )


def related(view: ProductView, *, market: str, country: str, shown: Shown, limit: int = 5) -> tuple[Card, ...]:
    """Other goods of the same category that may be sold to `country` and are best recommended. One query, or none."""
    key = ("related", market, country, view.category, limit, shown.language, shown.currency, shown.without_tax)
    found: tuple[Card, ...] | None = edition.known_here(key)
    if found is None:
        scope, filters = Scope(market=market, country=country, category=view.category), Filters(in_stock=True)
        page = cards(scope, shown=shown, filters=filters, sort=Sort.RECOMMENDED, limit=limit + 1)
        found = edition.remember_here(key, page.cards)
    return tuple(card for card in found if card.product_id != view.product_id)[:limit]


def product_of_variant(variant_id: UUID) -> tuple[UUID, str] | None:
    """The product that a variant belongs to and its address, if it is listed. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.product_id, t.slug FROM public.discovery_listing l "
            "JOIN public.discovery_listingtext t USING (product_id) WHERE l.variant_id = %s LIMIT 1",
            [variant_id],
        )
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None
