"""Tariffs · what the tariffs of the Union and of the United Kingdom share: types of measures, duty components · pure.

Measure types and duty expressions are numbered alike in TARIC and in the UK Trade Tariff, which came of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.tariffs.rules import expressions
from apps.tariffs.types import MeasureType

from .rows import DoesNotFit

EVERYBODY = "1011"
# Codes of areas that are not those of ISO 3166.
_COUNTRIES: Mapping[str, str] = {"XS": "RS"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What measures of a type are to the engine."""

    type: MeasureType
    layer: str = "mfn"
    label: str = "Import duty"
    needs_claim: bool = False
    needs_proof: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A component of a duty as lists hold it: the number of its expression, amount, money, unit with its qualifier."""

    expression: str
    amount: Decimal | None
    currency: str = ""
    unit: str = ""


_PREFERENCE = Kind(MeasureType.PREFERENCE, needs_proof=True)
_FOR_USE = Kind(MeasureType.SUSPENSION, needs_claim=True)
KINDS: Mapping[str, Kind] = {
    "103": Kind(MeasureType.MFN),
    "105": _FOR_USE,
    "106": _PREFERENCE,
    "112": _FOR_USE, "115": _FOR_USE, "117": _FOR_USE, "119": _FOR_USE,
    "122": Kind(MeasureType.QUOTA), "123": Kind(MeasureType.QUOTA, needs_claim=True),
    "141": _PREFERENCE, "142": _PREFERENCE,
    "143": Kind(MeasureType.QUOTA, needs_proof=True),
    "145": Kind(MeasureType.PREFERENCE, needs_claim=True, needs_proof=True),
    "146": Kind(MeasureType.QUOTA, needs_claim=True, needs_proof=True),
    "147": Kind(MeasureType.QUOTA, needs_proof=True),
    "277": Kind(MeasureType.PROHIBITION, "prohibition", "Import prohibition"),
    "306": Kind(MeasureType.EXCISE, "excise", "Excise duty"),
    "551": Kind(MeasureType.REMEDY, "anti_dumping", "Anti-dumping duty"),
    "552": Kind(MeasureType.REMEDY, "anti_dumping", "Anti-dumping duty"),
    "553": Kind(MeasureType.REMEDY, "countervailing", "Countervailing duty"),
    "554": Kind(MeasureType.REMEDY, "countervailing", "Countervailing duty"),
    "695": Kind(MeasureType.REMEDY, "additional", "Additional duty"),
    "696": Kind(MeasureType.REMEDY, "safeguard", "Safeguard duty"),
}  # fmt: skip
VAT = frozenset(("305", "VTS", "VTZ", "VTR"))
_JOINED: Mapping[str, str] = {
    "01": "", "02": "-", "04": "+", "15": "MIN", "17": "MAX", "19": "+", "20": "+", "35": "MAX", "36": "-",
}  # fmt: skip
_COMPOSED: Mapping[str, str] = {"12": "EA", "14": "EA", "21": "ADSZ", "25": "ADSZ", "27": "ADFM", "29": "ADFM"}
_NOTHING, _UNIT_ONLY = "37", "99"


def expression(parts: Sequence[Part]) -> str:
    """The duty expression of components in their order.

    Raises:
        DoesNotFit: there is none, or one cannot be written so.
    """
    said: list[str] = []
    for part in parts:
        if part.expression == _UNIT_ONLY:
            raise DoesNotFit("a supplementary unit, no duty")
        if part.expression == _NOTHING:
            said += ["0%"]
        elif part.expression in _COMPOSED:
            said += ["+", _COMPOSED[part.expression]]
        elif part.expression in _JOINED:
            said += [_JOINED[part.expression], _term(part)]
        else:
            raise DoesNotFit(f"duty expression {part.expression}")
    found = " ".join(filter(None, said))
    if not found:
        raise DoesNotFit("no duty is given")
    try:
        expressions.parse(found)
    except ValueError as problem:
        raise DoesNotFit(str(problem)) from problem
    return found


def place_of(area: str, mark: str) -> str:
    """The origin that an area stands for: a country, any, or the group that bears the area's number."""
    if area == EVERYBODY:
        return "*"
    return _COUNTRIES.get(area, area) if is_country(area) else f"{mark}-{area}"


def country_of(area: str) -> str:
    """The country of ISO 3166 that an area's letters stand for."""
    return _COUNTRIES.get(area, area)


def is_country(area: str) -> bool:
    """Whether an area is a country, not a group."""
    return len(area) == 2 and area.isalpha() and area != "EU"


def prefix_of(code: str) -> str:
    """The code of ten digits without the pairs of zeros at its end: the line and all below it."""
    while len(code) > 2 and code.endswith("00") and len(code) % 2 == 0:
        code = code[:-2]
    return code


def _term(part: Part) -> str:
    if part.amount is None:
        raise DoesNotFit("a duty without an amount")
    amount = expressions.plain(part.amount)
    if part.unit == "RET":
        return f"{amount}% of retail"
    if not part.currency:
        return f"{amount}%"
    if part.currency == "EUC":
        return f"{expressions.plain(part.amount / 100)} EUR/{part.unit}"
    return f"{amount} {part.currency}/{part.unit}"
