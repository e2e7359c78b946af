"""Credits · what staff do in administration: codes are shown once, goodwill has a reason, limits hold."""

from __future__ import annotations

import csv
import io
import re
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import transaction
from djmoney.money import Money

from apps.credits import operations, selectors
from apps.credits.errors import AboveLimit
from apps.credits.models import CardTerms, CreditAccount, CreditEntry, GiftCard, StrandedRefund
from apps.credits.types import IssuedCard, Origin, Tender
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.payments.models import Operation
from marketplace.middleware.surfaces import Surface
from marketplace.session_store import SessionStore
from tests.factories import credits as cards
from tests.factories import gift_cards as gifts
from tests.integration.tenancy.people import person, staff_browser

pytestmark = pytest.mark.django_db

ISSUE, GIVE = "/admin/credits/giftcard/add/", "/admin/credits/creditaccount/add/"
CARDS = {"amount": "25.00", "currency": "EUR", "count": "3", "origin": "sold", "batch": "shop window", "key": "a"}


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
    page = staff.post(ISSUE, {**CARDS, "count": "1", "key": "b"})

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

    again = staff.post(ISSUE, {**CARDS, "as_sheet": "1"})
    other = staff.post(ISSUE, {**CARDS, "count": "2"})
    assert (again.status_code, other.status_code, GiftCard.objects.count()) == (200, 422, 4)
    shown = again.content.decode()
    assert all(row["code"][-4:] in shown and row["code"] not in shown for row in rows)


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


def test_one_person_issues_and_gives_no_more_than_the_limit_of_a_day(at: datetime, settings: Any) -> None:
    settings.CREDIT_LIMITS = {"EUR": 100}
    staff, other = person(is_staff=True), person(is_staff=True)

    def acts(later: timedelta, *, by: Any = staff, count: int = 2) -> None:
        with transaction.atomic():
            operations.issue_batch(Money(20, "EUR"), count=count, origin=Origin.SOLD, made_by=by.pk, at=at + later)

    acts(timedelta(0))
    with transaction.atomic():
        operations.give_credit(other.pk, Money(40, "EUR"), reason="Late", key="1", made_by=staff.pk, at=at)
    with pytest.raises(AboveLimit, match=r"20\.00"):
        acts(timedelta(hours=23))
    acts(timedelta(hours=23), count=1)
    with pytest.raises(AboveLimit), transaction.atomic():
        operations.give_credit(other.pk, Money(1, "EUR"), reason="Late", key="2", made_by=staff.pk, at=at)
    acts(timedelta(0), by=other, count=5)
    acts(timedelta(hours=25))
    assert GiftCard.objects.count() == 2 + 1 + 5 + 2


def test_a_refund_to_a_blocked_card_is_settled_by_a_person_with_a_second_factor(staff: Any, at: datetime) -> None:
    buyer, issued = person(), cards.card("10.00", at=at)
    row = stranded(issued, at=at)
    work = f"/admin/credits/strandedrefund/{row.public_id}/handle/"
    listed = staff.get("/admin/credits/strandedrefund/").content.decode()
    assert work in listed
    assert f"…{issued.card.last_four}" in listed
    assert staff_browser(person(is_staff=True, is_superuser=True)).get(work).status_code == 302
    nobody = staff.post(work, {"act": "account", "email": "nobody@example.org", "note": "Hers"})
    assert (nobody.status_code, selectors.card(issued.card.public_id).balance) == (422, Money(10, "EUR"))

    assert staff.post(work, {"act": "account", "email": buyer.email, "note": "Hers"}).status_code == 302
    assert selectors.balances_of(buyer.pk)[0].available == Money(10, "EUR")
    assert staff.post(work, {"act": "new_card"}).status_code == 200, "it is settled"
    assert work not in staff.get("/admin/credits/strandedrefund/").content.decode()

    second = stranded(cards.card("5.00", at=at), at=at)
    page = staff.post(work.replace(str(row.public_id), str(second.public_id)), {"act": "new_card"})
    assert page.status_code == 201
    assert "no-store" in page["Cache-Control"]
    code = re.search(r"<code[^>]*>([A-Z0-9-]{19})</code>", page.content.decode())
    assert code
    assert selectors.usable_card(code[1], at=at).available == Money(5, "EUR")
    assert selectors.faults() == []


def stranded(issued: IssuedCard, *, at: datetime) -> StrandedRefund:
    """What a card paid and got back while it was blocked."""
    account, purchase, value = (
        CreditAccount.objects.get(card__public_id=issued.card.public_id),
        uuid4(),
        issued.card.value,
    )
    with transaction.atomic():
        session = uuid4()
        tender = [Tender(account.public_id, value, issued.card.last_four)]
        operations.hold(tender, session_id=session, user_id=None, expires_at=at, at=at)
        operations.take(tender, session_id=session, user_id=None, purchase_id=purchase, at=at)
        operations.block_card(issued.card.public_id, at=at)
        operations.give_back(purchase, value, key="r", at=at)
    return StrandedRefund.objects.latest("pk")


def test_the_check_says_what_is_owed_and_finds_what_is_wrong(staff: Any, capsys: pytest.CaptureFixture[str]) -> None:
    staff.post(ISSUE, CARDS)
    call_command("check_credit")
    assert "75.00" in capsys.readouterr().out

    CreditAccount.objects.filter(pk=CreditAccount.objects.first().pk).update(balance=2600)

    assert len(selectors.faults()) == 1
    with pytest.raises(SystemExit):
        call_command("check_credit")


def test_staff_find_a_bought_card_by_its_last_four_and_pay_an_unused_one_back(
    staff: Any, at: datetime, drain: Any
) -> None:
    buyer = gifts.person("jana@example.org")
    sale = gifts.row(gifts.bought(buyer, at=at, drain=drain))
    bought, on_sale = "/admin/credits/cardsale/", "/admin/credits/cardterms/"
    listed = staff.get(f"{bought}?q={sale.card.last_four}").content.decode()
    assert "jana@example.org" in listed
    assert "jana@example.org" in staff.get("/admin/credits/giftcard/").content.decode()

    chosen = {"_selected_action": [str(sale.pk)]}
    staff.post(bought, {**chosen, "action": "block"})
    staff.post(bought, {**chosen, "action": "pay_back"})
    assert not Operation.objects.filter(kind="refund").exists(), "a blocked card is not paid back"
    staff.post(bought, {**chosen, "action": "unblock"})
    staff.post(bought, {**chosen, "action": "pay_back"})
    assert gifts.row(sale.public_id).status == "returned"
    assert Operation.objects.filter(kind="refund").count() == 1

    terms = CardTerms.objects.get(currency="EUR")
    form = {"currency": "EUR", "is_on": "on", "amounts": "25,600", "least": "10", "most": "500"}
    assert "Every amount lies between" in staff.post(f"{on_sale}{terms.pk}/change/", form).content.decode()
    assert staff.post(f"{on_sale}{terms.pk}/change/", {**form, "amounts": "25,75"}).status_code == 302
    terms.refresh_from_db()
    assert [int(one) for one in terms.amounts] == [25, 75]
