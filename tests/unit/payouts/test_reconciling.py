"""Which movement is which: references first, then amount and day; and when vendors are paid."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from apps.payouts.rules import cycles, states
from apps.payouts.rules.reconciling import Wanted, find
from apps.payouts.types import Period

DAY = date(2026, 11, 20)


def _wanted(key: str, amount: int, days: int = 0, reference: str = "") -> Wanted:
    references = frozenset({reference}) if reference else frozenset()
    return Wanted(key, references, "EUR", amount, DAY + timedelta(days=days))


def _find(wanted: list[Wanted], reference: str = "", amount: int = 100) -> str:
    found = find(wanted, reference=reference, currency="EUR", amount=amount, day=DAY, window=timedelta(days=3))
    return found.key if found else ""


def test_a_reference_wins_over_an_amount() -> None:
    assert _find([_wanted("near", 100), _wanted("named", 999, 9, "X1")], "X1") == "named"


def test_without_a_reference_the_only_one_of_the_amount_in_the_window_is_meant() -> None:
    assert _find([_wanted("fits", 100, 2), _wanted("late", 100, 5), _wanted("other", 101)]) == "fits"


def test_of_two_equal_ones_the_nearer_is_meant_and_of_two_as_near_neither() -> None:
    assert _find([_wanted("near", 100, 1), _wanted("far", 100, 2)]) == "near"
    assert _find([_wanted("a", 100, 1), _wanted("b", 100, -1)]) == ""


def test_no_payday_is_lost_to_days_without_work() -> None:
    monday = date(2026, 11, 16)
    assert cycles.is_cycle_open(Period.WEEKLY, last=date(2026, 11, 9), day=monday + timedelta(days=2))
    assert not cycles.is_cycle_open(Period.WEEKLY, last=monday, day=monday + timedelta(days=6))
    assert not cycles.is_cycle_open(Period.MONTHLY, last=date(2026, 11, 1), day=date(2026, 11, 30))
    assert cycles.is_cycle_open(Period.MONTHLY, last=date(2026, 11, 1), day=date(2026, 12, 1))
    assert not cycles.is_cycle_open(Period.DAILY, last=DAY, day=DAY)


def test_a_reserve_is_rounded_down_and_never_taken_of_a_loss() -> None:
    assert cycles.reserve_of(1999, Decimal("10")) == 199
    assert cycles.reserve_of(-1999, Decimal("10")) == 0


def test_an_end_to_end_id_fits_every_bank() -> None:
    assert len(cycles.end_to_end(99_999_999, 99_999_999)) <= 35
    assert cycles.end_to_end(12, 3).isalnum()


def test_the_database_knows_the_same_steps_as_the_table() -> None:
    from importlib import import_module

    steps = import_module("apps.payouts.migrations.0002_states_and_sums").STEPS
    assert set(steps) == {(str(before), str(after)) for (before, _), after in states.PAYOUT.table.items()}
