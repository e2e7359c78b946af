"""Tariffs · how many units of duty expressions a line of goods has · pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ..types import ConsignmentLine

# Unit, the unit that follows from it, and how many of that one of the first is.
_FOLLOWING: tuple[tuple[str, str, Decimal], ...] = (
    ("MLT", "LTR", Decimal("0.001")),
    ("LTR", "MLT", Decimal(1000)),
    ("LTR", "HLT", Decimal("0.01")),
    ("LTR", "KLT", Decimal("0.001")),
    ("LTR", "barrel", 1 / Decimal("158.987294928")),
    ("NPR", "pair", Decimal(1)),
    ("KWH", "MWH", Decimal("0.001")),
)


def quantities_of(lines: Sequence[ConsignmentLine]) -> dict[str, Decimal]:
    """Quantities by unit of all lines together; a unit that one of them lacks is absent, for nobody may guess it."""
    each = [_of_line(line) for line in lines]
    shared = set(each[0]).intersection(*each[1:])
    found = {unit: sum((known[unit] for known in each), Decimal(0)) for unit in each[0] if unit in shared}
    if "ASV" in found and len({known["ASV"] for known in each}) == 1:
        found["ASV"] = each[0]["ASV"]
    else:
        found.pop("ASV", None)
    return found


def _of_line(line: ConsignmentLine) -> dict[str, Decimal]:
    pieces = Decimal(line.quantity)
    found = {"item": pieces, "NAR": pieces, "CEN": pieces / 100, "MIL": pieces / 1000,
             "dozen": pieces / 12, "gross": pieces / 144}  # fmt: skip
    if line.weight_g > 0:
        grams = Decimal(line.weight_g)
        found |= {"g": grams, "GRM": grams, "kg": grams / 1000, "KGM": grams / 1000}
        found |= {"100kg": grams / 100_000, "DTN": grams / 100_000, "TNE": grams / 1_000_000}
    if line.quantities:
        found |= _following({unit: Decimal(number) for unit, number in line.quantities.items()})
    return found


def _following(given: Mapping[str, Decimal]) -> dict[str, Decimal]:
    found = dict(given)
    for unit, other, each in _FOLLOWING:
        if unit in found and other not in found:
            found[other] = found[unit] * each
    if "ASV" in found and "LTR" in found:
        found.setdefault("LPA", found["LTR"] * found["ASV"] / 100)
        found.setdefault("ASVX", found["HLT"] * found["ASV"])
        found.setdefault("pfl", found["LPA"] * 2)
    return found
