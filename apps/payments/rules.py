"""Payments · transition tables, keys and back-off: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID

from djmoney.money import Money

from apps.common.machines import Machine

from .types import AttemptStatus, Audience, IntentStatus, OperationKind, OperationState, PaymentMethod

I, O = IntentStatus, OperationState  # noqa: E741

OPEN_INTENTS = (I.CREATED, I.REQUIRES_METHOD, I.PENDING, I.PROCESSING)
"""The buyer can still pay, and still choose how."""

_WHILE_OPEN = {
    "start": I.PENDING,
    "wait": I.PENDING,
    "process": I.PROCESSING,
    "refuse": I.REQUIRES_METHOD,
    "authorise": I.AUTHORISED,
    "take": I.CAPTURED,
    "cancel": I.CANCELLED,
    "expire": I.EXPIRED,
    "conflict": I.CONFLICTED,
}

# "take" is authorising and capturing in one; "capture_part" leaves something to capture later.
INTENT = Machine(
    "payment",
    {
        **{(state, event): after for state in OPEN_INTENTS for event, after in _WHILE_OPEN.items()},
        (I.CONFLICTED, "conflict"): I.CONFLICTED,
        (I.CONFLICTED, "authorise"): I.AUTHORISED,
        (I.CONFLICTED, "take"): I.CAPTURED,
        (I.AUTHORISED, "capture"): I.CAPTURED,
        (I.AUTHORISED, "capture_part"): I.PARTIALLY_CAPTURED,
        (I.AUTHORISED, "void"): I.VOIDED,
        (I.AUTHORISED, "fail"): I.FAILED,
        (I.PARTIALLY_CAPTURED, "capture"): I.CAPTURED,
        (I.PARTIALLY_CAPTURED, "capture_part"): I.PARTIALLY_CAPTURED,
        (I.PARTIALLY_CAPTURED, "void"): I.CAPTURED,
        (I.FAILED, "capture"): I.CAPTURED,
        (I.FAILED, "capture_part"): I.PARTIALLY_CAPTURED,
        (I.FAILED, "void"): I.VOIDED,
    },
)

OPERATION = Machine(
    "payment operation",
    {
        (O.REQUESTED, "wait"): O.PENDING,
        (O.REQUESTED, "succeed"): O.SUCCEEDED,
        (O.REQUESTED, "fail"): O.FAILED,
        (O.REQUESTED, "lose"): O.UNKNOWN,
        (O.PENDING, "wait"): O.PENDING,
        (O.PENDING, "succeed"): O.SUCCEEDED,
        (O.PENDING, "fail"): O.FAILED,
        (O.PENDING, "lose"): O.UNKNOWN,
        (O.UNKNOWN, "wait"): O.PENDING,
        (O.UNKNOWN, "succeed"): O.SUCCEEDED,
        (O.UNKNOWN, "fail"): O.FAILED,
        (O.UNKNOWN, "lose"): O.UNKNOWN,
    },
)

_A = AttemptStatus
ATTEMPT = Machine(
    "payment attempt",
    {
        **{(state, "authorise"): _A.AUTHORISED for state in (_A.LIVE, _A.CLOSED, _A.FAILED)},
        **{(state, "overpay"): _A.SURPLUS for state in (_A.LIVE, _A.CLOSED, _A.FAILED)},
        (_A.LIVE, "fail"): _A.FAILED,
        (_A.LIVE, "close"): _A.CLOSED,
        (_A.CLOSED, "close"): _A.CLOSED,
        (_A.CLOSED, "fail"): _A.FAILED,
        (_A.FAILED, "close"): _A.FAILED,
    },
)

OPEN_OPERATIONS = (O.REQUESTED, O.PENDING, O.UNKNOWN)
LONGEST_PAUSE = timedelta(minutes=30)
LONGEST_CALL = timedelta(seconds=20)
"""A call that was begun so long ago has ended, or whoever made it is dead."""


@dataclass(frozen=True)
class Sums:
    """What succeeded operations add up to, in minor units.

    `disputed` is what disputes hold back now, `charged_back` what was lost to them.
    """

    authorised: int = 0
    captured: int = 0
    voided: int = 0
    refunded: int = 0
    disputed: int = 0
    charged_back: int = 0

    @property
    def left(self) -> int:
        """What is authorised and neither taken nor released."""
        return self.authorised - self.captured - self.voided

    @property
    def is_sound(self) -> bool:
        """0 ≤ refunded ≤ captured, captured and voided together ≤ authorised, no dispute below zero."""
        return (
            0 <= self.refunded <= self.captured
            and self.captured + self.voided <= self.authorised
            and min(self.disputed, self.charged_back) >= 0
        )


K = OperationKind
_EFFECT: Mapping[OperationKind, tuple[tuple[str, int], ...]] = {
    K.AUTHORISE: (("authorised", 1),),
    K.CAPTURE: (("captured", 1),),
    K.VOID: (("voided", 1),),
    K.REFUND: (("refunded", 1),),
    K.REFUND_BOUNCED: (("refunded", -1),),
    K.DISPUTE: (("disputed", 1),),
    K.DISPUTE_WON: (("disputed", -1),),
    K.DISPUTE_LOST: (("disputed", -1), ("charged_back", 1)),
}


def sums_of(operations: Iterable[tuple[str, str, int]]) -> Sums:
    """The sums of (kind, state, minor units); what has not succeeded does not count."""
    totals = dict.fromkeys(Sums.__dataclass_fields__, 0)
    for kind, state, units in operations:
        if state == O.SUCCEEDED:
            for name, sign in _EFFECT.get(OperationKind(kind), ()):
                totals[name] += sign * units
    return Sums(**totals)


def left_to_refund(operations: Iterable[tuple[str, str, int]]) -> int:
    """What an attempt's provider still gives back, in minor units: what was taken, less what went back, was promised,
    or is held back or lost by a dispute."""
    known = list(operations)
    sums = sums_of(known)
    promised = sum(units for kind, state, units in known if kind == K.REFUND and state in OPEN_OPERATIONS)
    return sums.captured - sums.refunded - promised - sums.disputed - sums.charged_back


def move_after(kind: OperationKind, sums: Sums) -> str:
    """The intent's event that an operation on its paid attempt is, with the attempt's sums after it; else nothing."""
    if kind is K.CAPTURE:
        return "capture_part" if sums.left else "capture"
    return "void" if kind is K.VOID else ""


@dataclass(frozen=True)
class MethodTerms:
    """Where a way to pay is offered; empty sets mean everywhere. Bounds are in major units by currency."""

    method: PaymentMethod
    is_on: bool = True
    countries: frozenset[str] = frozenset()
    currencies: frozenset[str] = frozenset()
    smallest: Mapping[str, Decimal] = field(default_factory=dict)
    largest: Mapping[str, Decimal] = field(default_factory=dict)
    audience: str = Audience.EVERYONE
    open_minutes: int | None = None


def bounds(said: Mapping[str, str]) -> dict[str, Decimal]:
    """The amounts that a rule's row states by currency.

    Raises:
        ValueError: one is no positive number.
    """
    try:
        found = {code: Decimal(str(amount)) for code, amount in said.items()}
    except InvalidOperation as fault:
        raise ValueError('A bound is an amount for a currency, as in {"EUR": "50.00"}.') from fault
    if any(not amount.is_finite() or amount <= 0 for amount in found.values()):
        raise ValueError("A bound is more than nothing.")
    return found


def why_not_offered(terms: MethodTerms, amount: Money, *, country: str, is_company: bool) -> str:
    """The stable code of the reason why a way to pay is not offered by its own terms; empty where it is."""
    code = amount.currency.code
    reasons = {
        "switched_off": not terms.is_on,
        "country": bool(terms.countries) and country not in terms.countries,
        "currency": bool(terms.currencies) and code not in terms.currencies,
        "for_companies": terms.audience == Audience.COMPANIES and not is_company,
        "for_people": terms.audience == Audience.PEOPLE and is_company,
        "below_smallest": code in terms.smallest and amount.amount < terms.smallest[code],
        "above_largest": code in terms.largest and amount.amount > terms.largest[code],
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def operation_key(attempt_id: UUID, kind: OperationKind, sequence: int) -> str:
    """The idempotency key that goes to the provider, the same on every try."""
    return f"{attempt_id}:{kind.value}:{sequence}"


def look_after(age: timedelta) -> timedelta:
    """How long to leave a page alone that has been open for `age` and where nobody has paid yet."""
    return min(max(age / 4, timedelta(seconds=10)), LONGEST_PAUSE)


def pause_after(tries: int) -> timedelta:
    """How long to leave an operation alone after `tries` tries: 10 s at first, doubling, at most half an hour."""
    return min(timedelta(seconds=10 * 2 ** min(max(tries - 1, 0), 12)), LONGEST_PAUSE)
