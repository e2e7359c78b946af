"""Tariffs · what is read from an authority's list: measures, rates of tax and of exchange, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ListedMeasure:
    """A duty as a list has it; `first` and `last` are the days that the list itself names, None: from the list's day
    on, until another list says otherwise. Its other members are those of `models.Measure`.
    """

    hs_prefix: str
    expression: str
    type: str
    layer: str = "mfn"
    origin: str = "*"
    label: str = "Import duty"
    basis: str = ""
    note: str = ""
    additional_code: str = ""
    order_number: str = ""
    excluded_origins: tuple[str, ...] = ()
    needs_claim: bool = False
    needs_proof: bool = False
    needs_direct_transport: bool = False
    is_open: bool = True
    base_of: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What no two measures of a day share."""
        return (self.layer, self.type, self.hs_prefix, self.origin, self.additional_code, self.order_number)


@dataclass(frozen=True, slots=True)
class ListedGroup:
    """A group of countries that measures of a list are for, with the members that the list names."""

    code: str
    label: str
    members: tuple[tuple[str, date | None, date | None], ...]


@dataclass(frozen=True, slots=True)
class ListedTax:
    """The standard rate of value added tax of a country from a day on (None: of old), as a fraction.

    `others` are the reduced rates that the list has beside it; None where it has none to tell.
    """

    country: str
    rate: Decimal
    first: date | None
    others: frozenset[Decimal] | None = None


@dataclass(frozen=True, slots=True)
class ListedRate:
    """How many units of `currency` an authority counts for one `base`, from the first to the last day."""

    base: str
    currency: str
    rate: Decimal
    first: date
    last: date


@dataclass
class Unread:
    """What a reader left out, by reason: how often, and a few places where it stands."""

    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, place: str) -> None:
        """Count one more that was left out."""
        self.counts[reason] += 1
        shown = self.places.setdefault(reason, [])
        if len(shown) < _SHOWN:
            shown.append(place)

    def __len__(self) -> int:
        return self.counts.total()

    def lines(self) -> Iterator[str]:
        """A line of text for each reason, the most frequent first."""
        for reason, count in self.counts.most_common():
            told = self.places[reason]
            more = ", …" if count > len(told) else ""
            yield f"{count:>7,} × {reason} ({', '.join(told)}{more})"

    def as_json(self) -> dict[str, dict[str, object]]:
        """For keeping beside the list."""
        return {reason: {"count": count, "places": self.places[reason]} for reason, count in self.counts.most_common()}


class Unreadable(ValueError):
    """A file is not of the form that it was said to be. Says what is wrong, in a sentence."""


class DoesNotFit(ValueError):
    """A duty of the list cannot be written as an expression. Says why, in a few words."""


def once(measures: Iterable[ListedMeasure], unread: Unread) -> Iterator[ListedMeasure]:
    """The measures without those that repeat another's key on the same days."""
    seen: set[tuple[object, ...]] = set()
    for measure in measures:
        mark = (*measure.key, measure.first, measure.last)
        if mark in seen:
            unread.add("measures that another of the same kind, place and days stands for", measure.hs_prefix)
            continue
        seen.add(mark)
        yield measure
