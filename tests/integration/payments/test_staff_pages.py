"""Payments · what staff see and do: a payment's whole story, work that waits, ways to pay and why not."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from apps.payments import operations
from apps.payments.errors import Declined
from apps.payments.models import Intent, Issue, MethodRule, Operation
from apps.payments.types import PaymentMethod
from tests.factories.gateways import ScriptedGateway
from tests.integration.payments.test_ways import PURCHASE, authorised, finish
from tests.integration.tenancy.people import browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("marketplace.urls.staff")]
Gateways = dict[PaymentMethod, ScriptedGateway]


@pytest.fixture
def staff() -> Client:
    return browser("", user=person(is_staff=True, is_superuser=True), cookie=settings.STAFF_COOKIE_NAME)


@pytest.fixture
def failed(gateways: Gateways, at: datetime) -> Issue:
    """A capture that the provider refused for good."""
    card = gateways[PaymentMethod.CARD]
    intent = authorised(card, at=at)
    card.fail["capture"] = Declined("authorisation_expired")
    with transaction.atomic():
        operations.request_capture(intent, purchase_id=PURCHASE, at=at)
    finish(at)
    return Issue.objects.get()


def test_a_payment_shows_attempts_operations_and_journals_in_their_order(
    staff: Client, gateways: Gateways, at: datetime
) -> None:
    intent = authorised(gateways[PaymentMethod.CARD], at=at)
    with transaction.atomic():
        operations.request_capture(intent, purchase_id=PURCHASE, at=at)
    finish(at)
    row = Intent.objects.get()
    body = staff.get(reverse("admin:payments_intent_change", args=[row.pk])).content.decode()
    moments = body[body.index('id="moments"') :]
    kinds = [part.split('"')[0] for part in moments.split('data-kind="')[1:]]
    assert kinds[0] == "attempt"
    assert (kinds.count("operation"), kinds.count("journal")) == (2, 1)
    assert "€49.90" in moments or "49.90" in moments


def test_work_that_waits_is_listed_with_what_to_do_next_and_tried_again(
    staff: Client, failed: Issue, gateways: Gateways
) -> None:
    listed = staff.get(reverse("admin:payments_issue_changelist")).content.decode()
    address = reverse("admin:payments_issue_work", args=[failed.public_id])
    assert address in listed
    assert "authorisation_expired" in listed

    assert "again" in staff.get(address).content.decode()
    assert staff.post(address, {"act": "again"}).status_code == 302
    failed.refresh_from_db()
    assert failed.closed_at is not None
    assert Operation.objects.filter(kind="capture", state="requested").count() == 1
    assert address not in staff.get(reverse("admin:payments_issue_changelist")).content.decode()


def test_work_is_closed_with_a_note_and_not_without(staff: Client, failed: Issue) -> None:
    address = reverse("admin:payments_issue_work", args=[failed.public_id])
    assert staff.post(address, {"act": "close", "note": "  "}).status_code == 200
    failed.refresh_from_db()
    assert failed.closed_at is None
    staff.post(address, {"act": "close", "note": "The buyer paid in cash."})
    failed.refresh_from_db()
    assert failed.note == "The buyer paid in cash."
    staff.post(address, {"act": "close", "note": "Another note."})
    failed.refresh_from_db()
    assert failed.note == "The buyer paid in cash."


def test_who_may_only_look_may_not_work(failed: Issue) -> None:
    reader = browser("", user=person(is_staff=True), cookie=settings.STAFF_COOKIE_NAME)
    answer = reader.post(reverse("admin:payments_issue_work", args=[failed.public_id]), {"act": "again"})
    assert answer.status_code == 403
    failed.refresh_from_db()
    assert failed.closed_at is None


def test_staff_read_why_a_way_to_pay_is_not_offered(staff: Client) -> None:
    asked = {"amount": "10", "currency": "EUR", "country": "de"}
    body = staff.get(reverse("admin:payments_methodrule_try"), asked).content.decode()
    assert "does not name this country" in body
    assert "below the smallest of its rule" in body


@pytest.mark.parametrize("said", ['{"EUR": "much"}', '{"EUR": -1}', '["EUR"]', "{"])
def test_a_rule_with_an_unreadable_bound_is_not_saved(staff: Client, said: str) -> None:
    rule = MethodRule.objects.get(method="bank_transfer")
    form = {"is_on": "on", "countries": "de,at", "currencies": "", "smallest": said, "largest": "{}",
            "audience": "everyone", "open_minutes": "", "position": "4"}  # fmt: skip
    address = reverse("admin:payments_methodrule_change", args=[rule.pk])
    assert staff.post(address, form).status_code == 200
    rule.refresh_from_db()
    assert rule.countries == []

    assert staff.post(address, {**form, "smallest": '{"eur": "100"}'}).status_code == 302
    rule.refresh_from_db()
    assert (rule.countries, rule.smallest) == (["DE", "AT"], {"EUR": "100"})
