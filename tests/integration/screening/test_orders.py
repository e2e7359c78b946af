"""Orders and lists: who is listed keeps goods in the house, until two people have looked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from apps.common.errors import InvalidInput
from apps.orders import operations as orders
from apps.orders.errors import UnderReview
from apps.orders.models import Order
from apps.screening import operations, tasks
from apps.screening.errors import (
    ListsUnfit,
    MatchDecided,
    NotClear,
    NothingProposed,
    OtherDecisionProposed,
    OtherPersonNeeded,
    ScreeningUnavailable,
)
from apps.screening.models import Involvement, Match, MatchEvent, Party, Screening
from apps.screening.selectors import lists, queue
from apps.screening.types import Kind, Level, Listed, MatchStatus, Verdict
from apps.shipping.models import Fulfilment
from apps.shipping.operations import checking
from tests.factories import checkout as make
from tests.integration.tenancy.people import person

from .conftest import LISTED, only_match

pytestmark = pytest.mark.django_db
REASON = "Another date and place of birth."


def decide(verdict: Verdict, *, at: datetime) -> None:
    first, second = person(is_staff=True), person(is_staff=True)
    match = only_match()
    with transaction.atomic():
        operations.propose(match.public_id, verdict, reason=REASON, person_id=first.pk, at=at)
        operations.confirm(match.public_id, verdict, person_id=second.pk, at=at)


def test_a_purchase_of_a_listed_buyer_waits_until_two_people_have_cleared_it(
    kiln: Any, enter: Any, at: datetime, drain: Any, settings: Any
) -> None:
    settings.PAYMENT_GATEWAY = "noop"
    make.purchase(make.goods(kiln, at=at), at=at)
    drain()
    with enter(kiln):
        order, parcel = Order.objects.get(), Fulfilment.objects.get()
        assert not order.is_held
        checking.require_clear(parcel, at=at)
        assert set(Involvement.objects.values_list("role", flat=True)) == {"buyer", "payer", "consignee", "vendor"}

        Order.objects.update(buyer_name=LISTED)
        with transaction.atomic():
            orders.screen(order.public_id, at=at)
    drain()

    with enter(kiln):
        held = Order.objects.get()
        assert held.is_held
        assert held.held_at is None
        assert Fulfilment.objects.get().held_at is not None
        with pytest.raises(UnderReview), transaction.atomic():
            orders.confirm(order.public_id, at=at, by=make.BUYER)
        with pytest.raises(NotClear):
            checking.require_clear(parcel, at=at)

    decide(Verdict.CLEARED, at=at)
    drain()
    with enter(kiln):
        assert not Order.objects.get().is_held
        assert Fulfilment.objects.get().held_at is None
        checking.require_clear(parcel, at=at)


def test_clearing_needs_a_reason_and_a_second_person_and_is_remembered(screened: Any, at: datetime) -> None:
    one, two = person(is_staff=True), person(is_staff=True)
    assert screened(birth_date="1961-03-14")[1].level is Level.HIT
    match = only_match()

    with transaction.atomic():
        with pytest.raises(InvalidInput):
            operations.propose(match.public_id, Verdict.CLEARED, reason="no", person_id=one.pk, at=at)
        with pytest.raises(NothingProposed):
            operations.confirm(match.public_id, Verdict.CLEARED, person_id=one.pk, at=at)
        assert not MatchEvent.objects.exists()
        operations.propose(match.public_id, Verdict.CLEARED, reason=REASON, person_id=one.pk, at=at)
        with pytest.raises(OtherPersonNeeded):
            operations.confirm(match.public_id, Verdict.CLEARED, person_id=one.pk, at=at)
        with pytest.raises(OtherDecisionProposed):
            operations.confirm(match.public_id, Verdict.CONFIRMED, person_id=two.pk, at=at)
        assert only_match().status == MatchStatus.PROPOSED
        operations.confirm(match.public_id, Verdict.CLEARED, person_id=two.pk, at=at)
        with pytest.raises(MatchDecided):
            operations.propose(match.public_id, Verdict.CONFIRMED, reason=REASON, person_id=one.pk, at=at)

    assert screened(birth_date="1961-03-14")[1].is_free
    assert only_match().status == MatchStatus.CLEARED
    assert list(MatchEvent.objects.values_list("code", "person")) == [
        ("proposed_cleared", one.pk), ("cleared", two.pk),
    ]  # fmt: skip
    assert screened(birth_date="1961-03-15")[1].level is Level.HIT, "another date of birth is another party"


def test_the_database_itself_refuses_one_person_alone(screened: Any, at: datetime) -> None:
    alone = person(is_staff=True)
    screened()
    with pytest.raises(IntegrityError, match="screening_match_two_people"), transaction.atomic():
        Match.objects.update(
            status="cleared", proposal="cleared", reason=REASON, proposed_by=alone, proposed_at=at, decided_by=alone,
            decided_at=at,
        )  # fmt: skip


def test_a_confirmed_match_holds_what_the_party_buys_later_and_can_be_taken_back(
    screened: Any, at: datetime, drain: Any
) -> None:
    first, _ = screened()
    decide(Verdict.CONFIRMED, at=at)
    second, outcome = screened()
    assert outcome.level is Level.HIT

    with transaction.atomic():
        operations.take_back(only_match().public_id, reason="", person_id=person(is_staff=True).pk, at=at)
    assert only_match().status == MatchStatus.OPEN
    decide(Verdict.CLEARED, at=at)
    edition = lists.edition(at=at)
    assert {queue.outcome(one, edition=edition).level for one in (first, second)} == {Level.CLEAR}


@pytest.mark.parametrize("state", ["missing", "stale"])
def test_without_fresh_lists_nobody_is_clear(
    state: str, screened: Any, kiln: Any, at: datetime, settings: Any, drain: Any
) -> None:
    settings.SCREENING_MAX_AGE_DAYS = 3
    later = at + timedelta(days=4) if state == "stale" else at
    if state == "missing":
        settings.SCREENING_LISTS = {**settings.SCREENING_LISTS, "un": "file:///nowhere.xml"}
    order, _ = screened("Jana Nobody")
    with pytest.raises(ListsUnfit):
        queue.search("Jana Nobody", at=later)
    with pytest.raises(ScreeningUnavailable):
        operations.require_clear(order, vendor_id=kiln.pk, purchase_id=uuid4(), parties=[], at=later)
    if state == "missing":
        assert Party.objects.get().edition == ""
        assert not Screening.objects.exists()


def test_a_new_version_screens_open_parties_and_asks_again_only_where_the_entry_has_changed(
    screened: Any, published: Any, at: datetime, drain: Any
) -> None:
    screened("Aurelio Quintessa Vandermolen")
    closed, _ = screened("Bartholomew Snipwick Ostrava")
    with transaction.atomic():
        operations.close_order(closed, at=at)
    assert not Match.objects.exists()
    entry = Listed("T1", Kind.PERSON, ("VANDERMOLEN, Aurelio Quintessa",), programs=("TEST",))
    other = Listed("T2", Kind.PERSON, ("OSTRAVA, Bartholomew Snipwick",))

    published(entry, other)
    drain()
    tasks.rescreen_parties()
    assert only_match().entry.ref == "T1", "whose order is over is not screened again"
    decide(Verdict.CLEARED, at=at)

    published(entry, other, Listed("T3", Kind.PERSON, ("Somebody Else Entirely",)))
    drain()
    tasks.rescreen_parties()
    assert only_match().status == MatchStatus.CLEARED

    published(Listed("T1", Kind.PERSON, ("VANDERMOLEN, Aurelio Quintessa",), programs=("TEST", "MORE")), other)
    drain()
    tasks.rescreen_parties()
    assert list(Match.objects.order_by("pk").values_list("status", flat=True)) == ["cleared", "open"]

    published(other)
    drain()
    tasks.rescreen_parties()
    assert screened("Aurelio Quintessa Vandermolen")[1].is_free, "who is delisted goes on"


def test_facts_are_forgotten_when_they_are_needed_no_more(screened: Callable[..., Any], at: datetime) -> None:
    order, _ = screened("Jana Nobody", country="DE")
    hit, _ = screened(LISTED)
    with transaction.atomic():
        for one in (order, hit):
            operations.close_order(one, at=at)
        assert operations.forget(at=at + timedelta(days=29)) == 0
        assert operations.forget(at=at + timedelta(days=31)) == 1
        left = Party.objects.get(involvements__order_id=order)
        assert (left.name, left.country, bool(left.fingerprint)) == ("", "", True)
        assert Party.objects.get(involvements__order_id=hit).name == LISTED
        assert operations.forget(at=at + timedelta(days=3660)) == 1
    assert screened(LISTED)[1].level is Level.HIT
