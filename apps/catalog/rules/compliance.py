"""Catalog · what a product states where law asks for it: its one form, and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..errors import Unusable
from ..types import Compliance

PERMITS = ("cites", "health", "dual_use", "notification")
PACKING_GROUPS = ("I", "II", "III")
INNER_UNITS = ("ml", "l", "g", "kg")
ENERGY_CLASSES = tuple("ABCDEFG")
_MOST_WH = 999_999
_MOST_INNER = 999_999
_MOST_AGE = 25
_GRAM = Decimal("0.001")


def settled(stated: Compliance) -> Compliance:
    """The statements in the one form that is stored.

    Raises:
        Unusable: naming the first field that cannot be stored, and the remedy.
    """
    found = replace(
        stated,
        responsible_person=" ".join(stated.responsible_person.split()),
        un_number=stated.un_number.strip().upper().removeprefix("UN").strip(),
        packing_group=stated.packing_group.strip().upper(),
        inner_quantity=None if stated.inner_quantity is None else Decimal(stated.inner_quantity).quantize(_GRAM),
        inner_unit=stated.inner_unit.strip().lower(),
        battery_wh=None if stated.battery_wh is None else Decimal(stated.battery_wh).quantize(Decimal("0.01")),
        energy_class=stated.energy_class.strip().upper(),
        warning=" ".join(stated.warning.split()),
        permits={kind: number.strip() for kind, number in sorted(stated.permits.items()) if number.strip()},
    )
    _require(len(found.responsible_person) <= 300, "responsible_person", _("Use at most 300 characters."))
    _require(
        not found.un_number or re.fullmatch("[0-9]{4}", found.un_number) is not None,
        "un_number",
        _("A UN number has four digits, as in 3480."),
    )
    _require(found.packing_group in ("", *PACKING_GROUPS), "packing_group", _("A packing group is I, II or III."))
    _require(
        not found.packing_group or bool(found.un_number),
        "un_number",
        _("Say the UN number that the packing group belongs to."),
    )
    _require(
        found.inner_quantity is None or 0 < found.inner_quantity <= _MOST_INNER,
        "inner_quantity",
        _("What an inner packaging holds is above 0."),
    )
    _require(
        found.inner_unit in (INNER_UNITS if found.inner_quantity else ("",)),
        "inner_unit",
        _("Say how much is in one inner packaging, and whether in ml, l, g or kg."),
    )
    _require(
        found.battery_wh is None or 0 < found.battery_wh <= _MOST_WH,
        "battery_wh",
        _("The energy of a battery is above 0 watt-hours."),
    )
    _require(
        found.minimum_age is None or 0 < found.minimum_age <= _MOST_AGE,
        "minimum_age",
        _("A minimum age is 1 to 25 years."),
    )
    _require(found.energy_class in ("", *ENERGY_CLASSES), "energy_class", _("An energy class is a letter from A to G."))
    _require(len(found.warning) <= 400, "warning", _("Use at most 400 characters."))
    for kind, number in found.permits.items():
        _require(kind in PERMITS, f"permit-{kind}", _("There is no such kind of permit."))
        _require(len(number) <= 80, f"permit-{kind}", _("Use at most 80 characters."))
    return found


def _require(condition: bool, field: str, problem: str | Promise) -> None:
    if not condition:
        raise Unusable(field=field, problem=problem)
