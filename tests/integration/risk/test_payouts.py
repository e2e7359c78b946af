"""Much that is to go to an account of yesterday waits for a person; all else goes its way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.accounts.models import User
from apps.common.clock import now
from apps.common.ids import new_id
from apps.ledger import operations as ledger
from apps.ledger.types import AccountCode, Entry, JournalKind, Leg
from apps.payouts import operations, selectors
from apps.payouts.errors import NothingToPay
from apps.payouts.models import Payout
from apps.payouts.types import AccountDetails
from apps.risk.models import Decision

pytestmark = pytest.mark.django_db
BANK = {"beneficiary": "P", "iban_by_currency": {"GBP": "DE62370400440532013001"}, "bic": "COBADEFFXXX"}


@pytest.fixture(autouse=True)
def _bank(settings: Any) -> None:
    settings.BANK = {**BANK, "bank_name": "", "statements_url": ""}
    settings.PAYOUT_COOLING_HOURS = 0


@pytest.fixture
def staff(db: None) -> User:
    """One of the staff."""
    return User.objects.create_user("ada@staff.example", "x", is_staff=True)


def drafted(vendor: Any, pounds: int, *, account_since: timedelta, at: datetime) -> Payout:
    """What a vendor sold long ago, drafted to an account that was entered so long ago."""
    purchase, amount = new_id(), Money(pounds, "GBP")
    legs = (
        Leg(AccountCode.BUYER_RECEIVABLE, amount),
        Leg(AccountCode.VENDOR_PAYABLE, -amount, vendor_id=vendor.pk),
    )
    details = AccountDetails("Loom Ltd", "GB", "GBP", iban="GB33BUKB20201555555555")
    with transaction.atomic():
        ledger.post(Entry(JournalKind.SALE, f"sale:{purchase}", legs, purchase), at=at - timedelta(days=30))
        operations.note_delivered(vendor.pk, purchase, delivered_at=at - timedelta(days=20))
        operations.set_account(vendor.pk, details, by=None, at=at - account_since)
        [payout] = operations.make_due(vendor.pk, at=at, only_on_payday=False)
    return payout


def test_much_for_an_account_of_yesterday_holds_the_vendors_payouts_until_a_person_lets_them_go(
    loom: Any, staff: Any, drain: Any
) -> None:
    at = now()
    payout = drafted(loom, 5_000, account_since=timedelta(days=1), at=at)
    drain()

    decision = Decision.objects.get(stage="payout")
    assert (decision.action, [hit.name for hit in decision.found]) == ("review", ["new-payout-account"])
    assert decision.facts["payout_account_age_h"] == pytest.approx(24, abs=0.2)
    assert selectors.terms(loom.pk).hold_reason == f"Risk, payout {payout.reference}: new-payout-account"
    with pytest.raises(NothingToPay), transaction.atomic():
        operations.make_batches([payout.public_id], execute_on=at.date(), by=staff.pk, at=at)

    with transaction.atomic():
        operations.release_hold(loom.pk)
        [batch] = operations.make_batches([payout.public_id], execute_on=at.date(), by=staff.pk, at=at)
    assert batch.count == 1


@pytest.mark.parametrize(("pounds", "days"), [(5_000, 10), (50, 1)], ids=["account of old", "little"])
def test_what_is_usual_goes_its_way(loom: Any, drain: Any, pounds: int, days: int) -> None:
    drafted(loom, pounds, account_since=timedelta(days=days), at=now())
    drain()

    assert Decision.objects.get(stage="payout").action == "allow"
    assert selectors.terms(loom.pk).hold_reason == ""


def test_a_reason_that_stands_already_is_not_written_over(loom: Any, staff: Any, drain: Any) -> None:
    drafted(loom, 5_000, account_since=timedelta(days=1), at=now())
    with transaction.atomic():
        operations.hold(loom.pk, reason="a word with them first", by=staff.pk, at=now())
    drain()

    assert Decision.objects.get(stage="payout").action == "review"
    assert selectors.terms(loom.pk).hold_reason == "a word with them first"
