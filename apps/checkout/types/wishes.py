"""Checkout · what somebody wants quoted, and what came of asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from djmoney.money import Money

from apps.common.money import as_wire, from_wire
from apps.discovery.types import Door
from apps.registrations.types import Business

from .differences import Difference
from .quotes import Quote
from .states import ChangeKind


@dataclass(frozen=True)
class Visitor:
    """Where somebody stands: market, country of delivery, language, and the currency to be charged.

    `business` is the company that is bought for, with what is known of its tax id.
    """

    market: str
    ship_to: str
    language: str
    currency: str
    business: Business | None = None


@dataclass(frozen=True)
class Wish:
    """What is to be quoted: (vendor, variant, quantity) lines, and where to; `choices` are services by consignment.

    `region` and `postcode` are the address's, empty while none is known. `tax_id_of` is the country of the buyer's tax
    id where it counts as valid, "" else. `is_at_counter`: the buyer takes the goods along in the seller's shop.
    """

    lines: tuple[tuple[int, UUID, int], ...]
    market: str
    ship_to: str
    region: str
    currency: str
    choices: Mapping[str, str] = field(default_factory=dict)
    postcode: str = ""
    tax_id_of: str = ""
    is_at_counter: bool = False
    difference: Difference | None = None

    @property
    def door(self) -> Door:
        """Where it is to go."""
        return Door(self.ship_to, self.region, self.postcode)


@dataclass(frozen=True)
class Quoted:
    """A quote of everything that can be bought, and why the rest cannot: (kind, pieces that are left) by variant."""

    quote: Quote | None
    problems: Mapping[UUID, tuple[ChangeKind, int]]


@dataclass(frozen=True)
class Change:
    """One difference. `before` and `after` are in one currency; `titles` name the goods by language."""

    kind: ChangeKind
    titles: Mapping[str, str] = field(default_factory=dict)
    before: Money | None = None
    after: Money | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "titles": dict(self.titles),
            "before": as_wire(self.before) if self.before is not None else None,
            "after": as_wire(self.after) if self.after is not None else None,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Change:
        return cls(
            ChangeKind(value["kind"]),
            value["titles"],
            from_wire(value["before"]) if value["before"] else None,
            from_wire(value["after"]) if value["after"] else None,
        )


@dataclass(frozen=True)
class Placement:
    """What placing came to: an intent to be paid, or what changed and has to be accepted first.

    `opened` is for `payments.begin`, where the intent is a new one. Where it `is_empty`, nothing that was shown
    can be had any more: there is no new total to accept.
    """

    session_id: UUID
    version: int
    intent_id: UUID | None
    changes: tuple[Change, ...] = ()
    opened: Any = field(default=None, repr=False, compare=False)
    is_empty: bool = False

    @property
    def is_placed(self) -> bool:
        return self.intent_id is not None
