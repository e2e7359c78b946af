"""Payouts · payouts, their items and vendors' accounts as they are shown · public schema."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.common.money import from_minor

from ..errors import PayoutUnknown
from ..models import Payout, PayoutAccount, PayoutBatch, PayoutItem, PayoutTerms
from ..types import AccountView, BatchStatus, ItemView, PayoutStatus, PayoutView


def payouts() -> QuerySet[Payout]:
    """Every payout, newest first, to be narrowed and cut by who shows them."""
    return Payout.objects.select_related("account", "vendor").order_by("-pk")


def payouts_of(vendor_id: int) -> QuerySet[Payout]:
    """A vendor's payouts, newest first; drafts that were withdrawn are left out."""
    return payouts().filter(vendor_id=vendor_id).exclude(status=PayoutStatus.CANCELLED)


def payout(public_id: UUID, *, vendor_id: int | None = None) -> Payout:
    """One payout; of this vendor where one is given.

    Raises:
        PayoutUnknown: there is none, or it is another vendor's.
    """
    rows = payouts() if vendor_id is None else payouts_of(vendor_id)
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise PayoutUnknown()
    return found


def items(row: Payout) -> list[ItemView]:
    """Every posting that a payout pays, oldest first; one query."""
    found: Any = PayoutItem.objects.filter(payout=row).select_related("posting__journal")
    return [
        ItemView(
            posting_id=item.posting_id,
            kind=item.posting.journal.kind,
            memo=item.posting.journal.memo,
            purchase_id=item.posting.journal.purchase_id,
            occurred_at=item.posting.journal.occurred_at,
            amount=from_minor(item.amount, row.currency),
        )
        for item in found
    ]


def as_view(row: Payout) -> PayoutView:
    """A payout as pages and programs show it."""
    return PayoutView(
        public_id=row.public_id,
        number=row.reference,
        status=PayoutStatus(row.status),
        amount=row.money,
        paid=row.paid,
        rate=row.rate,
        account=str(row.account) if row.account else "",
        problem=row.problem,
        made_at=row.made_at,
        sent_at=row.sent_at,
        settled_at=row.settled_at,
    )


def account_in_use(vendor_id: int) -> AccountView | None:
    """The account that a vendor is paid to; None where none was given."""
    row = PayoutAccount.objects.filter(vendor_id=vendor_id, replaced_at__isnull=True).first()
    return account(row) if row else None


def account_history(vendor_id: int) -> list[AccountView]:
    """The accounts that a vendor was paid to before, newest first."""
    return [account(row) for row in PayoutAccount.objects.filter(vendor_id=vendor_id, replaced_at__isnull=False)]


def account_by_id(public_id: UUID, *, vendor_id: int) -> AccountView:
    """One of a vendor's accounts, in use or replaced.

    Raises:
        PayoutUnknown: there is none, or it is another vendor's.
    """
    row = PayoutAccount.objects.filter(public_id=public_id, vendor_id=vendor_id).first()
    if row is None:
        raise PayoutUnknown()
    return account(row)


def is_cooling(vendor_id: int, *, at: datetime) -> bool:
    """Whether the account in use is too new to be paid to."""
    return PayoutAccount.objects.filter(vendor_id=vendor_id, replaced_at__isnull=True, usable_from__gt=at).exists()


def terms(vendor_id: int) -> PayoutTerms:
    """A vendor's terms, to be shown; the standard ones where none were agreed."""
    return PayoutTerms.objects.filter(vendor_id=vendor_id).first() or PayoutTerms(vendor_id=vendor_id)


def approved_batches() -> list[UUID]:
    """Files that wait to reach the bank, oldest first."""
    rows = PayoutBatch.objects.filter(status=BatchStatus.APPROVED).order_by("pk")
    return list(rows.values_list("public_id", flat=True))


def account(row: PayoutAccount) -> AccountView:
    """An account without its number."""
    return AccountView(
        public_id=row.public_id,
        holder=row.holder,
        country=row.country,
        currency=row.currency,
        masked=row.masked,
        bic=row.bic,
        bank=row.bank,
        made_at=row.made_at,
        usable_from=row.usable_from,
        replaced_at=row.replaced_at,
    )
