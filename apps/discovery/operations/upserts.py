"""Discovery · set-based writing of the read model's rows · public schema.

One statement a table, however many rows. A row that is older than the stored one,
or another vendor's, is left out by the statement itself.
"""

# ruff: noqa: S608 (what is put into the text comes from this module; values are parameters)
from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg2.extras import execute_values

from apps.discovery.models import Listing, ListingCard, ListingText, SearchWord
from apps.discovery.rules import words

_PAGE = 200
_JSON = {"place", "titles", "descriptions", "picture", "pictures", "attributes", "options", "option_labels",
         "prices", "terms", "numbers", "restrictions", "content", "compliance"}  # fmt: skip
_ARRAYS = {"codes", "category_path", "facets", "hidden_in"}


def texts(rows: Sequence[dict[str, Any]]) -> None:
    """Write products' texts and the words they are found by."""
    _upsert(ListingText._meta.db_table, rows, key=("product_id",))


def cards(rows: Sequence[dict[str, Any]]) -> None:
    """Write products' cards."""
    _upsert(ListingCard._meta.db_table, rows, key=("product_id", "market"))


def listings(rows: Sequence[dict[str, Any]]) -> None:
    """Write variants' offers."""
    _upsert(Listing._meta.db_table, rows, key=("variant_id", "market"))


def title_words(pairs: Collection[tuple[str, str]]) -> None:
    """Remember (language, word) pairs that are not yet known."""
    if not pairs:
        return
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            f'INSERT INTO public.{SearchWord._meta.db_table} (language, word, "count") VALUES %s '
            "ON CONFLICT DO NOTHING",
            [(language, word, 1) for language, word in sorted(pairs)],
            page_size=1000,
        )


def drop_products(product_ids: Collection[UUID], *, vendor_id: int) -> int:
    """Take a vendor's products out of the read model; how many were in it. Another's stay."""
    if not product_ids:
        return 0
    with connection.cursor() as cursor:
        for model in (ListingCard, Listing, ListingText):
            cursor.execute(
                f"DELETE FROM public.{model._meta.db_table} WHERE product_id = ANY(%s) AND vendor_id = %s",
                [list(product_ids), vendor_id],
            )
        return int(cursor.rowcount)


def drop_leftovers(
    model: type[ListingCard | Listing],
    kept: Iterable[tuple[UUID, str]],
    product_ids: list[UUID],
    *,
    in_markets: Collection[str] | None = None,
) -> None:
    """Take out rows of products that are no longer among `kept`: (product or variant, market) pairs.

    Where `in_markets` is given, those of other markets stay.
    """
    column = "product_id" if model is ListingCard else "variant_id"
    pairs, among = list(kept), None if in_markets is None else list(in_markets)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            DELETE FROM public.{model._meta.db_table} old WHERE old.product_id = ANY(%s) AND NOT EXISTS (
              SELECT 1 FROM unnest(%s::uuid[], %s::text[]) AS kept(id, market)
              WHERE kept.id = old.{column} AND kept.market = old.market)
            AND (%s::text[] IS NULL OR old.market = ANY(%s::text[]))
            """,
            [product_ids, [pair[0] for pair in pairs], [pair[1] for pair in pairs], among, among],
        )


def _upsert(table: str, rows: Sequence[dict[str, Any]], *, key: tuple[str, ...]) -> None:
    if not rows:
        return
    columns = list(rows[0])
    values, template = [], "(" + ", ".join(_placeholder(column) for column in columns) + ")"
    for row in rows:
        values.append(tuple(part for column in columns for part in _parts(column, row[column])))
    changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns if column not in key)
    statement = (
        f"INSERT INTO public.{table} ({', '.join(columns)}) VALUES %s "
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes} "
        f"WHERE {table}.version <= EXCLUDED.version AND {table}.vendor_id = EXCLUDED.vendor_id"
    )
    with connection.cursor() as cursor:
        execute_values(cursor.cursor, statement, values, template=template, page_size=_PAGE)


def _placeholder(column: str) -> str:
    for language, dictionary in words.DICTIONARIES.items():
        if column == words.VECTORS[language]:
            return " || ".join(f"setweight(to_tsvector('{dictionary}', %s), '{weight}')" for weight in "ABCD")
    if column.startswith("vector_"):
        return "%s::tsvector"
    if column in _JSON:
        return "%s::jsonb"
    return "%s::text[]" if column in _ARRAYS else "%s"


def _parts(column: str, value: Any) -> tuple[Any, ...]:
    if column.startswith("vector_") and isinstance(value, tuple):
        return value
    if column in _JSON or isinstance(value, dict):
        return (None if value is None else json.dumps(value, ensure_ascii=False),)
    return (value,)
