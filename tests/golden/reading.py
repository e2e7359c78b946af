"""Golden examples: the files beside this one, and what the engine answers to an input under the shipped rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from apps.tariffs import entries, packs
from apps.tariffs.rules import assess, comparing, overlay
from apps.tariffs.types import Assessment, Consignment
from tests.factories.tariffs import rules, shipped


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
    """The engine's answer to an input, by the rules of the files alone; no rates of exchange but its own are known.

    Raises:
        DatumMissing: something is not known; it is named.
    """
    question = asked(given)
    parcel = question.consignment
    known = replace(rules(_jurisdiction(parcel), question.as_of), ship_to=parcel.ship_to)
    others = {country: rules(country, question.as_of) for country in comparing.compared(known, parcel.claims)}
    known = replace(known, others=others)
    return assess(parcel, as_of=question.as_of, rules=overlay.applied(question.supposed, known))


def asked(given: Mapping[str, Any]) -> entries.Asked:
    """An input, in the form of `manage.py assess`, as a question to the engine."""
    return entries.asked(given, today=date(2026, 11, 22), rates_on=lambda day, currency: {})


def _jurisdiction(parcel: Consignment) -> str:
    """The part of the country that has rules of its own for the postcode, or the country."""
    places = [row for pack in shipped() for row in packs.jurisdiction_rows(pack) if row["country"] == parcel.ship_to]
    parts = (row for row in places if row["postcodes"] and re.fullmatch(row["postcodes"], parcel.postcode))
    return next((str(row["code"]) for row in parts), parcel.ship_to)
