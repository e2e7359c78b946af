"""Payments · transition tables, sums, keys and the provider's way of counting."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import product
from uuid import UUID

import pytest
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from apps.common.errors import InvalidTransition
from apps.payments import rules
from apps.payments.errors import InvalidRequest
from apps.payments.gateways.stripe_amounts import from_stripe, step, to_stripe
from apps.payments.types import AttemptStatus, IntentStatus, OperationKind, OperationState


@pytest.mark.parametrize(
    ("machine", "states"),
    [(rules.INTENT, IntentStatus), (rules.OPERATION, OperationState), (rules.ATTEMPT, AttemptStatus)],
)
def test_every_pair_moves_or_is_refused(machine: rules.Machine, states: type) -> None:
    events = {event for _, event in machine.table}
    for state, event in product(states, events):
        if machine.allows(state, event):
            assert machine.next(state, event) in states
        else:
            with pytest.raises(InvalidTransition):
                machine.next(state, event)


def test_what_is_resolved_stays_resolved() -> None:
    for state in (OperationState.SUCCEEDED, OperationState.FAILED):
        assert rules.OPERATION.events(state) == []


def test_unknown_is_left_only_by_an_answer() -> None:
    assert set(rules.OPERATION.events(OperationState.UNKNOWN)) == {"wait", "succeed", "fail", "lose"}
    assert rules.OPERATION.next(OperationState.UNKNOWN, "lose") is OperationState.UNKNOWN


def test_money_cannot_be_promised_by_a_withdrawn_intent() -> None:
    for state in (IntentStatus.CANCELLED, IntentStatus.EXPIRED, IntentStatus.VOIDED):
        assert not rules.INTENT.allows(state, "authorise")
        assert not rules.INTENT.allows(state, "take")
        assert not rules.INTENT.allows(state, "capture")


@given(st.lists(st.tuples(st.sampled_from(list(OperationKind)), st.sampled_from(list(OperationState)),
                          st.integers(0, 10**9))))  # fmt: skip
def test_only_what_succeeded_counts(operations: list[tuple[OperationKind, OperationState, int]]) -> None:
    sums = rules.sums_of(operations)
    succeeded = [(kind, units) for kind, state, units in operations if state is OperationState.SUCCEEDED]
    assert sums.captured == sum(units for kind, units in succeeded if kind is OperationKind.CAPTURE)
    bounced = sum(units for kind, units in succeeded if kind is OperationKind.REFUND_BOUNCED)
    assert sums.refunded == sum(units for kind, units in succeeded if kind is OperationKind.REFUND) - bounced


def test_keys_are_derived_and_never_random() -> None:
    key = rules.operation_key(UUID(int=7), OperationKind.CAPTURE, 0)
    assert key == "00000000-0000-0000-0000-000000000007:capture:0"


def test_pauses_grow_and_end_at_half_an_hour() -> None:
    pauses = [rules.pause_after(tries) for tries in range(40)]
    assert pauses == sorted(pauses)
    assert pauses[:5] == [timedelta(seconds=seconds) for seconds in (10, 10, 20, 40, 80)]
    assert pauses[-1] == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [("12.34", "EUR", 1234), ("1500", "JPY", 1500), ("1.230", "KWD", 1230), ("25", "ISK", 2500), ("99", "HUF", 9900)],
)
def test_stripe_counts_its_own_way(amount: str, currency: str, units: int) -> None:
    """Source: Stripe documentation, «Supported currencies», zero-decimal, three-decimal and special cases."""
    money = Money(Decimal(amount), currency)
    assert to_stripe(money) == units
    assert from_stripe(units, currency.lower()) == money


@pytest.mark.parametrize(("amount", "currency"), [("1.234", "KWD"), ("1.5", "JPY"), ("10.5", "ISK"), ("0.005", "EUR")])
def test_what_stripe_cannot_express_is_refused(amount: str, currency: str) -> None:
    assert Decimal(amount) % step(currency)
    with pytest.raises(InvalidRequest):
        to_stripe(Money(Decimal(amount), currency))
