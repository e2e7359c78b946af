"""Pages of vendors and staff: what they show, who may act, and that money acts ask for a fresh proof."""

from __future__ import annotations

import csv
import time
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from apps.payouts import operations
from apps.payouts.models import Break, Payout, PayoutAccount, PayoutBatch
from apps.payouts.types import BatchStatus, BreakStatus, PayoutStatus
from apps.vendors.types import TeamRole
from marketplace.middleware.surfaces import Surface
from marketplace.session_store import SessionStore
from tests.integration.tenancy.people import member, person, staff_browser, team_browser

pytestmark = pytest.mark.django_db
IBAN = "GB33BUKB20201555555555"


def proven(client: Any, cookie: str, surface: Surface) -> Any:
    """The same browser, whose session has just proved itself by a code."""
    store = SessionStore(client.cookies[cookie].value, surface=surface)
    store["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    store["account_authentication_methods_user"] = str(store["_auth_user_id"])
    store.save()
    return client


def staff(**facts: Any) -> tuple[Any, Any]:
    """Somebody of the staff who may do everything, in a browser that has proved itself."""
    user = person(is_staff=True, is_superuser=True, **facts)
    return user, proven(staff_browser(user), settings.STAFF_COOKIE_NAME, Surface.STAFF)


def test_a_vendor_sees_balance_and_payouts_down_to_each_posting(
    loom: Any, sell: Any, paid_out: Any, at: datetime
) -> None:
    sell(loom, 2_500, delivered=False)
    payout = paid_out(loom)
    client = team_browser(loom, member(loom, TeamRole.FINANCE))
    page = client.get("/dashboard/payouts/").content.decode()
    assert payout.reference in page
    assert "£25.00" in page
    detail = client.get(f"/dashboard/payouts/{payout.public_id}/").content.decode()
    assert "£100.00" in detail
    rows = list(
        csv.DictReader(client.get(f"/dashboard/payouts/{payout.public_id}/items.csv").content.decode().splitlines())
    )
    assert [(row["kind"], row["amount"], row["currency"]) for row in rows] == [("sale", "100.00", "GBP")]


def test_another_vendors_payout_is_not_there(loom: Any, kiln: Any, paid_out: Any) -> None:
    payout = paid_out(loom)
    client = team_browser(kiln, member(kiln, TeamRole.OWNER))
    assert client.get(f"/dashboard/payouts/{payout.public_id}/").status_code == 404
    assert client.get(f"/dashboard/payouts/{payout.public_id}/items.csv").status_code == 404


def test_a_bank_account_is_changed_only_after_a_fresh_proof(loom: Any) -> None:
    owner = member(loom, TeamRole.OWNER)
    client = team_browser(loom, owner)
    given = {"holder": "Loom Ltd", "currency": "GBP", "iban": IBAN}
    assert client.get("/dashboard/payouts/account/").status_code == 200
    assert client.post("/dashboard/payouts/account/", given).status_code in (302, 403)
    assert not PayoutAccount.objects.exists()
    client = proven(team_browser(loom, owner), settings.TEAM_COOKIE_NAME, Surface.TEAM)
    wrong = client.post("/dashboard/payouts/account/", {**given, "iban": IBAN[:-1] + "6"})
    assert wrong.status_code == 422
    assert "IBAN" in wrong.content.decode()
    assert not PayoutAccount.objects.exists()
    assert client.post("/dashboard/payouts/account/", given).status_code == 302
    page = client.get("/dashboard/payouts/").content.decode()
    assert "GB•••• 5555" in page
    assert IBAN not in page


def test_a_file_is_prepared_by_one_and_approved_by_another_with_a_fresh_proof(
    loom: Any, sell: Any, account: Any, at: datetime
) -> None:
    sell(loom, 10_000)
    account(loom)
    with transaction.atomic():
        [draft] = operations.make_due(loom.pk, at=at, only_on_payday=False)
    _maker, first = staff()
    checker, second = staff()
    prepared = first.post("/admin/payouts/payout/", {"action": "put_into_files", "_selected_action": [draft.pk]})
    assert prepared.status_code == 302
    batch = PayoutBatch.objects.get()
    approve = {"action": "approve", "_selected_action": [batch.pk]}
    first.post("/admin/payouts/payoutbatch/", approve)
    batch.refresh_from_db()
    assert batch.status == BatchStatus.MADE
    stale = staff_browser(checker)
    assert stale.post("/admin/payouts/payoutbatch/", approve).status_code in (302, 403)
    batch.refresh_from_db()
    assert batch.status == BatchStatus.MADE
    second.post("/admin/payouts/payoutbatch/", approve)
    batch.refresh_from_db()
    assert (batch.status, batch.checked_by) == (BatchStatus.APPROVED, checker)
    file = second.get(f"/admin/payouts/payoutbatch/{batch.public_id}/pain.001.xml")
    assert file.status_code == 200
    assert draft.reference in file.content.decode()
    second.post("/admin/payouts/payoutbatch/", {"action": "note_handed_in", "_selected_action": [batch.pk]})
    assert Payout.objects.get().status == PayoutStatus.SENT


def test_the_queue_of_differences_takes_two_people_to_book_what_is_in_suspense(book: Any, line: Any) -> None:
    book(line("-1.00", text="charges"))
    row = Break.objects.get()
    _maker, first = staff()
    _checker, second = staff()
    listed = first.get("/admin/payouts/break/").content.decode()
    assert "Ask the bank, or propose an account" in listed
    work = f"/admin/payouts/break/{row.public_id}/handle/"
    assert first.post(work, {"act": "work", "note": ""}).status_code == 200
    assert Break.objects.get().status == BreakStatus.OPEN
    assert first.post(work, {"act": "work", "account": "psp_fees", "note": "bank charges"}).status_code == 302
    first.post(work, {"act": "approve"})
    assert Break.objects.get().status == BreakStatus.PROPOSED
    assert second.post(work, {"act": "approve"}).status_code == 302
    assert Break.objects.get().status == BreakStatus.RESOLVED


def test_a_statement_is_imported_by_hand_and_a_bad_file_says_why() -> None:
    _user, client = staff()
    answer = client.post("/admin/payouts/bankstatement/import/", {"file": SimpleUploadedFile("x.xml", b"<Document/>")})
    assert answer.status_code == 422
    assert "camt.053" in answer.content.decode()


def test_the_finance_page_shows_what_stands_and_each_number_leads_to_its_rows(
    loom: Any, paid_out: Any, book: Any, line: Any, django_assert_max_num_queries: Any
) -> None:
    payout = paid_out(loom)
    book(line("-100.00", end_to_end=payout.reference), line("7.00"))
    _user, client = staff()
    with django_assert_max_num_queries(22):
        page = client.get("/admin/finance/")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'data-currency="GBP"' in text
    assert 'data-count="0-1">1<' in text
    assert 'data-difference="0' in text
    for address in ("statementline", "settlementline", "reservehold", "payout", "break"):
        assert f'href="/admin/payouts/{address}/?' in text
        assert client.get(f"/admin/payouts/{address}/").status_code == 200


def test_staff_without_the_right_see_none_of_it() -> None:
    user = person(is_staff=True)
    client = proven(staff_browser(user), settings.STAFF_COOKIE_NAME, Surface.STAFF)
    assert client.get("/admin/finance/").status_code == 403
    assert client.get("/admin/payouts/break/").status_code == 403


@pytest.mark.parametrize(
    "table",
    [
        "payoutaccount",
        "payoutterms",
        "payoutminimum",
        "payoutbatch",
        "transferback",
        "bankstatement",
        "settlementreport",
    ],
)
def test_every_table_opens(table: str, loom: Any, account: Any) -> None:
    account(loom)
    _user, client = staff()
    assert client.get(f"/admin/payouts/{table}/").status_code == 200
