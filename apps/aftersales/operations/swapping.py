"""Aftersales · what can be had in exchange: other versions of the same goods, dearer or cheaper · vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from djmoney.money import Money

from apps.aftersales.errors import SwapUnknown
from apps.aftersales.models import ReturnRequest
from apps.aftersales.types import Pieces, Returnable, ReturnWish
from apps.catalog.selectors.versions import Version, versions
from apps.common.money import quantum
from apps.orders.types import OrderView


@dataclass(frozen=True)
class Swap:
    """What is wanted for a line, and what such a line's goods cost today."""

    wanted: Version
    given: Version


def checked(order: OrderView, chosen: Sequence[tuple[Returnable, Pieces]], wish: ReturnWish) -> dict[int, Swap]:
    """What is wanted for each place; the same goods again where nothing else is named.

    Raises:
        SwapUnknown: it is no version of the same product.
    """
    swaps = {}
    for line, _one in chosen:
        known = versions(line.variant_id, currency=order.vendor_goods.currency.code)
        given = known.get(line.variant_id)
        wanted = known.get((wish.swaps or {}).get(line.place, line.variant_id))
        if wanted is None or given is None:
            raise SwapUnknown(field=f"swap_{line.place}")
        swaps[line.place] = Swap(wanted, given)
    return swaps


def difference(order: OrderView, chosen: Sequence[tuple[Returnable, Pieces]], swaps: Mapping[int, Swap]) -> Money:
    """What the buyer gets back for goods wanted that cost less: the same share of what was paid, down to a coin."""
    total = Decimal(0)
    for line, one in chosen:
        swap = swaps[line.place]
        less = 1 - swap.wanted.price.amount / swap.given.price.amount
        total += line.unit_price.amount * max(less, Decimal(0)) * one.quantity
    currency = order.row.total.currency.code
    return Money(total.quantize(quantum(currency), rounding=ROUND_DOWN), currency)


def charge(line: Returnable, swap: Swap) -> Money:
    """What one piece costs more that is wanted: the same share of what was paid for one, down to a coin."""
    more = max(swap.wanted.price.amount / swap.given.price.amount - 1, Decimal(0))
    currency = line.unit_price.currency.code
    return Money((line.unit_price.amount * more).quantize(quantum(currency), rounding=ROUND_DOWN), currency)


def accepted_share(whole: Money, row: ReturnRequest, order: OrderView) -> Money:
    """What of a difference belongs to the pieces that were accepted, by what those cost that are swapped for others."""
    swapped = (line for line in row.lines.all() if line.swap_variant_id not in (None, line.variant_id))
    lines = [line for line in swapped if not line.swap_charge]
    cost = {line.place: order.lines[line.place].unit_price.amount for line in lines}
    asked = sum((cost[line.place] * line.quantity for line in lines), Decimal(0))
    if not asked:
        return whole * 0
    taken = sum((cost[line.place] * line.accepted for line in lines), Decimal(0))
    share = (whole.amount * taken / asked).quantize(quantum(whole.currency.code), rounding=ROUND_DOWN)
    return Money(share, whole.currency)
