"""Builders for tariffs: the shipped rule packs without a database, and consignments."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from djmoney.money import Money

from apps.tariffs import models, packs, rows
from apps.tariffs.types import Consignment, ConsignmentLine, Measure, RuleSet

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "reference"
_MODELS = (
    models.JurisdictionPolicy,
    models.Regime,
    models.Measure,
    models.TaxRate,
    models.Fee,
    models.Stacking,
    models.OriginProof,
    models.Restriction,
)


@lru_cache
def shipped() -> tuple[dict[str, Any], ...]:
    """The shipped packs."""
    return tuple(json.loads(path.read_text()) for path in sorted(FIXTURES.glob("tariffs_*.json")))


@lru_cache
def stored() -> dict[str, list[Any]]:
    """The packs' rows as unsaved models with their sources."""
    sources = {row["code"]: models.RuleSource(**row) for pack in shipped() for row in packs.source_rows(pack)}
    found: dict[str, list[Any]] = {}
    for kind, model in zip(packs.RULES, _MODELS, strict=True):
        found[kind] = []
        for pack in shipped():
            for values in packs.rule_rows(pack, kind):
                row = model(**values)
                row.source = sources[values["source_id"]]
                found[kind].append(row)
    return found


@lru_cache(maxsize=200)
def rules(ship_to: str, as_of: date, *, incoterm: str = "DDP") -> RuleSet:
    """The shipped rules in force for a destination on a day."""
    places = {row["code"]: row for pack in shipped() for row in packs.jurisdiction_rows(pack)}
    union = places[ship_to]["parent_id"]
    members = {code for code, row in places.items() if union and row["parent_id"] == union} | {ship_to}
    chain = (ship_to, union, "WORLD")

    tax_chain = (ship_to, places[ship_to]["tax_parent_id"] or union, "WORLD")
    kinds = packs.RULES[:-1]
    found = rows.Stored(
        *(
            [
                row
                for row in stored()[kind]
                if row.jurisdiction_id in (tax_chain if kind == "taxes" else chain) and row.is_enabled
            ]
            for kind in kinds
        ),
        members=[models.GeoGroupMember(**row) for pack in shipped() for row in packs.member_rows(pack)],
    ).on(as_of)
    return rows.rule_set(ship_to, as_of, members=members, incoterm=incoterm, stored=found)


def with_duty(rule_set: RuleSet, hs_prefix: str, expression: str) -> RuleSet:
    """The rules with one more duty of the base layer, for every origin."""
    base = dict(rule_set.measures["mfn"])
    cited = next(iter(base.values()))[0].cited
    base[hs_prefix] = (Measure(replace(cited, note=""), "mfn", hs_prefix, "*", expression, True),)
    return replace(rule_set, measures={**rule_set.measures, "mfn": base})


def line(
    ref: str, hs_code: str, goods: str, currency: str, *, origin: str = "CN", quantity: int = 1, weight_g: int = 500
) -> ConsignmentLine:
    """A line of a consignment."""
    return ConsignmentLine(ref, hs_code, origin, quantity, Money(Decimal(goods), currency), weight_g)


def consignment(
    ship_from: str,
    ship_to: str,
    lines: Iterable[ConsignmentLine],
    *,
    freight: str = "0",
    insurance: str = "0",
    is_business: bool = False,
    **rates: str,
) -> Consignment:
    """A consignment in the currency of its first line; `rates` as units of it for one unit of each currency."""
    lines = tuple(lines)
    currency = lines[0].goods.currency.code
    return Consignment(
        ship_from, ship_to, "", is_business, currency, lines, Money(Decimal(freight), currency),
        Money(Decimal(insurance), currency), {code: Decimal(rate) for code, rate in {"EUR": "1", **rates}.items()},
    )  # fmt: skip
