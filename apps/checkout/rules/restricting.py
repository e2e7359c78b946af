"""Checkout · what may not be sold to a country, and what binds who may carry and take the rest: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from apps.discovery.types import Offer
from apps.logistics.types import DeliveryOption


@dataclass(frozen=True)
class Bound:
    """What goods that travel together ask of their carriage: modes (None: any), and the age of who takes them."""

    modes: frozenset[str] | None = None
    minimum_age: int = 0

    def takes(self, option: DeliveryOption) -> bool:
        """Whether a service may carry them."""
        return option.takes(modes=self.modes, minimum_age=self.minimum_age)


def bound(offers: Iterable[tuple[Offer, int]], *, ship_from: str, ship_to: str, on: date) -> Bound:
    """What offers, each of so many pieces, ask together on their way from one country to another on a day."""
    modes: frozenset[str] | None = None
    minimum_age = 0
    for offer, pieces in offers:
        own = offer.modes(ship_to, on=on, ship_from=ship_from, pieces=pieces)
        modes = own if modes is None else modes if own is None else modes & own
        minimum_age = max(minimum_age, offer.minimum_age(ship_to, on=on, ship_from=ship_from))
    return Bound(modes, minimum_age)


def kept(offers: Mapping[UUID, Offer], *, ship_to: str, on: date) -> frozenset[tuple[UUID, str]]:
    """Variants with a country that they may not leave for a country on a day."""
    return frozenset((variant, start) for variant, offer in offers.items() for start in offer.kept_in(ship_to, on=on))
