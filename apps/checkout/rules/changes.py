"""Checkout · what became different between two quotes: pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from uuid import UUID

from djmoney.money import Money

from apps.checkout.types import Change, ChangeKind, Quote, QuotedLine
from apps.common.money import zero

_KINDS = {
    "shipping": ChangeKind.SHIPPING,
    "duty": ChangeKind.DUTY,
    "tax": ChangeKind.TAX,
    "fees": ChangeKind.FEES,
}


def differences(shown: Quote, now: Quote | None, problems: Mapping[UUID, tuple[ChangeKind, int]]) -> tuple[Change, ...]:
    """What the buyer has to accept before paying: goods that cannot be had, and every amount that moved.

    Empty where the buyer would pay exactly what was shown for exactly what was shown.
    """
    before = _by_variant(shown)
    after = _by_variant(now) if now else {}
    found = [
        Change(problems.get(variant, (ChangeKind.GONE, 0))[0], old[0].titles, _goods(old))
        for variant, old in before.items()
        if variant not in after
    ]
    for variant, old in before.items():
        new = after.get(variant)
        if new is None:
            continue
        if _pieces(new) != _pieces(old):
            found.append(Change(ChangeKind.QUANTITY, old[0].titles, _goods(old), _goods(new)))
        elif _goods(new) != _goods(old):
            found.append(Change(ChangeKind.PRICE, old[0].titles, _goods(old), _goods(new)))
    if now is None:
        return tuple(found)
    for component, kind in _KINDS.items():
        was, is_now = getattr(shown.totals, component), getattr(now.totals, component)
        if was != is_now:
            found.append(Change(kind, {}, was, is_now))
    if _ways(shown) != _ways(now) and not found:
        found.append(Change(ChangeKind.DELIVERY))
    if shown.totals.total != now.totals.total:
        found.append(Change(ChangeKind.TOTAL, {}, shown.totals.total, now.totals.total))
    return tuple(found)


def _by_variant(quote: Quote) -> dict[UUID, list[QuotedLine]]:
    found: dict[UUID, list[QuotedLine]] = defaultdict(list)
    for line in quote.lines:
        found[line.variant_id].append(line)
    return found


def _pieces(lines: list[QuotedLine]) -> int:
    return sum(line.quantity for line in lines)


def _goods(lines: list[QuotedLine]) -> Money:
    return sum((line.goods for line in lines), zero(lines[0].goods.currency.code))


def _ways(quote: Quote) -> Counter[tuple[int, str, str, str, int, int, int]]:
    """How the goods come, as far as a buyer sees it: out of which house of a country is the vendor's affair."""
    return Counter(
        (
            one.vendor_id, one.warehouse_country, one.incoterm, one.chosen.service_code, one.chosen.min_days,
            one.chosen.max_days, one.parcel_count,
        )
        for one in quote.consignments
    )  # fmt: skip
