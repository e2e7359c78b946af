"""Tariffs · duty expressions: rates and amounts per unit joined by +, -, MIN and MAX · pure.

`12%`, `3 EUR/item`, `4.9% + 0.51 USD/item`, `10% MIN 22 EUR/DTN MAX 56 EUR/DTN`, `16.5% of retail + 294.72 GBP/MIL`.
An expression is split at its last conjunction, the left part again likewise;
`x MIN y` is not less than y, `x MAX y` not more (UK and EU tariff notation).
`N% of NAME` is a rate of a component's value (battery, case) or of another value (retail).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ..errors import DatumMissing

# Unit → what it is called when somebody is asked for it. TARIC and UN/ECE codes beside plain names.
UNITS: Mapping[str, str] = {
    "g": "grams", "kg": "kilograms", "100kg": "100 kg", "item": "pieces", "pair": "pairs",
    "heading": "tariff headings", "consignment": "consignments", "line": "lines", "piece": "pieces",
    "parcel": "parcels", "GRM": "grams", "KGM": "kilograms", "DTN": "100 kg", "TNE": "tonnes", "NAR": "pieces",
    "CEN": "hundreds of pieces", "MIL": "thousands of pieces", "NPR": "pairs", "LTR": "litres",
    "HLT": "hectolitres", "KLT": "1,000 litres", "MLT": "millilitres", "LPA": "litres of pure alcohol",
    "ASV": "alcohol by volume, per cent", "ASVX": "per cent of alcohol by hectolitre", "MTK": "square metres",
    "MTR": "metres", "MTQ": "cubic metres", "KMT": "kilometres", "CTM": "carats", "KWH": "kilowatt hours",
    "MWH": "1,000 kilowatt hours", "GFI": "grams of fissile isotopes", "KSD": "kilograms of 90 per cent dry substance",
    "DTNE": "100 kg net drained", "DTNR": "100 kg by one per cent of sugar", "KSH": "kilograms of sodium hydroxide",
    "KNI": "kilograms of nitrogen", "KPO": "kilograms of potassium oxide", "KPP": "kilograms of phosphorus pentoxide",
    "KNS": "kilograms of named substance", "KPH": "kilograms of caustic potash", "KUR": "kilograms of uranium",
    "KCC": "kilograms of choline chloride", "KMA": "kilograms of methylamines", "KAC": "kilograms of acesulfame",
    "RET": "retail packs", "TJO": "terajoules", "TCE": "tonnes of CO2", "BRX": "degrees Brix", "DEG": "degrees",
    "dozen": "dozens", "gross": "gross, 144 pieces", "linegross": "gross, by lines of button size",
    "barrel": "barrels of 42 US gallons", "pfl": "proof litres", "jewel": "jewels", "kgclean": "kilograms clean",
    "kgdrained": "kilograms drained", "kggross": "kilograms with containers", "tgross": "tonnes with containers",
    "kgcontents": "kilograms of contents", "kgsugar": "kilograms of total sugars", "kglead": "kilograms of lead",
    "kgcopper": "kilograms of copper", "kgzinc": "kilograms of zinc", "kgtungsten": "kilograms of tungsten",
    "kgmolybdenum": "kilograms of molybdenum", "kgmagnesium": "kilograms of magnesium",
    "kgmanganese": "kilograms of manganese", "kgsilicon": "kilograms of silicon",
    "kgmorphine": "kilograms of anhydrous morphine", "m2recording": "square metres of recording surface",
    "TNEI": "tonnes of biodiesel", "TNEJ": "tonnes of fuel", "TNEK": "tonnes of bioethanol", "DTNG": "100 kg gross",
    "KGMG": "kilograms gross", "DTNM": "100 kg of dry matter", "TNEM": "tonnes of dry matter",
    "DTNS": "100 kg of raw sugar", "TNER": "tonnes of standard quality", "DTNL": "100 kg of live weight",
    "KGMA": "kilograms of total alcohol", "LTRA": "litres of total alcohol", "HMT": "hundreds of metres",
    "MPR": "thousands of pairs", "NCL": "cells", "CCT": "carrying capacity in tonnes", "GRT": "gross tonnage",
    "WAT": "watts",
}  # fmt: skip
# Parts that follow from the composition of food or from entry prices; nothing here can reckon them.
UNSUPPORTED: Mapping[str, str] = {
    "EA": "agricultural component (Meursing code)",
    "ADSZ": "additional duty on sugar (Meursing code)",
    "ADFM": "additional duty on flour (Meursing code)",
    "EP": "entry price",
}
_CONJUNCTION = re.compile(r"\s+(\+|-|MIN|MAX)\s+")
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*%(?:\s+of\s+([a-z][a-z0-9_]*))?")
_SPECIFIC = re.compile(r"(\d+(?:\.\d+)?)\s+([A-Z]{3})/([A-Za-z0-9]+)")

Convert = Callable[[Decimal, str], Decimal]


@dataclass(frozen=True)
class Component:
    """A percentage of the value or of the value named `of`, or an amount of a currency for one unit.

    `operator` joins it to what precedes; `unsupported` names what cannot be reckoned.
    """

    operator: str
    number: Decimal
    currency: str = ""
    unit: str = ""
    of: str = ""
    unsupported: str = ""


@lru_cache(maxsize=20_000)
def parse(expression: str) -> tuple[Component, ...]:
    """The components of an expression.

    Raises:
        ValueError: it is not in the notation above.
    """
    first, *rest = _CONJUNCTION.split(expression.strip())
    pairs = [("+", first), *zip(rest[::2], rest[1::2], strict=True)]
    return tuple(_component(operator, text) for operator, text in pairs)


def evaluate(
    expression: str,
    *,
    value: Decimal,
    quantities: Mapping[str, Decimal],
    convert: Convert,
    values: Mapping[str, Decimal] | None = None,
    subject: str = "",
) -> Decimal:
    """The duty on goods of a value, not rounded and not less than nothing.

    `quantities` maps units (kg, item …) to how many, `values` names to values in the
    currency of `value`; `convert(amount, currency)` gives the amount in that currency.
    `subject` names the goods in an error.

    Raises:
        DatumMissing: a unit or value of the expression is not known, or a part of it cannot be reckoned.
    """
    duty = Decimal(0)
    for component in parse(expression):
        term = _term(component, value, quantities, values or {}, convert, subject)
        duty = _JOIN[component.operator](duty, term)
    return max(duty, Decimal(0))


def single_rate(expression: str) -> Decimal | None:
    """The rate as a fraction where the expression is one percentage of the value; else None."""
    components = parse(expression)
    if len(components) == 1 and components[0].currency == "" and not (components[0].of or components[0].unsupported):
        return components[0].number / 100
    return None


def plain(number: Decimal | int) -> str:
    """A number as expressions write it."""
    return f"{Decimal(number).normalize():f}"


def currencies(expression: str) -> Iterator[str]:
    """The currencies that amounts in the expression are in."""
    yield from dict.fromkeys(component.currency for component in parse(expression) if component.currency)


def needs(expression: str) -> Iterator[str]:
    """The units and the named values that the expression asks for."""
    for component in parse(expression):
        if component.unit or component.of:
            yield component.unit or component.of


_JOIN: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "MIN": max,
    "MAX": min,
}


def _component(operator: str, text: str) -> Component:
    if found := _RATE.fullmatch(text):
        return Component(operator, Decimal(found[1]), of=found[2] or "")
    if found := _SPECIFIC.fullmatch(text):
        if found[3] not in UNITS:
            raise ValueError(f"“{found[3]}” in “{text}” is not a known unit.")
        return Component(operator, Decimal(found[1]), found[2], found[3])
    if text in UNSUPPORTED:
        return Component(operator, Decimal(0), unsupported=UNSUPPORTED[text])
    raise ValueError(f"“{text}” is neither a rate nor an amount per unit.")


def _term(
    component: Component,
    value: Decimal,
    quantities: Mapping[str, Decimal],
    values: Mapping[str, Decimal],
    convert: Convert,
    subject: str,
) -> Decimal:
    of = f" of {subject}" if subject else ""
    if component.unsupported:
        raise DatumMissing(datum=f"{component.unsupported}{of}")
    if component.of:
        if component.of not in values:
            raise DatumMissing(datum=f"value “{component.of}”{of}", field=component.of)
        return values[component.of] * component.number / 100
    if not component.unit:
        return value * component.number / 100
    if component.unit not in quantities:
        raise DatumMissing(datum=f"quantity in {component.unit} ({UNITS[component.unit]}){of}", field=component.unit)
    return convert(component.number * quantities[component.unit], component.currency)
