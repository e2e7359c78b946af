"""Tariffs · the shipped rule packs: their short form, spelt out as rows.

A pack is a JSON file with `sources`, `jurisdictions`, `groups`, `fx` and the kinds of rules
(RULES). In each list of rules `shared` values may stand once: `{"shared": {...}, "rows": [...]}`.
Measures and taxes may be given as `rates`, a map of prefix to expression or rate ("61-63" stands
for three prefixes); rules that differ in nothing else as a list of `prefixes`; `fx` as a map of
currency to rate. `from` and `to` are the first and the last day. A group lists its `members`, each
block with `countries` and days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

_DECIMALS = frozenset(
    ("share", "duty_quantum", "tax_quantum", "value_quantum", "item_duty_quantum", "tax_base_quantum", "threshold",
     "flat", "tax_share", "rate", "minimum_per_g", "amount", "minimum", "maximum", "value_from", "value_to",
     "tax_uplift", "annual_limit", "minimum_per_ml", "minimum_per_piece", "limit", "tolerance")
)  # fmt: skip
RULES = ("policies", "regimes", "measures", "taxes", "fees", "stackings", "proofs", "restrictions")


def rule_rows(pack: Mapping[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    """The rows of one kind (see RULES) in a pack, as fields of the model."""
    for block in pack.get(kind, ()):
        shared = block.get("shared", {})
        for row in block.get("rows", ()):
            yield _row({**shared, **row})
        for prefixes, rate in block.get("rates", {}).items():
            for prefix in _each(prefixes):
                yield _row(_of_rate(shared, prefix, rate))
        for prefixes in block.get("prefixes", ()):
            for prefix in _each(prefixes):
                yield _row({**shared, "hs_prefix": prefix, "code": f"{shared['code']}-{prefix}"})


def source_rows(pack: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The sources of a pack."""
    for row in pack.get("sources", ()):
        yield {**row, "checked_on": date.fromisoformat(row["checked_on"])}


def jurisdiction_rows(pack: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The jurisdictions of a pack, unions before their members."""
    for row in pack.get("jurisdictions", ()):
        yield {
            "code": row["code"],
            "parent_id": row.get("parent"),
            "country": row.get("country", ""),
            "region": row.get("region", ""),
            "postcodes": row.get("postcodes", ""),
            "tax_parent_id": row.get("tax_parent"),
        }


def group_rows(pack: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The groups of countries of a pack."""
    for row in pack.get("groups", ()):
        yield {
            "code": row["code"],
            "label": row["label"],
            "jurisdiction_id": row.get("jurisdiction"),
            "source_id": row["source"],
        }


def member_rows(pack: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Which countries belong to the groups of a pack, and when."""
    for group in pack.get("groups", ()):
        for block in group["members"]:
            for country in block["countries"]:
                yield {
                    "code": f"{group['code']}-{country}-{block['from']}",
                    "group_id": group["code"],
                    "country": country,
                    "valid": _days(block),
                    "source_id": block.get("source", group["source"]),
                }


def fx_rows(pack: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The authorities' rates of exchange of a pack."""
    for block in pack.get("fx", ()):
        shared = block["shared"]
        for currency, rate in block["rates"].items():
            yield {
                "code": f"{shared['authority']}-{shared['kind']}-{shared['base']}-{currency}-{shared['from']}",
                "authority": shared["authority"],
                "kind": shared["kind"],
                "base": shared["base"],
                "currency": currency,
                "rate": Decimal(rate),
                "valid": _days(shared),
                "source_id": shared["source"],
            }


def _each(prefixes: str) -> Iterator[str]:
    """The prefix, or every one from the first to the last of a range."""
    first, dash, last = prefixes.partition("-")
    if not dash:
        yield prefixes
        return
    for number in range(int(first), int(last) + 1):
        yield f"{number:0{len(first)}d}"


def _of_rate(shared: Mapping[str, Any], prefix: str, rate: str) -> dict[str, Any]:
    """A row of `rates`: its id is the shared `code` with origin, prefix and first day."""
    row = {**shared, "rate" if "tax" in shared else "expression": rate, "hs_prefix": prefix}
    parts = [shared["code"], row.get("origin", "*").strip("*"), prefix or "all", row["from"]]
    return {**row, "code": "-".join(part for part in parts if part)}


def _row(given: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = dict(given)
    for name in _DECIMALS & row.keys():
        row[name] = None if row[name] is None else Decimal(row[name])
    row["valid"] = _days(row)
    del row["from"]
    row.pop("to", None)
    row["jurisdiction_id"] = row.pop("jurisdiction")
    row["source_id"] = row.pop("source")
    return row


def _days(given: Mapping[str, Any]) -> DateRange:
    last = given.get("to")
    end = date.fromisoformat(last) + timedelta(days=1) if last else None
    return DateRange(date.fromisoformat(given["from"]), end, "[)")
