"""Discovery · what the search box offers while a shopper types · public schema."""

# ruff: noqa: S608 (what is put into the text comes from this module; values are parameters)
from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import connection

from apps.discovery.rules import searches, words
from apps.discovery.types import Picture
from apps.taxonomy import selectors as taxonomy
from apps.taxonomy.types import CategoryNode

from .lists import picture_in
from .scopes import MAY_BE_SOLD
from .searching import hits


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

    Below two Latin letters nothing.
    """
    search = searches.parse(text, language, taxonomy.synonyms(language))
    typed = words.folded(text.strip())
    if search.is_empty or (len(typed) < 2 and typed.isascii()):
        return []
    condition, values = hits(search)
    statement = f"""
        WITH hits AS MATERIALIZED ({condition}),
        goods AS (
          SELECT 'product' AS kind, t.slug, coalesce(nullif(t.titles ->> %s, ''), t.titles ->> 'en') AS label,
                 t.vendor_name AS note, t.picture::text AS picture, h.rank
          FROM hits h JOIN public.discovery_listingcard c USING (product_id)
          JOIN public.discovery_listingtext t USING (product_id)
          WHERE c.market = %s AND c.is_live AND {MAY_BE_SOLD}
          ORDER BY h.rank DESC, c.score DESC, c.product_id LIMIT %s),
        makers AS (
          SELECT DISTINCT 'maker' AS kind, c.vendor_slug AS slug, c.vendor_name AS label, '' AS note, NULL AS picture,
                 0 AS rank
          FROM public.discovery_listingcard c
          WHERE c.market = %s AND c.is_live AND lower(c.vendor_name) LIKE %s LIMIT 3)
        SELECT * FROM goods UNION ALL SELECT * FROM makers
    """
    pattern = "%" + typed.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, language, market, country, limit, market, pattern])
        rows = cursor.fetchall()
    found = [
        Suggestion(kind, slug, label, note, picture_in(json.loads(picture) if picture else None, language))
        for kind, slug, label, note, picture, _ in rows
    ]
    return _categories(typed, language) + found


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
