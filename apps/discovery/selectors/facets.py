"""Discovery · how many goods each choice of each facet would leave, in one statement · public schema."""

# ruff: noqa: S608 (what is put into the text comes from this module; values are parameters)
from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import connection

from apps.discovery.types import FacetCounts, Filters

from . import edition
from .scopes import Condition, Scope, Shown, conditions

_REMEMBER_S = 60


def facet_counts(scope: Scope, *, filters: Filters, shown: Shown) -> FacetCounts:
    """Counts of each facet with all other facets' choices kept, and the total with all kept.

    One statement, or none where the same was asked in this edition of the read
    model. A facet's own choices do not narrow its counts: that is what lets a
    shopper add a second choice.
    """
    narrowed = conditions(filters, shown)
    signature = repr((scope, sorted(narrowed.items())))
    name = f"facets:{hashlib.sha256(signature.encode()).hexdigest()}"
    return edition.kept(name, lambda: _counted(_rows(scope, narrowed)), seconds=_REMEMBER_S)


def _rows(scope: Scope, narrowed: dict[str, Condition]) -> list[tuple[str, str, str, int]]:
    names = {name: f"ok_{number}" for number, name in enumerate(narrowed)}
    flags = "".join(f", ({text}) AS {names[name]}" for name, (text, _) in narrowed.items())
    flag_values = [value for _, parameters in narrowed.values() for value in parameters]
    where, where_values = scope.condition()
    hits, hits_values = scope.with_hits()
    counts, count_values = _counts(names)
    statement = f"""
        WITH {hits} base AS MATERIALIZED (
          SELECT c.vendor_slug, c.vendor_name, c.origin, c.category_path, c.rating, c.in_stock, c.facets,
                 c.door_eur, c.numbers{flags}
          FROM {scope.source} WHERE {where})
        {counts}
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [*hits_values, *flag_values, *where_values, *count_values])
        return list(cursor.fetchall())


def _counts(names: dict[str, str]) -> tuple[str, list[Any]]:
    def kept(besides: str = "") -> str:
        return " AND ".join(flag for name, flag in names.items() if name != besides) or "true"

    chosen = [name.removeprefix("a.") for name in names if name.startswith("a.")]
    parts = [
        f"SELECT 'total', '', '', count(*) FROM base WHERE {kept()}",
        f"SELECT 'cat', code, '', count(*) FROM base, unnest(category_path) AS code WHERE {kept('cat')} GROUP BY code",
        f"SELECT 'maker', vendor_slug, max(vendor_name), count(*) FROM base WHERE {kept('maker')} GROUP BY vendor_slug",
        f"SELECT 'from', origin, '', count(*) FROM base WHERE {kept('from')} AND origin <> '' GROUP BY origin",
        f"SELECT 'stars', star::text, '', count(*) FROM base, generate_series(1, 5) AS star "
        f"WHERE {kept('stars')} AND rating >= star GROUP BY star",
        f"SELECT 'stock', '', '', count(*) FROM base WHERE {kept('stock')} AND in_stock",
        f"SELECT 'price', min(door_eur)::text, max(door_eur)::text, count(*) FROM base WHERE {kept('price')}",
        f"SELECT 'a', token, '', count(*) FROM base, unnest(facets) AS token "
        f"WHERE {kept()} AND split_part(token, ':', 1) <> ALL(%s) GROUP BY token",
    ]
    values: list[Any] = [chosen]
    measured = [name.removeprefix("n.") for name in names if name.startswith("n.")]
    least_most = "min(n.value::numeric)::text || ':' || max(n.value::numeric)::text, count(*)"
    parts.append(
        f"SELECT 'n', n.key, {least_most} FROM base, jsonb_each_text(numbers) AS n "
        f"WHERE {kept()} AND n.key <> ALL(%s) GROUP BY n.key"
    )
    values.append(measured)
    for code in measured:
        parts.append(
            f"SELECT 'n', n.key, {least_most} FROM base, jsonb_each_text(numbers) AS n "
            f"WHERE {kept('n.' + code)} AND n.key = %s GROUP BY n.key"
        )
        values.append(code)
    for code in chosen:
        parts.append(
            f"SELECT 'a', token, '', count(*) FROM base, unnest(facets) AS token "
            f"WHERE {kept('a.' + code)} AND split_part(token, ':', 1) = %s GROUP BY token"
        )
        values.append(code)
    return " UNION ALL ".join(parts), values


def _counted(rows: Iterable[tuple[str, str, str, int]]) -> FacetCounts:
    by_facet: dict[str, dict[str, int]] = defaultdict(dict)
    attributes: dict[str, dict[str, int]] = defaultdict(dict)
    names: dict[str, str] = {}
    ranges: dict[str, tuple[Decimal, Decimal, int]] = {}
    lowest = highest = None
    for facet, key, label, count in rows:
        if facet == "a":
            code, _, choice = key.partition(":")
            attributes[code][choice] = count
        elif facet == "n":
            least, _, most = label.partition(":")
            ranges[key] = (Decimal(least), Decimal(most), count)
        elif facet == "price":
            lowest, highest = (Decimal(key), Decimal(label)) if count else (None, None)
        else:
            by_facet[facet][key] = count
            if facet == "maker":
                names[key] = label
    return FacetCounts(
        total=by_facet["total"].get("", 0),
        categories=by_facet["cat"],
        vendors=by_facet["maker"],
        vendor_names=names,
        origins=by_facet["from"],
        ratings={int(star): count for star, count in by_facet["stars"].items()},
        attributes=dict(attributes),
        ranges=ranges,
        in_stock=by_facet["stock"].get("", 0),
        lowest_eur=lowest,
        highest_eur=highest,
    )
