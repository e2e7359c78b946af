"""Currencies · conversions are promised once, and markups are two people's."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from djmoney.money import Money

from apps.common.errors import InvalidInput
from apps.common.ids import new_id
from apps.common.types import Actor, ActorKind
from apps.currencies import operations, selectors
from apps.currencies.errors import MarkupDecided, QuoteExpired, QuoteUnknown, QuoteUsed, SamePerson
from apps.currencies.models import Conversion, Markup
from apps.currencies.types import Decision, MarkupUse

pytestmark = pytest.mark.django_db
ANNA, BORIS = Actor(ActorKind.STAFF, "anna"), Actor(ActorKind.STAFF, "boris")


@pytest.fixture(autouse=True)
def _forget():
    selectors.forget()
    yield
    selectors.forget()


def promise(at, amount=None, to="JPY", **options):
    with transaction.atomic():
        return operations.quote_conversion(amount=amount or Money("1000.00", "EUR"), to=to, at=at, **options)


def use(public_id, at, purpose="payout:1"):
    with transaction.atomic():
        return operations.use_conversion(public_id, used_for=purpose, at=at)


def test_what_is_bought_and_kept_is_what_it_is_worth(at):
    found = promise(at, spread_bps=150)
    mid = selectors.rate_table(at.date()).rate("EUR", "JPY")
    assert found.bought + found.gain == Money((mid.value * 1000).quantize(Decimal(1), "ROUND_HALF_EVEN"), "JPY")
    assert found.gain.amount > 0
    assert (found.source, found.published_on) == (mid.source, mid.published_on)
    assert selectors.conversion(found.public_id) == found


def test_a_promise_is_used_once_and_the_same_purpose_gets_the_same_again(at):
    found = promise(at)
    taken = use(found.public_id, at)
    assert (taken.used_at, taken.used_for, taken.bought) == (at, "payout:1", found.bought)
    assert use(found.public_id, at + timedelta(hours=9)) == taken
    with pytest.raises(QuoteUsed):
        use(found.public_id, at, "payout:2")


def test_a_promise_ends(at):
    found = promise(at, valid_for=timedelta(minutes=5))
    with pytest.raises(QuoteExpired):
        use(found.public_id, at + timedelta(minutes=5))
    assert Conversion.objects.get().used_at is None
    assert use(found.public_id, at + timedelta(minutes=4)).used_for == "payout:1"


def test_a_promise_that_nobody_made_is_unknown(at):
    with pytest.raises(QuoteUnknown):
        use(new_id(), at)
    with pytest.raises(QuoteUnknown):
        selectors.conversion(new_id())


def test_one_purpose_takes_no_second_promise(at):
    first, second = promise(at), promise(at)
    use(first.public_id, at)
    with pytest.raises(IntegrityError):
        use(second.public_id, at)


@pytest.mark.parametrize(
    ("amount", "to", "field"),
    [
        (Money("0", "EUR"), "JPY", "amount"),
        (Money("-1", "EUR"), "JPY", "amount"),
        (Money("1.001", "EUR"), "JPY", "amount"),
        (Money("1", "EUR"), "EUR", "to"),
    ],
)
def test_what_cannot_be_converted_names_its_field_and_promises_nothing(at, amount, to, field):
    with pytest.raises(InvalidInput) as refused, transaction.atomic():
        operations.quote_conversion(amount=amount, to=to, at=at)
    assert refused.value.field == field
    assert not Conversion.objects.exists()


def propose(at, bps=120, currency="", use_=MarkupUse.PAYOUT, by=ANNA):
    with transaction.atomic():
        return operations.propose_markup(use=use_, currency=currency, bps=bps, reason="the bank's own", by=by, at=at)


def confirm(key, at, by=BORIS):
    with transaction.atomic():
        operations.confirm_markup(key, by=by, at=at)


def test_a_markup_is_used_once_another_person_confirms_it(at):
    key = propose(at)
    assert promise(at).spread_bps == 0
    with pytest.raises(SamePerson):
        confirm(key, at, ANNA)
    assert promise(at).spread_bps == 0
    confirm(key, at)
    assert promise(at).spread_bps == 120
    with pytest.raises(MarkupDecided):
        confirm(key, at)


def test_the_newer_one_replaces_it_and_a_currency_s_own_goes_before_the_general_one(at):
    for bps, currency in ((120, ""), (80, ""), (30, "JPY")):
        confirm(propose(at, bps, currency), at)
    assert (promise(at).spread_bps, promise(at, to="USD").spread_bps) == (30, 80)
    assert Markup.objects.filter(status=Decision.RETIRED).get().bps == 120
    assert selectors.markup_bps(MarkupUse.SALE, "JPY") == 0


def test_the_database_too_wants_two_people_for_a_markup(at):
    key = propose(at)
    for change in ({"checked_by": "anna"}, {"status": "in_force"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Markup.objects.filter(pk=key).update(**change)


@pytest.mark.parametrize(("bps", "currency"), [(-1, ""), (2001, ""), (10, "XYZ")])
def test_an_unusable_markup_is_refused_and_nothing_is_written(at, bps, currency):
    with pytest.raises(InvalidInput):
        propose(at, bps, currency)
    assert not Markup.objects.exists()
