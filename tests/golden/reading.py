"""Golden examples: the files beside this one, and what the engine answers to an input under the shipped rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from djmoney.money import Money

from apps.tariffs import packs
from apps.tariffs.rules import assess, overlay
from apps.tariffs.types import (
    Assessment,
    Cited,
    Consignment,
    ConsignmentLine,
    Measure,
    RuleSet,
    Stacking,
)
from tests.factories.tariffs import rules, shipped

SUPPOSED = Cited("supposed", "Import duty", "The example's own rate", "", date(2026, 11, 22), True, "")


def examples() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each example with its destination."""
    for path in sorted(Path(__file__).parent.glob("??.json")):
        book = json.loads(path.read_text())
        for example in book["examples"]:
            yield book["destination"], example


def changes_of_law() -> list[dict[str, Any]]:
    """One consignment for each change, with what is owed on its first day and on the day before."""
    path = Path(__file__).parent / "changes_of_law.json"
    return list(json.loads(path.read_text())["changes"])


def assessed(given: Mapping[str, Any]) -> Assessment:
    """The engine's answer to an input.

    Raises:
        DatumMissing: something is not known; it is named.
    """
    day = date.fromisoformat(given["date"])
    parcel = consignment(given)
    known = replace(rules(_jurisdiction(parcel), day, incoterm=given["incoterm"]), ship_to=parcel.ship_to)
    return assess(parcel, as_of=day, rules=_with(given.get("rules", {}), known))


def consignment(given: Mapping[str, Any]) -> Consignment:
    """The consignment of an input; each piece of goods is a line."""
    currency = given["currency"]
    lines = tuple(_line(number, goods, given) for number, goods in enumerate(given["goods"], start=1))
    registrations = given.get("registrations")
    return Consignment(
        ship_from=given["ship_from"],
        ship_to=given["ship_to"],
        region=given.get("region", ""),
        postcode=given.get("postcode", ""),
        buyer_is_business=given["sale"] == "b2b",
        sale="" if given["sale"] == "b2b" else given["sale"],
        channel=given.get("channel", "courier"),
        currency=currency,
        lines=lines,
        freight=Money(Decimal(given.get("freight", "0")), currency),
        insurance=Money(Decimal(given.get("insurance", "0")), currency),
        rates={"EUR": Decimal(1), **{code: Decimal(rate) for code, rate in given.get("rates", {}).items()}},
        registrations=None if registrations is None else tuple(registrations),
        claims=tuple(given.get("claims", ())),
    )


def _line(number: int, goods: Mapping[str, Any], given: Mapping[str, Any]) -> ConsignmentLine:
    return ConsignmentLine(
        ref=f"{number}",
        hs_code=goods["hs"],
        origin=goods["origin"],
        quantity=goods["quantity"],
        goods=Money(Decimal(goods["value"]), given["currency"]),
        weight_g=int(Decimal(goods["weight_kg"]) * 1000),
        quantities={unit: Decimal(number) for unit, number in goods.get("attributes", {}).items()},
        proof=given.get("proof", ""),
    )


def _jurisdiction(parcel: Consignment) -> str:
    """The part of the country that has rules of its own for the postcode, or the country."""
    places = [row for pack in shipped() for row in packs.jurisdiction_rows(pack) if row["country"] == parcel.ship_to]
    parts = (row for row in places if row["postcodes"] and re.fullmatch(row["postcodes"], parcel.postcode))
    return next((str(row["code"]) for row in parts), parcel.ship_to)


def _with(supposed: Mapping[str, Any], known: RuleSet) -> RuleSet:
    duties = tuple(
        Measure(
            cited=replace(SUPPOSED, label=row.get("label", "Import duty")),
            layer=row.get("layer", "mfn"),
            hs_prefix=row["hs_prefix"],
            origin=row.get("origin", "*"),
            expression=row["expression"],
            is_exact=True,
            type=row.get("type", "mfn" if row.get("layer", "mfn") == "mfn" else "remedy"),
        )
        for row in supposed.get("measures", ())
    )
    stackings = {
        row["layer"]: Stacking(SUPPOSED, row["layer"], row["position"], row.get("base", "value"))
        for row in supposed.get("stackings", ())
    }
    changed = overlay.applied(overlay.Overlay(duties=duties), known)
    return replace(changed, stackings={**changed.stackings, **stackings})
