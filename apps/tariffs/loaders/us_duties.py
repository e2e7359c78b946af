"""Tariffs · duties as the Harmonized Tariff Schedule of the United States words them → duty expressions · pure.

`Free`, `4.5%`, `33 1/3%`, `1.4¢/kg + 2%`, `$1.541/kg`, `51¢ each + 6.25% on the case + 5.3% on the battery`,
`17.6¢/kg on drained weight`. What cannot be written as an expression is refused with the reason, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from apps.tariffs.rules import expressions

from .rows import DoesNotFit

# How the schedule writes a unit → the unit of duty expressions.
_UNITS: Mapping[str, str] = {
    "kg": "kg", "g": "g", "t": "TNE", "liter": "LTR", "pf.liter": "pfl", "bbl": "barrel", "m": "MTR", "lin.m": "MTR",
    "m2": "MTK", "m3": "MTQ", "pr.": "pair", "doz.": "dozen", "doz": "dozen", "gross": "gross", "1,000": "MIL",
    "1000": "MIL", "thousand": "MIL", "1,000pins": "MIL", "head": "item", "article": "item", "jewel": "jewel",
    "pack": "RET", "cleankg": "kgclean", "line/gross": "linegross", "kgondrainedweight": "kgdrained",
    "kgondrainedweght": "kgdrained", "kgoftotalsugars": "kgsugar", "kgoncontentsandcontainer": "kggross",
    "kg,includingweightofcontainer": "kggross", "t,includingweightofcontainer": "tgross",
    "kgonentirecontentsofcontainer": "kgcontents", "m2ofrecordingsurface": "m2recording",
    "pf.literonethylalcoholcontent": "pfl",
    "kgofanhydrousmorphinecontent": "kgmorphine",
    **{f"kgon{metal}content": f"kg{metal}" for metal in
       ("lead", "copper", "zinc", "tungsten", "molybdenum", "magnesium", "manganese", "silicon")},
}  # fmt: skip
# What a percentage is reckoned on, where that is a part of the goods → the value's name in expressions.
_PARTS: Mapping[str, str] = {
    "case": "case", "the case": "case", "the strap, band or bracelet": "strap", "the battery": "battery",
    "the movement": "movement", "the movement and case": "movement_and_case", "thebattery": "battery",
    "the case and strap, band or bracelet": "case_and_strap", "case and strap, band or bracelet": "case_and_strap",
    "the apparatus": "apparatus", "the value of the rifle": "rifle",
    "the value of the telescopic sight, if any": "telescopic_sight", "the value of the lead content": "lead",
}  # fmt: skip
_PERCENT = re.compile(r"(\d[\d,.]*)(?: (\d)/(\d))?\s?%(?: on (.+))?")
_AMOUNT = re.compile(
    r"(?:\$\s?(?P<dollars>\d[\d,.]*)|(?P<cents>\d[\d,.]*)\s?¢)(?P<per>\s?/\s?| )(?P<unit>\D.*|1,?000.*)"
)
_ONE_THIRD = Decimal("0.333333333333")
_THIRDS = {("1", "3"): _ONE_THIRD, ("2", "3"): Decimal("0.666666666667"), ("1", "2"): Decimal("0.5")}
_ELSEWHERE = (
    ("see ", "another provision is referred to"),
    ("the rate applicable", "the rate is that of another article"),
    ("the rate of duty applicable", "the rate is that of another article"),
    ("free, under bond", "free under bond only"),
    ("no change", "no rate of its own"),
)


@lru_cache(maxsize=20_000)
def expression(text: str) -> str:
    """The duty expression of a column of the schedule.

    Raises:
        DoesNotFit: it cannot be written so.
    """
    said = " ".join(text.replace("\xa0", " ").split()).strip(" ;.")
    if said.lower() == "free":
        return "0%"
    for beginning, reason in _ELSEWHERE:
        if said.lower().startswith(beginning):
            raise DoesNotFit(reason)
    if " less " in said:
        raise DoesNotFit("the amount falls by degrees of sugar")
    found = " + ".join(_term(part.strip()) for part in said.replace("¢ /", "¢/").split("+"))
    expressions.parse(found)
    return found


def _term(text: str) -> str:
    if found := _PERCENT.fullmatch(text):
        number = _number(found[1], text)
        if found[2]:
            if (found[2], found[3]) not in _THIRDS:
                raise DoesNotFit(f"“{text}” has an unusual fraction")
            number += _THIRDS[found[2], found[3]]
        return f"{expressions.plain(number)}%{_part(found[4])}"
    if found := _AMOUNT.fullmatch(text):
        number = _number(found["dollars"], text) if found["dollars"] else _number(found["cents"], text) / 100
        return f"{expressions.plain(number)} USD/{_unit(found['per'], found['unit'])}"
    raise DoesNotFit(f"“{text[:60]}” is neither a rate nor an amount")


def _number(text: str, whole: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except ArithmeticError as error:
        raise DoesNotFit(f"“{whole[:60]}” has no readable number") from error


def _part(text: str | None) -> str:
    if text is None or text == "the entire set":
        return ""
    if text not in _PARTS:
        raise DoesNotFit(f"a rate on “{text[:50]}”")
    return f" of {_PARTS[text]}"


def _unit(per: str, text: str) -> str:
    name = re.sub(r"(?<=thou)-\s*", "", text).replace(" ", "")
    if not per.strip():
        if name != "each":
            raise DoesNotFit(f"an amount by “{text[:50]}”")
        return "item"
    if name not in _UNITS:
        raise DoesNotFit(f"an amount by “{text[:50]}”")
    return _UNITS[name]
