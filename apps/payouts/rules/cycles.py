"""Payouts · when a vendor is paid and how much is kept back: pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from apps.payouts.types import Period


def is_payday(period: str, day: date) -> bool:
    """Whether a vendor of this period is paid on that day: every day, Mondays, or the first of the month."""
    if period == Period.WEEKLY:
        return day.weekday() == 0
    if period == Period.MONTHLY:
        return day.day == 1
    return True


def is_cycle_open(period: str, *, last: date | None, day: date) -> bool:
    """Whether a payday has come since the cycle was last run, that day included: none is lost to a day without work."""
    if last is None:
        return is_payday(period, day)
    following = last + timedelta(days=1)
    while following <= day:
        if is_payday(period, following):
            return True
        following += timedelta(days=1)
    return False


def due_at(delivered_at: datetime, delay_days: int) -> datetime:
    """When what was delivered may be paid out."""
    return delivered_at + timedelta(days=delay_days)


def reserve_of(sales: int, percent: Decimal) -> int:
    """What is kept back of `sales` minor units at `percent` of a hundred, rounded down; nothing of a loss."""
    if sales <= 0 or percent <= 0:
        return 0
    return int((sales * percent / 100).to_integral_value(rounding=ROUND_DOWN))


def end_to_end(payout_pk: int, vendor_pk: int) -> str:
    """The id that goes with the payment to the vendor's bank and back (at most 35 of the characters all banks take)."""
    return f"PO{payout_pk:08d}V{vendor_pk}"


def ageing(days: int) -> str:
    """The bucket of an age in days, for tables: "0-1", "2-7", "8-30" or "31+"."""
    for limit, name in ((1, "0-1"), (7, "2-7"), (30, "8-30")):
        if days <= limit:
            return name
    return "31+"


AGES = ("0-1", "2-7", "8-30", "31+")
