"""Credits · changing a balance, always with its journal · public schema."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.common.transactions import transaction_required
from apps.credits.models import CreditAccount, CreditEntry
from apps.credits.types import EntryKind
from apps.ledger import operations as ledger
from apps.ledger.types import Entry


@transaction_required
def enter(
    account: CreditAccount,
    kind: EntryKind,
    units: int,
    *,
    reference: str,
    journal: Entry | None,
    purchase_id: UUID | None = None,
    note: str = "",
    made_by: int | None = None,
    at: datetime,
) -> CreditEntry | None:
    """Change a balance by minor units and post what that means to the books. None where the reference has counted.

    `journal` is None only where the liability stays what it is. The balance's own constraints refuse what is
    not there.
    """
    if CreditEntry.objects.filter(reference=reference).exists():
        return None
    entry = CreditEntry.objects.create(
        account=account,
        kind=kind,
        amount=units,
        reference=reference,
        purchase_id=purchase_id,
        note=note[:200],
        made_by_id=made_by,
        occurred_at=at,
    )
    if journal is not None:
        ledger.post(journal, at=at)
    return entry


@transaction_required
def account_of(user_id: int, currency: str, *, at: datetime) -> CreditAccount:
    """A buyer's account in a currency, opened where there is none."""
    with transaction.atomic():
        CreditAccount.objects.bulk_create(
            [CreditAccount(user_id=user_id, currency=currency, created_at=at)], ignore_conflicts=True
        )
    return CreditAccount.objects.get(user_id=user_id, currency=currency)


@transaction_required
def locked(public_ids: Collection[UUID]) -> dict[UUID, CreditAccount]:
    """Accounts by their ids, locked until the transaction ends.

    Whoever locks several does so in the order of these ids, and a card after its account.
    """
    rows = CreditAccount.objects.select_for_update().filter(public_id__in=public_ids).order_by("public_id")
    return {row.public_id: row for row in rows}
