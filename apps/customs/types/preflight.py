"""Customs · will it clear? Goods as they are looked at before they are sold, and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.tariffs.types import Restricted

# From this score on goods clear; below the other a parcel is expected to be held.
CLEARS, HELD = 80, 50


class DefectKind(models.TextChoices):
    """What can be wrong with goods on their way to a destination."""

    RESTRICTED = "restricted", gettext_lazy("May not be sold there")
    HS_MISSING = "hs_missing", gettext_lazy("It has no HS code of 6, 8 or 10 digits.")
    ORIGIN_MISSING = "origin_missing", gettext_lazy("It has no country of origin.")
    DESCRIPTION = "description", gettext_lazy("The description says nothing that customs could tell the goods by.")
    WEIGHT = "weight", gettext_lazy("It has no weight.")
    VALUE = "value", gettext_lazy("It has no price.")
    BATTERY = "battery", gettext_lazy("It seems to hold a battery, but there is no UN number for carriers.")
    DANGEROUS = "dangerous", gettext_lazy("It is marked as dangerous goods, but there is no UN number for carriers.")
    FOOD = "food", gettext_lazy("It is marked as food, but its HS code is not one of food.")
    HS_MISMATCH = "hs_mismatch", gettext_lazy("The description speaks for another HS code.")
    VALUE_WEIGHT = "value_weight", gettext_lazy("Price and weight do not go together for such goods.")
    DENSITY = "density", gettext_lazy("Weight and size do not go together.")
    DIGITS = "digits", gettext_lazy("The destination's own digits are not chosen.")
    CONDITION = "condition", gettext_lazy("Under a condition")


_REMEDIES = {
    DefectKind.HS_MISSING: gettext_lazy("Choose the HS code."),
    DefectKind.ORIGIN_MISSING: gettext_lazy("Say where it was made."),
    DefectKind.DESCRIPTION: gettext_lazy("Say what it is and what it is made of, as in “stoneware mug”."),
    DefectKind.WEIGHT: gettext_lazy("Weigh one packed piece."),
    DefectKind.VALUE: gettext_lazy("Give it a price."),
    DefectKind.BATTERY: gettext_lazy("State the UN number and the watt-hours, or say that it has no battery."),
    DefectKind.DANGEROUS: gettext_lazy("State the UN number, or take the mark away."),
    DefectKind.FOOD: gettext_lazy("Check the HS code, or take the mark away."),
    DefectKind.VALUE_WEIGHT: gettext_lazy("Check the weight in grams and the price of one piece."),
    DefectKind.DENSITY: gettext_lazy("Check the weight in grams and the sizes in millimetres."),
    DefectKind.DIGITS: gettext_lazy("Choose the digits on the page of HS codes."),
    DefectKind.RESTRICTED: gettext_lazy("State it below, or do not offer it there."),
    DefectKind.CONDITION: gettext_lazy("Nothing to do: the checkout and the carrier see to it."),
}


@dataclass(frozen=True)
class GoodsToClear:
    """A variant with what is known of it; `worth` is the price of a piece in the book currency, None without one.

    `restricted` has every destination that is looked at with what holds there; `suggested` are (code, probability),
    best first; `trees` the countries whose own digits are known here, `national_codes` those that were chosen.
    """

    title: str
    customs_description: str
    hs_code: str
    origin: str
    weight_g: int
    volume_mm3: int
    worth: Decimal | None
    has_battery: bool
    un_number: str
    restricted: Mapping[str, tuple[Restricted, ...]]
    is_dangerous: bool = False
    is_food: bool = False
    is_confirmed: bool = False
    suggested: tuple[tuple[str, Decimal], ...] = ()
    trees: frozenset[str] = frozenset()
    national_codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Defect:
    """One thing that is wrong; `field` is where to mend it, `rule` what law says, `suggested` another HS code."""

    kind: DefectKind
    field: str
    rule: Restricted | None = None
    suggested: str = ""

    @property
    def text(self) -> str:
        """What is wrong, in the reader's language."""
        if self.rule is not None:
            return self.rule.text
        if self.suggested:
            return _("The description speaks for another HS code: %(code)s.") % {"code": self.suggested}
        return str(self.kind.label)

    @property
    def remedy(self) -> str:
        """What to do about it."""
        if self.kind == DefectKind.HS_MISMATCH:
            return _("Confirm the code on the page of HS codes, or choose the one that is suggested.")
        if self.kind == DefectKind.RESTRICTED and self.rule and self.rule.is_limit and not self.rule.needs:
            return _("Fill it into smaller packagings, or do not offer it there.")
        return str(_REMEDIES[self.kind])

    def as_json(self) -> dict[str, Any]:
        return {**self.__dict__, "kind": str(self.kind), "rule": self.rule.as_json() if self.rule else None}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Defect:
        rule = Restricted.from_json(value["rule"]) if value["rule"] else None
        return cls(DefectKind(value["kind"]), value["field"], rule, value["suggested"])


@dataclass(frozen=True)
class Outcome:
    """How goods would fare in one destination: 0 to 100, and what is wrong, gravest first."""

    country: str
    score: int
    is_blocked: bool
    defects: tuple[Defect, ...]

    @property
    def level(self) -> str:
        """In a word for pages and programs: blocked, held, delayed or clears."""
        if self.is_blocked:
            return "blocked"
        return "clears" if self.score >= CLEARS else "delayed" if self.score >= HELD else "held"

    def as_json(self) -> dict[str, Any]:
        return {
            "score": self.score, "is_blocked": self.is_blocked, "defects": [one.as_json() for one in self.defects],
        }  # fmt: skip

    @classmethod
    def from_json(cls, country: str, value: Mapping[str, Any]) -> Outcome:
        defects = tuple(Defect.from_json(one) for one in value["defects"])
        return cls(country, value["score"], value["is_blocked"], defects)


@dataclass(frozen=True)
class Preflight:
    """How goods would fare everywhere, worst destination first."""

    outcomes: tuple[Outcome, ...]

    @property
    def score(self) -> int:
        """That of the worst destination."""
        return min((one.score for one in self.outcomes), default=100)

    @property
    def blocked(self) -> tuple[str, ...]:
        """The destinations that it cannot be sold to as it stands."""
        return tuple(one.country for one in self.outcomes if one.is_blocked)
