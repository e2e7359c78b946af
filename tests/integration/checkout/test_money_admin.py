"""Checkout · what staff do about refunds and commission in administration, and how they read the books."""

from __future__ import annotations

import re
import time
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as project

from apps.checkout.models import PurchasePart, Refund
from apps.checkout.types import PurchaseSummary
from apps.ledger.models import Account, CommissionRule, Journal
from marketplace.middleware.surfaces import Surface
from marketplace.session_store import SessionStore
from tests.factories import checkout as make
from tests.integration.tenancy.people import person, staff_browser

pytestmark = pytest.mark.django_db


def staff(*, proven: bool = True) -> Any:
    """A browser of somebody of staff who may do everything, with a second factor shown a moment ago."""
    found = staff_browser(person(is_staff=True, is_superuser=True))
    if proven:
        store = SessionStore(session_key=found.cookies[project.STAFF_COOKIE_NAME].value, surface=Surface.STAFF)
        store["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        store["account_authentication_methods_user"] = str(store["_auth_user_id"])
        store.save()
    return found


@pytest.fixture(scope="module")
def bought(of_both: list[UUID]) -> PurchaseSummary:
    """Two pieces of kiln's, paid and captured."""
    return make.captured(of_both[:1])


@pytest.fixture
def part(bought: PurchaseSummary) -> PurchasePart:
    return PurchasePart.objects.get(purchase__public_id=bought.public_id)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def given(who: Any, part: PurchasePart, **sent: str) -> Any:
    place = f"/admin/checkout/refund/of/{part.order_id}/"
    wanted = {"reason": "late", "key": "k1", **sent}
    shown = who.post(place, {**wanted, "step": "preview"})
    assert shown.status_code == 200, shown.content.decode()
    return who.post(place, {**wanted, "step": "give", "seen": hidden(shown.content.decode(), "seen")})


def test_staff_see_every_posting_before_they_give_money_back(part: PurchasePart) -> None:
    answer = given(staff(), part, kind="goodwill", amount="2.00", funder="vendor")

    row = Refund.objects.get()
    assert answer["Location"] == f"/admin/checkout/refund/{row.public_id}/page/"
    assert (row.kind, row.funder, row.status) == ("goodwill", "vendor", "requested")


def test_a_large_refund_is_approved_by_a_second_person_who_proves_who_it_is(part: PurchasePart, settings: Any) -> None:
    settings.REFUND_LIMITS = {}
    ada, ben = staff(), staff()
    given(ada, part, kind="whole")
    row = Refund.objects.get()
    place = f"/admin/checkout/refund/{row.public_id}"
    assert row.status == "waiting"

    ada.post(f"{place}/approve/")
    staff(proven=False).post(f"{place}/approve/")
    row.refresh_from_db()
    assert row.status == "waiting"
    assert "Agree" in ben.get(f"{place}/page/").content.decode()
    ben.post(f"{place}/approve/")

    row.refresh_from_db()
    assert (row.status, row.checked_by_id is not None) == ("requested", True)
    assert 'data-status="requested"' in ben.get(f"{place}/page/").content.decode()


def test_who_has_no_right_to_it_gives_and_decides_nothing(part: PurchasePart, settings: Any) -> None:
    settings.REFUND_LIMITS = {}
    given(staff(), part, kind="whole")
    row = Refund.objects.get()
    other = staff_browser(person(is_staff=True))
    for place in (f"/admin/checkout/refund/of/{part.order_id}/", f"/admin/checkout/refund/{row.public_id}/approve/"):
        assert other.post(place).status_code in (302, 403)
    row.refresh_from_db()
    assert row.status == "waiting"
    assert Refund.objects.count() == 1


def test_a_journal_is_found_by_order_and_by_refund_and_read_leg_by_leg(part: PurchasePart) -> None:
    ada = staff()
    given(ada, part, kind="whole")
    refund = Refund.objects.get()
    journal = Journal.objects.get(kind="return")
    for wanted in (part.order_number, str(refund.public_id), str(part.purchase.public_id), str(journal.public_id)):
        page = ada.get(f"/admin/ledger/journal/?q={wanted}").content.decode()
        assert part.order_number in page, wanted
    assert part.order_number not in ada.get("/admin/ledger/journal/?q=nothing-of-this").content.decode()

    page = ada.get(f"/admin/ledger/journal/{journal.pk}/change/", follow=True).content.decode()
    assert "Commission income" in page
    assert "Kiln" in page


def test_an_account_s_page_runs_back_from_its_balance(part: PurchasePart) -> None:
    account = Account.objects.get(code="buyer_receivable", currency="EUR")
    page = staff().get(f"/admin/ledger/account/{account.pk}/change/").content.decode()
    rows = re.findall(r"<tr><td>.*?</tr>", page, re.S)
    assert re.findall(r"€[\d.,-]+|-?€[\d.,]+", rows[0])[-1] in ("€0.00", "€-0.00", "-€0.00")
    assert len(rows) == 2


def test_a_commission_rule_is_proposed_simulated_and_approved_by_another(part: PurchasePart) -> None:
    ada, ben = staff(), staff()
    answer = ada.post(
        "/admin/ledger/commissionrule/add/",
        {
            "position": "1", "vendor": str(part.vendor_id), "market": "", "category": "", "product_id": "",
            "rate": "0.20", "valid_from": "2020-01-01", "valid_until": "", "replaces": "",
            "bounds-TOTAL_FORMS": "1", "bounds-INITIAL_FORMS": "0", "bounds-0-currency": "CNY", "bounds-0-cap": "8.00",
            "bounds-0-floor": "",
        },
    )  # fmt: skip
    rule = CommissionRule.objects.get(position=1)
    page = f"/admin/checkout/purchase/commission/{rule.pk}/"
    assert answer["Location"] == page
    shown = ben.get(page).content.decode()
    simulated = shown[shown.index('id="simulation"') :]
    assert re.findall(r"CN¥[\d.]+|-?[\d.]+\s?CNY", simulated)[:3] == ["CN¥4.90", "CN¥8.00", "CN¥3.10"], simulated[:900]

    ada.post(f"/admin/ledger/commissionrule/{rule.pk}/approve/")
    rule.refresh_from_db()
    assert rule.checked_at is None
    ben.post(f"/admin/ledger/commissionrule/{rule.pk}/approve/")
    rule.refresh_from_db()
    assert rule.checked_at is not None
    assert "counts" in ben.get("/admin/ledger/commissionrule/").content.decode()


def test_a_rule_that_is_never_reached_is_said_to_be_so(kiln: Any) -> None:
    rule = CommissionRule.objects.create(
        position=2000, vendor=kiln, rate="0.05", valid_from="2021-01-01", made_by=person(is_staff=True)
    )
    assert 'id="hidden"' in staff().get(f"/admin/checkout/purchase/commission/{rule.pk}/").content.decode()


def test_the_evidence_of_a_purchase_is_one_file(part: PurchasePart) -> None:
    ada = staff()
    given(ada, part, kind="amount", amount="2.00")
    page = ada.get(f"/admin/checkout/purchase/{part.purchase_id}/change/").content.decode()
    assert f"/admin/checkout/refund/of/{part.order_id}/" in page
    place = re.search(r'href="([^"]*evidence[^"]*)"', page)
    assert place, "no button"

    first, again = (ada.get(place[1], follow=True) for _ in range(2))

    assert (first["Content-Type"], first.content[:5]) == ("application/pdf", b"%PDF-")
    assert first.content == again.content
    assert len(first.content) > 3000
    assert staff_browser(person(is_staff=True)).get(place[1]).status_code in (302, 403)


def test_forms_of_administration_carry_their_token(part: PurchasePart, settings: Any) -> None:
    """Django admin asks for it, which the test client leaves out otherwise."""
    settings.REFUND_LIMITS = {}
    ada, ben = staff(), staff()
    ada.handler.enforce_csrf_checks = ben.handler.enforce_csrf_checks = True
    place = f"/admin/checkout/refund/of/{part.order_id}/"
    token = hidden(ada.get(place).content.decode(), "csrfmiddlewaretoken")
    wanted = {"kind": "whole", "reason": "late", "key": "k1", "csrfmiddlewaretoken": token}
    seen = hidden(ada.post(place, {**wanted, "step": "preview"}).content.decode(), "seen")
    assert ada.post(place, {**wanted, "step": "give", "seen": seen}).status_code == 302

    page = f"/admin/checkout/refund/{Refund.objects.get().public_id}"
    token = hidden(ben.get(f"{page}/page/").content.decode(), "csrfmiddlewaretoken")
    assert ben.post(f"{page}/approve/").status_code == 403
    ben.post(f"{page}/approve/", {"csrfmiddlewaretoken": token})
    assert Refund.objects.get().status == "requested"

    rule = CommissionRule.objects.create(
        position=1, rate="0.05", valid_from="2021-01-01", made_by=person(is_staff=True)
    )
    token = hidden(ben.get(f"/admin/checkout/purchase/commission/{rule.pk}/").content.decode(), "csrfmiddlewaretoken")
    ben.post(f"/admin/ledger/commissionrule/{rule.pk}/approve/", {"csrfmiddlewaretoken": token})
    rule.refresh_from_db()
    assert rule.checked_at is not None
