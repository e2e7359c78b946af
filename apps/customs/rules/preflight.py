"""Customs · will it clear? What would go wrong with goods on their way to a destination, before they are sold: pure.

Points are taken off a hundred for each defect; what forbids the sale leaves none. The points are the marketplace's own
measure, not an authority's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from apps.classification.rules import vagueness
from apps.classification.types import GoodsText

from ..types.preflight import Defect, DefectKind, GoodsToClear, Outcome, Preflight
from .checks import is_vague

BEST = 100
POINTS = {
    DefectKind.RESTRICTED: 100,
    DefectKind.HS_MISSING: 60,
    DefectKind.ORIGIN_MISSING: 50,
    DefectKind.DESCRIPTION: 40,
    DefectKind.WEIGHT: 40,
    DefectKind.VALUE: 40,
    DefectKind.BATTERY: 40,
    DefectKind.DANGEROUS: 40,
    DefectKind.FOOD: 30,
    DefectKind.HS_MISMATCH: 30,
    DefectKind.VALUE_WEIGHT: 25,
    DefectKind.DENSITY: 25,
    DefectKind.DIGITS: 5,
    DefectKind.CONDITION: 0,
}
# How much of a book euro a kilogram is worth: less or more than that is looked at. By chapter, else for all.
_WORTH: Mapping[str, tuple[int, int]] = {
    "71": (20, 500_000), "91": (10, 200_000), "85": (2, 20_000), "90": (2, 50_000), "33": (2, 10_000),
    "97": (1, 1_000_000)
}  # fmt: skip
_WORTH_OF_ALL = (Decimal("0.5"), 3_000)
# Grams in a cubic centimetre of a packed piece: gold has 19, foamed plastic 0.02.
_DENSITY = (Decimal("0.002"), Decimal(12))
_BATTERIES = re.compile(
    r"(?<!\w)(batter(y|ies)|power ?banks?|rechargeable|cordless|lithium|li-ion|akku|akkus|pile rechargeable)(?!\w)",
    re.I,
)
_NO_BATTERY = re.compile(r"(without|no|ohne|sans)\s+(\w+\s+)?batter", re.I)
_BATTERY_CODES = ("8506", "8507")
# From this probability on another heading is believed to be the right one.
SURE = Decimal("0.5")


def assessed(goods: GoodsToClear) -> Preflight:
    """What would go wrong by destination, worst first; the score is that of the worst."""
    everywhere = tuple(_everywhere(goods))
    outcomes = tuple(
        sorted(
            (_outcome(goods, country, everywhere) for country in goods.restricted),
            key=lambda one: (one.score, one.country),
        )
    )
    return Preflight(outcomes)


def worst(found: Iterable[Preflight]) -> Preflight:
    """Of several variants in each destination what is found for the worst."""
    by_country: dict[str, Outcome] = {}
    for one in (outcome for preflight in found for outcome in preflight.outcomes):
        if one.country not in by_country or one.score < by_country[one.country].score:
            by_country[one.country] = one
    return Preflight(tuple(sorted(by_country.values(), key=lambda one: (one.score, one.country))))


def _outcome(goods: GoodsToClear, country: str, everywhere: tuple[Defect, ...]) -> Outcome:
    defects = (*_there(goods, country), *everywhere)
    is_blocked = any(one.kind == DefectKind.RESTRICTED for one in defects)
    lost = sum(POINTS[one.kind] for one in defects)
    ordered = tuple(sorted(defects, key=lambda one: -POINTS[one.kind]))
    return Outcome(country, 0 if is_blocked else max(BEST - lost, 0), is_blocked, ordered)


def _there(goods: GoodsToClear, country: str) -> Iterator[Defect]:
    """What is wrong in one destination alone."""
    for found in goods.restricted[country]:
        kind = DefectKind.RESTRICTED if found.blocks else DefectKind.CONDITION
        yield Defect(kind, found.needs or "restriction", found)
    code = goods.national_codes.get(country, goods.hs_code)
    if goods.hs_code and country in goods.trees and len(code) < 8:
        yield Defect(DefectKind.DIGITS, "hs_code")


def _everywhere(goods: GoodsToClear) -> Iterator[Defect]:
    """What is wrong wherever it goes."""
    described = goods.customs_description or goods.title
    if is_vague(described) or vagueness.missing(GoodsText(described))[0]:
        yield Defect(DefectKind.DESCRIPTION, "customs_description")
    if not re.fullmatch(r"\d{6}(\d{2}){0,2}", goods.hs_code):
        yield Defect(DefectKind.HS_MISSING, "hs_code")
    elif _is_another_heading(goods):
        yield Defect(DefectKind.HS_MISMATCH, "hs_code", suggested=goods.suggested[0][0])
    if len(goods.origin) != 2:
        yield Defect(DefectKind.ORIGIN_MISSING, "origin")
    if goods.weight_g <= 0:
        yield Defect(DefectKind.WEIGHT, "weight_g")
    if goods.worth is None or goods.worth <= 0:
        yield Defect(DefectKind.VALUE, "price")
    yield from _measures(goods)
    if _hides_battery(goods):
        yield Defect(DefectKind.BATTERY, "un_number")
    elif goods.is_dangerous and not goods.un_number:
        yield Defect(DefectKind.DANGEROUS, "un_number")
    if goods.is_food and goods.hs_code and not "01" <= goods.hs_code[:2] <= "24":
        yield Defect(DefectKind.FOOD, "hs_code")


def _measures(goods: GoodsToClear) -> Iterator[Defect]:
    """Where weight, value and size do not go together."""
    if goods.weight_g > 0 and goods.worth:
        low, high = _WORTH.get(goods.hs_code[:2], _WORTH_OF_ALL)
        if not low <= goods.worth * 1000 / goods.weight_g <= high:
            yield Defect(DefectKind.VALUE_WEIGHT, "weight_g")
    if goods.weight_g > 0 and goods.volume_mm3 > 0:
        density = Decimal(goods.weight_g) * 1000 / goods.volume_mm3
        if not _DENSITY[0] <= density <= _DENSITY[1]:
            yield Defect(DefectKind.DENSITY, "length_mm")


def _is_another_heading(goods: GoodsToClear) -> bool:
    """Whether the description speaks for another heading, and nobody has confirmed the code."""
    if goods.is_confirmed or not goods.suggested:
        return False
    headings = {code[:4] for code, _confidence in goods.suggested}
    return goods.hs_code[:4] not in headings and goods.suggested[0][1] >= SURE


def _hides_battery(goods: GoodsToClear) -> bool:
    """Whether something speaks for a battery of which carriers are told nothing."""
    if goods.un_number:
        return False
    told = f"{goods.title} {goods.customs_description}"
    says = _BATTERIES.search(told) is not None and _NO_BATTERY.search(told) is None
    return goods.has_battery or says or goods.hs_code.startswith(_BATTERY_CODES)
