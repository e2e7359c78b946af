"""The oracle: what must be true of the books once everything has settled, read from the databases directly."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.chaos.oracle import books, credits, events, goods, money, purchases
from tests.chaos.oracle.evidence import Evidence, Finding

__all__ = ["Evidence", "Finding", "judge"]

_QUESTIONS: tuple[Callable[[Evidence], Finding], ...] = (
    purchases.thanks, purchases.once_each, purchases.parts, purchases.mails,
    money.captured_charges, money.paid_purchases, money.nothing_hangs, money.operations_resolved,
    goods.reservations, goods.counters, goods.movements,
    credits.balances, credits.liability,
    books.balanced, books.journals, books.clearing, books.bank,
    events.delivered, events.ordered, events.parked,
)  # fmt: skip


def judge(evidence: Evidence) -> Sequence[Finding]:
    """The answer to every question."""
    return [question(evidence) for question in _QUESTIONS]
