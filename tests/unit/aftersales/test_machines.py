"""Aftersales · every state and event of the four machines, who acts, and by what right goods come back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from apps.aftersales.rules import machines, terms
from apps.aftersales.rules.words import state_words
from apps.aftersales.types import (
    ClaimKind,
    ClaimStatus,
    ExchangeStatus,
    Payer,
    RemedyStatus,
    ReturnKind,
    ReturnReason,
    ReturnStatus,
)
from apps.common.errors import InvalidTransition
from apps.remedies.types import CaseOwner, Right

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVENTS = sorted(
    {event for one in (machines.RETURN, machines.EXCHANGE, machines.CLAIM, machines.REMEDY) for _, event in one.table}
)
ALL: list[tuple[Any, Any]] = [
    (machines.RETURN, ReturnStatus),
    (machines.EXCHANGE, ExchangeStatus),
    (machines.CLAIM, ClaimStatus),
    (machines.REMEDY, RemedyStatus),
]
# Where nothing can happen any more.
ENDS = {
    "return": {ReturnStatus.CANCELLED, ReturnStatus.EXPIRED, ReturnStatus.CLOSED},
    "exchange": {ExchangeStatus.DROPPED},
    "claim": {ClaimStatus.PAID, ClaimStatus.CLOSED},
    "remedy": {RemedyStatus.REFUNDED, RemedyStatus.UPHELD},
}
EU = Right(14, True, True, "Directive 2011/83/EU", False)
NONE = Right(0, True, False, "", True)


@pytest.mark.parametrize(("machine", "states"), ALL, ids=lambda one: getattr(one, "subject", ""))
def test_each_pair_leads_to_one_state_or_is_refused(machine: Any, states: Any) -> None:
    for state, event in product(states, EVENTS):
        if (state, event) in machine.table:
            assert machine.next(state, event) in states
        else:
            with pytest.raises(InvalidTransition):
                machine.next(state, event)
    assert {state for state in states if not machine.events(state)} == ENDS[machine.subject]


@pytest.mark.parametrize(("machine", "states"), ALL, ids=lambda one: getattr(one, "subject", ""))
def test_every_state_is_reached_from_the_first(machine: Any, states: Any) -> None:
    reached, waiting = set(), [next(iter(states))]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += [machine.next(state, event) for event in machine.events(state)]
    assert reached == set(states)


def test_somebody_acts_on_a_return_until_it_is_over_and_on_a_claim_likewise() -> None:
    for status in ReturnStatus:
        owner, due_at = machines.return_owner(status, since=NOW)
        assert (owner is CaseOwner.NOBODY) == (status in machines.OVER)
        assert due_at is None or due_at > NOW
        assert state_words("return", status)
    for status, remedy in product(ClaimStatus, RemedyStatus):
        owner, _due = machines.claim_owner(status, remedy, since=NOW, deadline=None)
        assert (owner is CaseOwner.NOBODY) == machines.is_claim_over(status, remedy), (status, remedy)
    assert all(state_words("claim", one) for one in (*ClaimStatus, *RemedyStatus, *ClaimKind))


@pytest.mark.parametrize(
    ("reason", "right", "days", "since", "business", "kind", "is_open", "payer"),
    [
        ("changed_mind", EU, 0, 0, False, ReturnKind.WITHDRAWAL, True, Payer.BUYER),
        ("changed_mind", EU, 0, 14, False, ReturnKind.WITHDRAWAL, True, Payer.BUYER),
        ("changed_mind", EU, 0, 15, False, ReturnKind.GOODWILL, False, Payer.BUYER),
        ("changed_mind", EU, 30, 15, False, ReturnKind.GOODWILL, True, Payer.BUYER),
        ("changed_mind", EU, 30, 31, False, ReturnKind.GOODWILL, False, Payer.BUYER),
        ("changed_mind", EU, 0, 1, True, ReturnKind.GOODWILL, False, Payer.BUYER),
        ("changed_mind", NONE, 0, 1, False, ReturnKind.GOODWILL, False, Payer.BUYER),
        ("changed_mind", NONE, 14, 14, False, ReturnKind.GOODWILL, True, Payer.BUYER),
        ("changed_mind", EU, 0, None, False, ReturnKind.WITHDRAWAL, True, Payer.BUYER),
        ("defective", NONE, 0, 400, True, ReturnKind.COMPLAINT, True, Payer.VENDOR),
    ],
)
def test_by_what_right_goods_come_back(
    reason: str, right: Right, days: int, since: int | None, business: bool, kind: ReturnKind, is_open: bool,
    payer: Payer,
) -> None:  # fmt: skip
    today = date(2026, 11, 22)
    found = terms.terms(
        ReturnReason(reason),
        right=right,
        policy=terms.Policy(days, Payer.BUYER),
        delivered_on=None if since is None else today - timedelta(days=since),
        on=today,
        is_business=business,
    )
    assert (found.kind, found.is_open, found.payer) == (kind, is_open, payer)
