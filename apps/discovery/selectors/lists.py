"""Discovery · pages of cards, read by key · public schema."""

# ruff: noqa: S608 (what is put into the text comes from this module; values are parameters)
from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from apps.common.money import rounded
from apps.discovery.rules.cursors import Cursor, decoded
from apps.discovery.types import Card, Cards, Filters, Picture, Sort

from .offers import terms_of
from .scopes import Scope, Shown, conditions

PAGE = 24

# Expression, its type for a cursor's value, and whether it falls. The product's id parts equals, the same way.
_ORDERS: dict[Sort, tuple[str, str, bool]] = {
    Sort.RECOMMENDED: ("c.score", "int", True),
    Sort.NEWEST: ("c.published_at", "timestamptz", True),
    Sort.PRICE: ("c.door_eur", "numeric", False),
    Sort.PRICE_DESC: ("c.door_eur", "numeric", True),
    Sort.RATING: ("c.rating", "numeric", True),
}
_RELEVANCE = ("(h.rank * 1000 + least(greatest(c.score, 0), 999))", "bigint", True)

COLUMNS = """
    c.product_id, t.slug, c.vendor_name, c.vendor_slug, c.currency, c.price, c.is_from_price, c.landed,
    c.landed_currency, c.tier_price, c.tier_quantity, c.rating, c.review_count, c.in_stock, c.min_days, c.max_days,
    c.category, t.picture, c.terms, c.landed_tax, c.tax_rate, t.compliance ->> 'energy_class',
    coalesce(nullif(t.titles ->> %s, ''), t.titles ->> 'en',
             (SELECT value FROM jsonb_each_text(t.titles) LIMIT 1)) AS title,
    coalesce(t.place ->> %s, t.place ->> 'en', '') AS place
"""


@dataclass(frozen=True)
class Place:
    """Where in a list a page lies: after or before a cursor, as the address has it; the first page without."""

    after: str = ""
    before: str = ""


def cards(
    scope: Scope,
    *,
    shown: Shown,
    filters: Filters = Filters(),  # noqa: B008  it is frozen
    sort: Sort = Sort.RECOMMENDED,
    place: Place = Place(),
    limit: int = PAGE,
) -> Cards:
    """A page of the goods in scope that pass all filters, in one query whatever their number.

    A search that asks for no other order comes by relevance.
    """
    key, kind, falls = _RELEVANCE if scope.hits and sort is Sort.RECOMMENDED else _ORDERS[sort]
    cursor = decoded(place.before or place.after, kind)
    backward = bool(place.before) and cursor is not None
    rows = _page_rows(scope, shown, filters, (key, kind, falls != backward), cursor, limit + 1)
    more, rows = len(rows) > limit, rows[:limit]
    if backward:
        rows.reverse()
    found = tuple(card_of(row[:-1], shown) for row in rows)
    ends = [Cursor(str(row[-1]), row[0]).encoded() for row in (rows[0], rows[-1])] if rows else ["", ""]
    has_previous = more if backward else cursor is not None
    has_next = cursor is not None if backward else more
    return Cards(found, ends[1] if has_next else "", ends[0] if has_previous else "")


def _page_rows(
    scope: Scope,
    shown: Shown,
    filters: Filters,
    order: tuple[str, str, bool],
    cursor: Cursor | None,
    limit: int,
) -> list[tuple[Any, ...]]:
    key, kind, falls = order
    where, where_values = scope.condition()
    for text, parameters in conditions(filters, shown).values():
        where += f" AND {text}"
        where_values += parameters
    if cursor is not None:
        where += f" AND ({key}, c.product_id) {'<' if falls else '>'} (%s::{kind}, %s)"
        where_values += [cursor.value, cursor.product_id]
    hits, hits_values = scope.with_hits()
    direction = "DESC" if falls else "ASC"
    statement = f"""
        WITH {hits} page AS MATERIALIZED (
          SELECT c.*, {key} AS key FROM {scope.source} WHERE {where}
          ORDER BY {key} {direction}, c.product_id {direction} LIMIT %s)
        SELECT {COLUMNS}, c.key::text FROM page c JOIN public.discovery_listingtext t USING (product_id)
        ORDER BY c.key {direction}, c.product_id {direction}
    """
    with connection.cursor() as database:
        database.execute(statement, [*hits_values, *where_values, limit, shown.language, shown.language])
        return list(database.fetchall())


def card_of(row: Sequence[Any], shown: Shown) -> Card:
    """The card in a row of COLUMNS."""
    (product_id, slug, vendor_name, vendor_slug, currency, price, is_from, landed, landed_currency, tier_price,
     tier_quantity, rating, review_count, in_stock, min_days, max_days, category, picture, terms, landed_tax,
     tax_rate, energy_class, title, place) = row  # fmt: skip
    own = terms_of(terms)
    return Card(
        product_id=product_id,
        slug=slug,
        title=title,
        vendor_name=vendor_name,
        vendor_slug=vendor_slug,
        place=place,
        picture=picture_in(json.loads(picture) if picture else None, shown.language),
        price=shown.price(price, currency, first=price, terms=own),
        is_from_price=is_from,
        landed=rounded(shown.money(landed, landed_currency)) if landed is not None else None,
        tier_price=shown.price(tier_price, currency, first=price, terms=own) if tier_price is not None else None,
        tier_quantity=tier_quantity,
        rating=Decimal(rating) if review_count else None,
        review_count=review_count,
        in_stock=in_stock,
        min_days=min_days,
        max_days=max_days,
        category=category,
        without_tax=(
            rounded(shown.money(landed - landed_tax, landed_currency))
            if shown.without_tax and tax_rate is not None
            else None
        ),
        tax_rate=tax_rate,
        energy_class=energy_class or "",
    )


def picture_in(picture: Picture | None, language: str) -> Picture | None:
    """A stored picture with its text in a language."""
    if picture is None:
        return None
    alts = picture.get("alts", {})
    return {**picture, "alt": alts.get(language) or alts.get("en") or picture.get("alt", "")}
