"""Payouts · vendors' bank accounts, terms and holds · public schema."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from schwifty import IBAN

from apps.common.sealing import Unreadable, resealed, seal, unseal
from apps.common.transactions import transaction_required
from apps.outbox import operations as outbox

from .. import events
from ..errors import NoHouseAccount
from ..models import PayoutAccount, PayoutTerms
from ..rules import accounts
from ..types import AccountDetails


@transaction_required
def set_account(vendor_id: int, details: AccountDetails, *, by: int | None, at: datetime) -> UUID:
    """Have a vendor paid to this account from now on, after the cooling period (PAYOUT_COOLING_HOURS); its public id.

    The account before stays as history, and the owners are told. `by` is the key
    of the person who did it. The same account again changes nothing.

    Raises:
        InvalidInput: the account cannot be right.
        NoHouseAccount: the marketplace does not pay out in its currency.
    """
    found = accounts.checked(details)
    if found.currency not in settings.BANK["iban_by_currency"]:
        known = ", ".join(sorted(settings.BANK["iban_by_currency"]))
        raise NoHouseAccount(field="currency", currency=found.currency, known=known)
    terms_of(vendor_id)
    before = PayoutAccount.objects.filter(vendor_id=vendor_id, replaced_at__isnull=True).first()
    if before is not None:
        if opened(before) == found:
            return before.public_id
        before.replaced_at = at
        before.save(update_fields=["replaced_at"])
    row = PayoutAccount.objects.create(
        vendor_id=vendor_id,
        holder=found.holder,
        country=found.country,
        currency=found.currency,
        masked=accounts.masked(found),
        bic=found.bic,
        bank=(IBAN(found.iban).bank_name or "")[:120] if found.iban else "",
        sealed=seal(json.dumps(asdict(found))),
        made_by_id=by,
        made_at=at,
        usable_from=at + timedelta(hours=settings.PAYOUT_COOLING_HOURS),
    )
    outbox.emit(events.AccountChanged(vendor_id=vendor_id, account_id=row.public_id), at=at)
    return row.public_id


def opened(account: PayoutAccount) -> AccountDetails:
    """The account with its numbers.

    Raises:
        Unreadable: none of the installation's keys opens it.
    """
    return AccountDetails(**json.loads(unseal(account.sealed)))


@transaction_required
def terms_of(vendor_id: int) -> PayoutTerms:
    """A vendor's terms, the standard ones where none were agreed; locked until the transaction ends."""
    PayoutTerms.objects.bulk_create([PayoutTerms(vendor_id=vendor_id)], ignore_conflicts=True)
    return PayoutTerms.objects.select_for_update().get(vendor_id=vendor_id)


@transaction_required
def hold(vendor_id: int, *, reason: str, by: int | None, at: datetime) -> None:
    """Keep all payouts of a vendor back; what is with the bank already goes its way. `by` None is the marketplace."""
    terms = terms_of(vendor_id)
    terms.hold_reason, terms.held_by_id, terms.held_at = reason, by, at
    terms.save(update_fields=["hold_reason", "held_by", "held_at"])


@transaction_required
def release_hold(vendor_id: int) -> None:
    """Pay a vendor again from the next cycle on."""
    terms = terms_of(vendor_id)
    terms.hold_reason, terms.held_by_id, terms.held_at = "", None, None
    terms.save(update_fields=["hold_reason", "held_by", "held_at"])


@transaction_required
def reseal_accounts() -> tuple[int, list[str]]:
    """Put every account under the installation's first key: how many, and those that nothing opens."""
    lost: list[str] = []
    rows = list(PayoutAccount.objects.select_for_update().order_by("pk"))
    for row in rows:
        try:
            row.sealed = resealed(row.sealed)
        except Unreadable:
            lost.append(str(row.public_id))
        else:
            row.save(update_fields=["sealed"])
    return len(rows) - len(lost), lost
