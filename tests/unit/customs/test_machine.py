"""Where a declaration stands follows from what happened, not from the order in which it was learnt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.errors import InvalidTransition
from apps.customs.rules import deadlines, machine
from apps.customs.rules.machine import DECLARATION, Happening
from apps.customs.types import FINAL, OPEN, Act, Code, DeclarationState, Owner

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
S = DeclarationState
CODES = [*Act, *Code]


def happening(code: str, minute: int, version: int = 1) -> Happening:
    return Happening(f"{code}:{version}:{minute}", code, version, START + timedelta(minutes=minute))


SOME = st.lists(st.builds(happening, st.sampled_from(CODES), st.integers(0, 30), st.integers(1, 3)), max_size=14)


@given(SOME, st.randoms(use_true_random=False), st.integers(1, 3))
def test_order_and_repeats_change_nothing(some: list[Happening], dice: object, times: int) -> None:
    shuffled = some * times
    dice.shuffle(shuffled)  # type: ignore[attr-defined]

    assert machine.fold(shuffled) == machine.fold(some)


@given(SOME, st.sampled_from(CODES))
def test_what_is_over_stays_over_whatever_comes_late(some: list[Happening], late: str) -> None:
    known = [happening(Act.SUBMIT, 0), *[one for one in some if one.version == 1]]
    state = machine.fold(known)

    later = machine.fold([*known, happening(late, 60)])

    assert later == state if state in FINAL else later in S


@given(SOME)
def test_what_is_blocked_is_never_shown_as_released(some: list[Happening]) -> None:
    state = machine.fold([happening(Act.SUBMIT, 0), *some])

    assert machine.guarded(state, is_blocked=True) is not S.RELEASED
    assert machine.guarded(state, is_blocked=False) is state


@pytest.mark.parametrize(("state", "code"), list(product(S, CODES)))
def test_every_pair_of_state_and_event_is_decided(state: S, code: str) -> None:
    """The sentences of the machine, told a second time."""
    if DECLARATION.allows(state, code):
        after = DECLARATION.next(state, code)
        assert state not in FINAL
        if code in (Code.ROG, Code.CLE, Code.EOG):
            assert (state in OPEN, after) == (True, S.RELEASED)
        if code == Act.PAY:
            assert (state, after) == (S.ASSESSED, S.PAID)
        if code == Act.SUBMIT:
            assert state in (S.DRAFT, S.REJECTED)
        if state is S.DRAFT:
            assert code in (Act.SUBMIT, Act.CANCEL)
    else:
        with pytest.raises(InvalidTransition):
            DECLARATION.next(state, code)


def test_somebody_has_to_act_in_every_state_that_is_not_over() -> None:
    for state in S:
        owner, due = deadlines.owner_of(state), deadlines.due_at(state, since=START)
        assert (owner is Owner.NOBODY) == (due is None) == (state in FINAL), state
    assert deadlines.owner_of(S.DRAFT, has_problems=True) is Owner.VENDOR
