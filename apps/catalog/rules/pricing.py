"""Catalog · price tiers."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..types import PriceKind, Tier


def ordered(tiers: Iterable[Tier]) -> tuple[Tier, ...]:
    """Tiers in the order in which they are kept: retail first, by currency, then by quantity."""
    return tuple(sorted(tiers, key=lambda tier: (tier.kind, tier.price.currency.code, tier.min_quantity)))


def problem(tiers: Iterable[Tier]) -> str | Promise | None:
    """What is wrong with the tiers of one variant, or None.

    Within a list and a currency, quantities are at least 1 and differ, prices
    are positive and fall as quantities rise, and retail prices start at one piece.
    """
    last: Tier | None = None
    for tier in ordered(tiers):
        if tier.min_quantity < 1:
            return _("A price applies from at least 1 piece.")
        if tier.price.amount <= 0:
            return _("A price must be more than nothing.")
        if last is None or (last.kind, last.price.currency) != (tier.kind, tier.price.currency):
            if tier.kind == PriceKind.RETAIL and tier.min_quantity != 1:
                return _("Retail prices start at 1 piece. Add the price for one piece.")
        elif tier.min_quantity == last.min_quantity:
            return _("Two prices apply from the same quantity. Remove one of them.")
        elif tier.price.amount >= last.price.amount:
            return _("Prices must fall as the quantity rises.")
        last = tier
    return None
