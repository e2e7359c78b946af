"""Tariffs · goods that may not go everywhere: what is known of them, the rules, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .choices import Needs, RestrictionEffect

_TEXTS = {
    RestrictionEffect.PROHIBITED: gettext_lazy("%(rule)s: may not be sold there"),
    RestrictionEffect.LICENCE: gettext_lazy("%(rule)s: only with the document “%(document)s”"),
    RestrictionEffect.REVIEW: gettext_lazy("%(rule)s: a person has to decide"),
    RestrictionEffect.AGE: gettext_lazy("%(rule)s: only to people of %(age)s years or more"),
    RestrictionEffect.CARRIAGE: gettext_lazy("%(rule)s: only by carriers that accept it"),
}
_COUNTED = {
    RestrictionEffect.PROHIBITED: gettext_lazy("%(rule)s: at most %(pieces)s pieces in one consignment"),
    RestrictionEffect.CARRIAGE: gettext_lazy(
        "%(rule)s: more than %(pieces)s pieces in one consignment only by carriers that accept it"
    ),
}
_TOLD_TO_CARRIERS = frozenset((Needs.UN_NUMBER, Needs.BATTERY, Needs.INNER_QUANTITY))
_NEVER = frozenset(
    (RestrictionEffect.PROHIBITED, RestrictionEffect.LICENCE, RestrictionEffect.REVIEW, RestrictionEffect.STATEMENT)
)


@dataclass(frozen=True)
class GoodsFacts:
    """What goods say of themselves: a code, words in any case, dangerous goods' data, and which `Needs` are stated.

    `responsible` are the jurisdictions in which somebody answers for them, `seller` the seller's country. `inner` is
    the most that one inner packaging holds, `net` what one piece does, in litres ("l") or kilograms ("kg") where that
    is known; of kilograms, no more than the packed piece weighs.
    """

    hs_code: str
    origin: str
    text: str
    seller: str
    un_number: str = ""
    packing_group: str = ""
    minimum_age: int | None = None
    stated: frozenset[str] = frozenset()
    responsible: frozenset[str] = frozenset()
    inner: Mapping[str, Decimal] = field(default_factory=dict)
    net: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Destination:
    """A way of goods: from a country to a country, with the jurisdictions whose rules hold at either end.

    `members` are the countries of the destination's customs territory.
    """

    ship_from: str
    ship_to: str
    from_chain: tuple[str, ...]
    to_chain: tuple[str, ...]
    members: frozenset[str]

    @property
    def crosses_border(self) -> bool:
        """Whether customs sees the goods."""
        return self.ship_from not in self.members


@dataclass(frozen=True)
class Restriction:
    """A rule as the engine holds it; `valid_to` is the first day on which it no longer holds.

    With `limit_of` (`LimitOf`) it is for more than `limit` in `limit_unit` alone.
    """

    rule_id: str
    jurisdiction: str
    direction: str
    hs_prefix: str
    excluded_prefixes: tuple[str, ...]
    keyword: str
    un_number: str
    packing_group: str
    country: str
    effect: str
    needs: str
    licence: str
    minimum_age: int | None
    modes: tuple[str, ...]
    label: str
    basis: str
    note: str
    source_title: str
    source_url: str
    checked_on: date
    is_verified: bool
    valid_from: date
    valid_to: date | None
    limit_of: str = ""
    limit: Decimal = Decimal(0)
    limit_unit: str = ""


@dataclass(frozen=True)
class Restricted:
    """What a rule means for goods on their way to a destination, from `valid_from` until before `valid_to`.

    `rule_id` is empty where the seller itself asks for it. With `most_pieces` it is for more than that many pieces in
    one consignment alone; `is_limit` where it is about how much dangerous goods there are.
    """

    rule_id: str
    effect: str
    needs: str
    label: str
    licence: str
    minimum_age: int | None
    modes: tuple[str, ...]
    basis: str
    source_title: str
    source_url: str
    checked_on: str
    is_verified: bool
    valid_from: str
    valid_to: str = ""
    most_pieces: int | None = None
    is_limit: bool = False

    @property
    def text(self) -> str:
        """What it comes to, in the reader's language."""
        words = {
            "rule": _(self.label), "age": self.minimum_age, "document": self.licence, "pieces": self.most_pieces
        }  # fmt: skip
        if self.most_pieces is not None and (counted := _COUNTED.get(RestrictionEffect(self.effect))):
            return str(counted) % words
        if self.effect == RestrictionEffect.STATEMENT:
            return _("%(rule)s: missing is %(need)s") % {**words, "need": Needs(self.needs).label}
        return str(_TEXTS[RestrictionEffect(self.effect)]) % words

    @property
    def blocks(self) -> bool:
        """Whether the goods cannot be sold there at all, as they stand."""
        return self.blocks_of(1)

    def concerns(self, pieces: int) -> bool:
        """Whether it is for so many pieces."""
        return self.most_pieces is None or pieces > self.most_pieces

    def blocks_of(self, pieces: int) -> bool:
        """Whether so many pieces of the goods cannot be sold there, as they stand."""
        return self.effect in _NEVER and self.concerns(pieces)

    def grounds(self, pieces: int) -> bool:
        """Whether pieces that were sold may not travel; what merely has to be told before a sale is no reason."""
        return self.blocks_of(pieces) and (
            self.effect != RestrictionEffect.STATEMENT or self.needs in _TOLD_TO_CARRIERS
        )

    @property
    def day(self) -> date | None:
        """The day on which its source was checked; None for what the seller itself asks."""
        return date.fromisoformat(self.checked_on) if self.checked_on else None

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= day.isoformat() and (not self.valid_to or day.isoformat() < self.valid_to)

    def as_json(self) -> dict[str, Any]:
        return {**self.__dict__, "modes": list(self.modes)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Restricted:
        return cls(**{**value, "modes": tuple(value["modes"])})
