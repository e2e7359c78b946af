"""Credits · what staff do in administration: codes are shown once, goodwill has a reason, limits hold."""

from __future__ import annotations

import csv
import io
import time
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import call_command

from apps.credits import selectors
from apps.credits.models import CreditAccount, CreditEntry, GiftCard
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from marketplace.middleware.surfaces import Surface
from marketplace.session_store import SessionStore
from tests.integration.tenancy.people import person, staff_browser

pytestmark = pytest.mark.django_db

ISSUE, GIVE = "/admin/credits/giftcard/add/", "/admin/credits/creditaccount/add/"
CARDS = {"amount": "25.00", "currency": "EUR", "count": "3", "origin": "sold", "batch": "shop window"}


@pytest.fixture
def staff() -> Any:
    """A browser of somebody of staff, with a second factor shown a moment ago."""
    found = staff_browser(person(is_staff=True, is_superuser=True))
    store = SessionStore(session_key=found.cookies[project.STAFF_COOKIE_NAME].value, surface=Surface.STAFF)
    store["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    store["account_authentication_methods_user"] = str(store["_auth_user_id"])
    store.save()
    return found


def test_codes_are_in_the_answer_once_and_never_in_the_database(staff: Any) -> None:
    sheet = staff.post(ISSUE, {**CARDS, "as_sheet": "1"})
    page = staff.post(ISSUE, {**CARDS, "count": "1"})

    rows = list(csv.DictReader(io.StringIO(sheet.content.decode())))
    assert (sheet.status_code, page.status_code) == (201, 201)
    assert all("no-store" in answer["Cache-Control"] for answer in (sheet, page))
    assert [(row["value"], row["currency"], row["batch"]) for row in rows] == [("25.00", "EUR", "shop window")] * 3
    known = GiftCard.objects.values_list("last_four", flat=True)
    assert {row["code"][-4:] for row in rows} < set(known)
    kept = str(list(GiftCard.objects.values()))
    assert not [row for row in rows if row["code"] in kept or row["code"].replace("-", "") in kept]
    listed = staff.get("/admin/credits/giftcard/").content.decode()
    assert not [row for row in rows if row["code"] in listed]
    assert -ledger.balance(AccountCode.STORE_CREDIT, "EUR") == ledger.balance(AccountCode.SUSPENSE, "EUR")


def test_goodwill_needs_somebody_with_an_account_and_is_given_once(staff: Any) -> None:
    buyer = person()
    wanted = {"email": "nobody@example.org", "amount": "5", "currency": "EUR", "reason": "Late", "key": "k"}
    assert staff.post(GIVE, wanted).status_code == 422
    assert not CreditAccount.objects.exists()

    for _ in range(2):
        assert staff.post(GIVE, {**wanted, "email": buyer.email}).status_code == 302

    assert CreditEntry.objects.get().note == "Late"
    assert "5.00" in staff.get("/admin/credits/creditaccount/").content.decode()
    assert buyer.email in staff.get("/admin/credits/creditentry/").content.decode()


def test_the_check_says_what_is_owed_and_finds_what_is_wrong(staff: Any, capsys: pytest.CaptureFixture[str]) -> None:
    staff.post(ISSUE, CARDS)
    call_command("check_credit")
    assert "75.00" in capsys.readouterr().out

    CreditAccount.objects.filter(pk=CreditAccount.objects.first().pk).update(balance=2600)

    assert len(selectors.faults()) == 1
    with pytest.raises(SystemExit):
        call_command("check_credit")
