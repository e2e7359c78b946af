"""Discovery · offers by SKU or GTIN · public schema."""

# ruff: noqa: S608 (what is put into the text comes from this module; values are parameters)
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import connection

from apps.discovery.rules import slips, words
from apps.discovery.types import Offer

from .offers import COLUMNS, offer_of

_MOST_NEAR = 10


def offers_by_code(codes: Collection[str], *, market: str, currency: str = "") -> dict[str, tuple[Offer, ...]]:
    """What goes by each code in a market: by SKU, or by GTIN where nothing has it as SKU. One query.

    Codes are as `words.code` makes them. An unknown code is absent; one that is known in other markets
    alone has no offers.
    """
    wanted = set(codes)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH named AS MATERIALIZED (
                SELECT product_id, codes FROM public.discovery_listingtext WHERE codes && %s::varchar[])
            SELECT {COLUMNS}, n.codes FROM named n JOIN public.discovery_listingtext t USING (product_id)
            LEFT JOIN public.discovery_listing l ON l.product_id = n.product_id AND l.market = %s
            """,
            [list(wanted), market],
        )
        rows = cursor.fetchall()
    by_sku: dict[str, list[Offer]] = defaultdict(list)
    by_gtin: dict[str, list[Offer]] = defaultdict(list)
    known_somewhere: set[str] = set()
    for *row, known in rows:
        known_somewhere |= wanted.intersection(known)
        variant_id, sku, gtin = row[:3]
        if variant_id is None:
            continue
        if words.code(sku) in wanted or gtin in wanted:
            offer = offer_of(tuple(row)).in_currency(currency)
            by_sku[words.code(sku)].append(offer)
            by_gtin[gtin].append(offer)
    return {code: tuple(by_sku.get(code) or by_gtin.get(code) or ()) for code in known_somewhere}


def near_codes(codes: Sequence[str], *, market: str) -> dict[str, tuple[str, ...]]:
    """SKUs sold in a market that one slip of the hand makes of each code; of the first ten. One query, or none."""
    meant = {code: slips.near(code) for code in codes[:_MOST_NEAR]}
    candidates = sorted(set().union(*meant.values()))
    if not candidates:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH named AS MATERIALIZED (
                SELECT product_id FROM public.discovery_listingtext WHERE codes && %s::varchar[])
            SELECT DISTINCT l.sku FROM named JOIN public.discovery_listing l USING (product_id)
            WHERE l.market = %s AND l.is_sellable ORDER BY l.sku
            """,
            [candidates, market],
        )
        known = {words.code(sku): sku for (sku,) in cursor.fetchall()}
    return {code: tuple(sku for key, sku in known.items() if key in near)[:3] for code, near in meant.items()}
