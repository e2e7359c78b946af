"""Discovery · what the search box offers while a shopper types · public schema."""

# ruff: noqa: S608 (what is put into the text comes from this module; values are parameters)
from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import connection

from apps.discovery.models import ListingCard
from apps.discovery.rules import searches, words
from apps.discovery.types import Picture
from apps.taxonomy import selectors as taxonomy
from apps.taxonomy.types import CategoryNode

from . import edition
from .lists import picture_in
from .scopes import MAY_BE_SOLD
from .searching import hits

_REMEMBER_S = 60


@dataclass(frozen=True)
class Suggestion:
    """Something that a shopper may mean: a product, a category or a maker, by its address."""

    kind: str
    slug: str
    label: str
    note: str = ""
    picture: Picture | None = None


def suggestions(text: str, *, language: str, market: str, country: str = "", limit: int = 6) -> list[Suggestion]:
    """Goods that may be sold to `country`, categories and makers for the beginning of a search, in one query.

    Of this edition's first reader in a market two. Below two Latin letters nothing.
    """
    search = searches.parse(text, language, taxonomy.synonyms(language))
    typed = words.folded(text.strip())
    if search.is_empty or (len(typed) < 2 and typed.isascii()):
        return []
    condition, values = hits(search)
    statement = f"""
        WITH hits AS MATERIALIZED ({condition})
        SELECT t.slug, coalesce(nullif(t.titles ->> %s, ''), t.titles ->> 'en'), t.vendor_name, t.picture::text
        FROM hits h JOIN public.discovery_listingcard c USING (product_id)
        JOIN public.discovery_listingtext t USING (product_id)
        WHERE c.market = %s AND c.is_live AND {MAY_BE_SOLD}
        ORDER BY h.rank DESC, c.score DESC, c.product_id LIMIT %s
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, language, market, country, limit])
        goods = [
            Suggestion("product", slug, title, vendor, picture_in(json.loads(picture) if picture else None, language))
            for slug, title, vendor, picture in cursor.fetchall()
        ]
    return _categories(typed, language) + goods + _makers(typed, market)


def _makers(typed: str, market: str, limit: int = 3) -> list[Suggestion]:
    known = edition.kept(f"makers:{market}", lambda: _makers_of(market), seconds=_REMEMBER_S)
    return [Suggestion("maker", slug, name) for slug, name, folded in known if typed in folded][:limit]


def _makers_of(market: str) -> list[tuple[str, str, str]]:
    """All who sell in a market, those first whose name comes first: address, name, and the name as it is looked for."""
    makers = ListingCard.objects.filter(market=market, is_live=True).order_by("vendor_name", "vendor_slug")
    pairs = makers.values_list("vendor_slug", "vendor_name").distinct()
    return [(slug, name, words.folded(name)) for slug, name in pairs]


def _categories(typed: str, language: str, limit: int = 3) -> list[Suggestion]:
    found: list[Suggestion] = []
    for root in taxonomy.tree(language):
        for node, above in _with_parent(root, None):
            name = words.folded(node.name)
            if name.startswith(typed) or f" {typed}" in name or (typed in name and not typed.isascii()):
                found.append(Suggestion("category", node.slug, node.name, above.name if above else ""))
    return found[:limit]


def _with_parent(node: CategoryNode, above: CategoryNode | None) -> list[tuple[CategoryNode, CategoryNode | None]]:
    return [(node, above)] + [pair for child in node.children for pair in _with_parent(child, node)]
