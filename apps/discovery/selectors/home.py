"""Discovery · what the front page shows · public schema."""

# ruff: noqa: S608 (what is put into the text comes from this module; values are parameters)
from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from apps.discovery.types import Card, Picture, in_language

from . import edition
from .lists import COLUMNS, card_of, picture_in
from .scopes import MAY_BE_SOLD, Shown

MODULE_SIZE = 8
FAST_DAYS = 12
_REMEMBER_S = 60


@dataclass(frozen=True)
class Tile:
    """A category or a maker with how much it has, and a picture of its best."""

    code: str
    name: str
    count: int
    picture: Picture | None
    country: str = ""
    place: str = ""


@dataclass(frozen=True)
class Groups:
    """Categories at the root and makers of a market, those with most goods first."""

    categories: tuple[Tile, ...]
    makers: tuple[Tile, ...]


def modules(*, market: str, country: str, shown: Shown, affordable_eur: Decimal) -> dict[str, tuple[Card, ...]]:
    """The front page's shelves: new, loved, near, fast, affordable and wholesale. One query, of this edition's first
    reader in a market and country two.

    Near is what is in stock in `country`, fast what is at the door within FAST_DAYS
    days, affordable what costs no more than `affordable_eur` at the door. A shelf
    that is empty is absent.
    """
    picked = edition.kept(
        f"front:{market}:{country}:{affordable_eur}",
        lambda: _picked(market, country, affordable_eur),
        seconds=_REMEMBER_S,
    )
    ids = {product_id for _, product_id in picked}
    statement = f"""
        SELECT {COLUMNS}
        FROM public.discovery_listingcard c JOIN public.discovery_listingtext t USING (product_id)
        WHERE c.market = %s AND c.is_live AND c.product_id = ANY(%s)
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [shown.language, shown.language, market, list(ids)])
        cards = {row[0]: card_of(row, shown) for row in cursor.fetchall()}
    found: dict[str, list[Card]] = {}
    for shelf, product_id in picked:
        if product_id in cards:
            found.setdefault(shelf, []).append(cards[product_id])
    return {shelf: tuple(row) for shelf, row in found.items()}


def _picked(market: str, country: str, affordable_eur: Decimal) -> list[tuple[str, UUID]]:
    """The shelves' products, shelf by shelf, in their order."""
    shelves: dict[str, tuple[str, str, list[Any]]] = {
        "new": ("true", "c.published_at DESC", []),
        "loved": ("c.review_count > 0", "c.rating DESC", []),
        "near": ("c.ships_from = %s AND c.in_stock", "c.score DESC", [country]),
        "fast": ("c.max_days <= %s AND c.in_stock AND c.ships_from <> %s", "c.score DESC", [FAST_DAYS, country]),
        "affordable": ("c.door_eur <= %s AND c.in_stock", "c.score DESC", [affordable_eur]),
        "wholesale": ("c.tier_price IS NOT NULL AND c.in_stock", "c.score DESC", []),
    }
    parts, values = [], []
    for at, (condition, order, parameters) in enumerate(shelves.values()):
        parts.append(
            f"(SELECT {at} AS shelf, row_number() OVER (ORDER BY {order}, c.product_id DESC) AS place, c.product_id "
            f"FROM public.discovery_listingcard c WHERE c.market = %s AND c.is_live AND {MAY_BE_SOLD} AND {condition} "
            f"ORDER BY {order}, c.product_id DESC LIMIT {MODULE_SIZE})"
        )
        values += [market, country, *parameters]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT shelf, product_id FROM ({' UNION ALL '.join(parts)}) p ORDER BY shelf, place", values)
        names = list(shelves)
        return [(names[shelf], product_id) for shelf, product_id in cursor.fetchall()]


def groups(*, market: str, language: str, names: dict[str, str]) -> Groups:
    """Categories and makers with their counts, in one query or none; `names` gives root categories' names by code."""
    rows = edition.kept(f"groups:{market}", lambda: _group_rows(market), seconds=_REMEMBER_S)
    categories: list[Tile] = []
    makers: list[Tile] = []
    for kind, code, name, count, picture, country, place in rows:
        tile = Tile(
            code=code,
            name=names.get(code, code) if kind == "cat" else name,
            count=count,
            picture=picture_in(json.loads(picture) if picture else None, language),
            country=country,
            place=in_language(json.loads(place), language) if place else "",
        )
        (categories if kind == "cat" else makers).append(tile)
    return Groups(tuple(categories), tuple(makers))


def _group_rows(market: str) -> list[tuple[Any, ...]]:
    grouped = """
        SELECT '{kind}' AS kind, {key} AS code, count(*) AS goods,
               (array_agg(c.product_id ORDER BY c.score DESC, c.product_id))[1] AS best
        FROM live c GROUP BY 2
    """
    statement = f"""
        WITH live AS MATERIALIZED (
          SELECT product_id, category_path[1] AS root, vendor_slug, score
          FROM public.discovery_listingcard WHERE market = %s AND is_live),
        grouped AS ({grouped.format(kind="cat", key="c.root")}
                    UNION ALL {grouped.format(kind="maker", key="c.vendor_slug")}),
        ranked AS (SELECT *, row_number() OVER (PARTITION BY kind ORDER BY goods DESC, code) AS place FROM grouped)
        SELECT g.kind, g.code, t.vendor_name, g.goods, t.picture::text, t.vendor_country, t.place::text
        FROM ranked g JOIN public.discovery_listingtext t ON t.product_id = g.best
        WHERE g.place <= 24 ORDER BY g.kind, g.place
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [market])
        return list(cursor.fetchall())
