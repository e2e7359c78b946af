"""Currencies · administration: charts, the queue of waiting rates, rates by hand, markups, and who may."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.currencies import selectors
from apps.currencies.models import ExchangeRate, Markup
from apps.currencies.types import Decision, RateStatus
from tests.integration.tenancy.people import person, staff_browser

pytestmark = pytest.mark.django_db
PLACE = "/admin/currencies/exchangerate/"


@pytest.fixture(autouse=True)
def _forget():
    selectors.forget()
    yield
    selectors.forget()


def staff(*permissions, **flags):
    user = person(is_staff=True, **flags)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


@pytest.fixture
def anna():
    return staff_browser(staff(is_superuser=True))


@pytest.fixture
def boris():
    return staff_browser(staff(is_superuser=True))


def test_every_pair_has_its_line_in_few_statements(anna):
    with CaptureQueriesContext(connection) as asked:
        page = anna.get(f"{PLACE}pairs/")
    text = page.content.decode()
    assert page.status_code == 200
    assert len(asked) <= 12, [query["sql"][:80] for query in asked]
    assert text.count("<polyline") > 20
    assert 'data-source="European Central Bank"' in text
    assert f'href="{PLACE}pairs/EUR/USD/"' in text


def test_a_pair_s_history_is_a_line_and_a_table(anna):
    text = anna.get(f"{PLACE}pairs/EUR/USD/?days=365").content.decode()
    days = len(
        selectors.histories(since=timezone.now().date() - timezone.timedelta(days=365), base="EUR", quote="USD")[
            "EUR", "USD"
        ]
    )
    assert text.count("<polyline") == 1
    assert text.split('id="series"')[1].count('<th scope="row"') == days > 200
    assert anna.get(f"{PLACE}pairs/EUR/XXX/").status_code == 404
    assert anna.get(f"{PLACE}pairs/EUR/USD/?days=abc").status_code == 200


def enter(client, **values):
    given = {
        "base": "EUR",
        "quote": "KWD",
        "rate": "0.361",
        "published_on": f"{timezone.now():%Y-%m-%d}",
        "source_url": "",
    }
    return client.post(f"{PLACE}enter/", {**given, **values})


def decide(client, key, decision, reason=""):
    return client.post(f"{PLACE}waiting/", {"rate": key, "decision": decision, "reason": reason}, follow=True)


def test_a_rate_by_hand_is_entered_by_one_and_confirmed_by_another(anna, boris):
    assert enter(anna).status_code == 302
    row = ExchangeRate.objects.get(status=RateStatus.PENDING)
    own = anna.get(f"{PLACE}waiting/").content.decode()
    assert "somebody else has to confirm it" in own
    assert 'value="confirm"' not in own
    assert "cannot confirm it as well" in decide(anna, row.pk, "confirm").content.decode()
    assert 'value="confirm"' in boris.get(f"{PLACE}waiting/").content.decode()
    decide(boris, row.pk, "confirm", "as printed")
    row.refresh_from_db()
    assert (row.status, row.reason) == (RateStatus.ACTIVE, "as printed")
    assert selectors.rate_table().rate("EUR", "KWD").value == Decimal("0.361")


def test_a_rejection_needs_a_reason(anna, boris):
    enter(anna)
    row = ExchangeRate.objects.get(status=RateStatus.PENDING)
    assert "Say why" in decide(boris, row.pk, "reject").content.decode()
    row.refresh_from_db()
    assert row.status == RateStatus.PENDING
    decide(boris, row.pk, "reject", "a digit too many")
    row.refresh_from_db()
    assert (row.status, row.reason) == (RateStatus.REJECTED, "a digit too many")
    assert "No rate waits" in boris.get(f"{PLACE}waiting/").content.decode()


@pytest.mark.parametrize("key", ["", "abc", "0", "9" * 30])
def test_a_rate_that_does_not_wait_is_told_of(anna, key):
    page = decide(anna, key, "confirm")
    assert page.status_code == 200
    assert "does not wait" in page.content.decode()


@pytest.mark.parametrize("values", [{"rate": "-1"}, {"rate": "x"}, {"quote": "EUR"}, {"published_on": "2099-01-01"}])
def test_an_unusable_rate_is_shown_again_with_what_is_wrong(anna, values):
    page = enter(anna, **values)
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert not ExchangeRate.objects.filter(status=RateStatus.PENDING).exists()


def test_who_may_only_look_decides_nothing(anna, boris):
    enter(anna)
    row = ExchangeRate.objects.get(status=RateStatus.PENDING)
    looker, nobody = staff_browser(staff("view_exchangerate")), staff_browser(staff())
    assert looker.get(f"{PLACE}waiting/").status_code == 200
    assert 'name="decision"' not in looker.get(f"{PLACE}waiting/").content.decode()
    assert decide(looker, row.pk, "confirm").status_code == 403
    assert looker.get(f"{PLACE}enter/").status_code == 403
    for address in ("pairs/", "pairs/EUR/USD/", "waiting/", "enter/"):
        assert nobody.get(f"{PLACE}{address}").status_code == 403
    row.refresh_from_db()
    assert row.status == RateStatus.PENDING


def test_a_markup_is_proposed_by_one_and_put_into_force_by_another(anna, boris):
    place = "/admin/currencies/markup/"
    anna.post(f"{place}add/", {"use": "sale", "currency": "EUR", "bps": "150", "reason": "the card's own"})
    row = Markup.objects.get()
    assert (row.bps, row.status) == (150, Decision.PROPOSED)
    assert anna.get(place).status_code == 200
    for client, status in ((anna, Decision.PROPOSED), (boris, Decision.IN_FORCE)):
        client.post(place, {"action": "confirm", "_selected_action": [row.pk]})
        row.refresh_from_db()
        assert row.status == status
    boris.post(f"{place}{row.pk}/change/", {"use": "sale", "currency": "EUR", "bps": "1", "reason": "x"})
    row.refresh_from_db()
    assert row.bps == 150


def test_what_waits_and_what_is_stale_is_on_the_page_of_the_installation(anna):
    enter(anna)
    text = anna.get("/admin/installation/").content.decode()
    assert 'data-rates-waiting="1"' in text
    assert 'data-source="European Central Bank"' in text
