"""Payouts · which line of a provider's report is which journal: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from apps.payments.types import OperationKind

# The journal that each operation which moves a provider's balance posts, and how it is moved.
JOURNAL_OF = {
    OperationKind.CAPTURE: "capture",
    OperationKind.REFUND: "refund",
    OperationKind.REFUND_BOUNCED: "refund",
    OperationKind.DISPUTE: "dispute_opened",
    OperationKind.DISPUTE_WON: "dispute_won",
}
SIGN_OF = {
    OperationKind.CAPTURE: 1,
    OperationKind.REFUND: -1,
    OperationKind.REFUND_BOUNCED: 1,
    OperationKind.DISPUTE: -1,
    OperationKind.DISPUTE_WON: 1,
}
_KIND_OF_LINE = {
    "payment": OperationKind.CAPTURE,
    "refund": OperationKind.REFUND,
    "refund_failed": OperationKind.REFUND_BOUNCED,
    "dispute": OperationKind.DISPUTE,
    "dispute_won": OperationKind.DISPUTE_WON,
}


@dataclass(frozen=True)
class ReportedLine:
    """A line of a report: signed minor units as our balance there moved."""

    key: str
    kind: str
    references: frozenset[str]
    currency: str
    amount: int
    day: date


@dataclass(frozen=True)
class Told:
    """What the books say: `key` is the journal's, `references` are the names that the provider may call it by."""

    key: str
    kind: str
    references: frozenset[str]
    currency: str
    amount: int
    day: date


def counterparts(reported: Sequence[ReportedLine], told: Sequence[Told], *, window: timedelta) -> dict[str, Told]:
    """The counterpart of each reported line that has one. Each side is used once.

    First by reference and amount, then by reference alone (the amounts differ
    then), then by amount within the window where only one fits.
    """
    found: dict[str, Told] = {}
    used: set[str] = set()
    by_reference: dict[tuple[str, str], list[Told]] = defaultdict(list)
    by_amount: dict[tuple[str, str, int], list[Told]] = defaultdict(list)
    for one in told:
        by_amount[one.kind, one.currency, one.amount].append(one)
        for reference in one.references:
            by_reference[one.kind, reference].append(one)

    def take(line: ReportedLine, candidates: Sequence[Told]) -> None:
        if candidates:
            found[line.key] = candidates[0]
            used.add(candidates[0].key)

    for needs_amount in (True, False):
        for line in reported:
            if line.key in found:
                continue
            kind = _KIND_OF_LINE.get(line.kind)
            take(
                line,
                [
                    one
                    for reference in sorted(line.references)
                    for one in by_reference[str(kind), reference]
                    if one.key not in used
                    and (not needs_amount or (one.currency, one.amount) == (line.currency, line.amount))
                ],
            )
    for line in reported:
        if line.key in found:
            continue
        kind = _KIND_OF_LINE.get(line.kind)
        fitting = [
            one
            for one in by_amount[str(kind), line.currency, line.amount]
            if one.key not in used and abs(one.day - line.day) <= window
        ]
        take(line, fitting if len(fitting) == 1 else [])
    return found
