"""Payouts · what is due becomes a payout with its items; reserves are kept and released · public schema."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from apps.common.money import from_minor
from apps.common.transactions import transaction_required
from apps.ledger import entries
from apps.ledger import operations as ledger
from apps.ledger.types import JournalKind
from apps.outbox import operations as outbox

from .. import events
from ..models import Payout, PayoutAccount, PayoutItem, PayoutMinimum, PayoutTerms, ReserveHold
from ..rules import cycles, states
from ..selectors.balances import due_postings, open_postings
from ..types import PayoutStatus
from .accounts import terms_of

# What a vendor has earned; what it took in its own shop it has already.
SALES = (
    JournalKind.SALE,
    JournalKind.RETURN,
    JournalKind.REFUND,
    JournalKind.COUNTER_TAKEN,
    JournalKind.COUNTER_GIVEN,
)


@transaction_required
def make_due(vendor_id: int, *, at: datetime, only_on_payday: bool = True) -> list[Payout]:
    """Make payouts of what is due to a vendor, one for each currency whose balance is above zero and the minimum.

    Losses are netted: a currency that stands below zero waits until sales have
    made up for it. Nothing is made while the vendor is held, or between its
    paydays where `only_on_payday`.
    """
    terms = terms_of(vendor_id)
    if terms.hold_reason:
        return []
    release_reserves(vendor_id, at=at)
    if only_on_payday and not cycles.is_cycle_open(terms.period, last=terms.run_on, day=at.date()):
        return []
    terms.run_on = at.date()
    terms.save(update_fields=["run_on"])
    due: dict[str, list[Any]] = defaultdict(list)
    for posting in due_postings(vendor_id, at=at).select_related("journal"):
        due[posting.currency].append(posting)
    smallest = dict(PayoutMinimum.objects.filter(currency__in=due).values_list("currency", "amount"))
    made = [
        _draft(vendor_id, currency, postings, terms, at=at)
        for currency, postings in sorted(due.items())
        if -sum(one.amount for one in postings) >= max(smallest.get(currency, 0), 1)
    ]
    return [one for one in made if one is not None]


@transaction_required
def release_reserves(vendor_id: int, *, at: datetime) -> int:
    """Give back to a vendor's balance what was kept long enough; how many holds."""
    ripe = ReserveHold.objects.select_for_update().filter(
        vendor_id=vendor_id, released_at__isnull=True, release_at__lte=at
    )
    return sum(_release(one, at=at) for one in list(ripe))


@transaction_required
def cancel(payout: Payout, *, at: datetime) -> None:
    """Withdraw a payout that is not approved: its items are open again, and the reserve that it kept with them.

    Raises:
        InvalidTransition: it is approved already.
    """
    payout.status = states.PAYOUT.next(PayoutStatus(payout.status), "cancel")
    payout.items.all().delete()
    payout.batch = None
    payout.settled_at = at
    payout.save()
    for one in ReserveHold.objects.select_for_update().filter(payout=payout, released_at__isnull=True):
        _release(one, at=at)


def _draft(vendor_id: int, currency: str, postings: list[Any], terms: PayoutTerms, *, at: datetime) -> Payout | None:
    sales = -sum(one.amount for one in postings if one.journal.kind in SALES)
    owed = -sum(one.amount for one in postings)
    kept = min(cycles.reserve_of(sales, Decimal(terms.reserve_percent)), owed)
    if owed == kept:
        return None
    account = PayoutAccount.objects.filter(vendor_id=vendor_id, replaced_at__isnull=True).first()
    row = Payout(vendor_id=vendor_id, account=account, currency=currency, amount=owed - kept, reference="", made_at=at)
    row.reference = str(row.public_id)[-30:]
    row.save()
    row.reference = cycles.end_to_end(row.pk, vendor_id)
    row.save(update_fields=["reference"])
    if kept:
        postings = [*postings, _keep(row, kept, terms, at=at)]
    PayoutItem.objects.bulk_create([PayoutItem(payout=row, posting_id=one.pk, amount=-one.amount) for one in postings])
    outbox.emit(events.PayoutDrafted(vendor_id=vendor_id, payout_id=row.public_id), at=at)
    return row


def _keep(payout: Payout, units: int, terms: PayoutTerms, *, at: datetime) -> Any:
    """Post what is kept back, and give the posting that takes it off the vendor's account."""
    entry = entries.reserve_held(
        payout.public_id,
        from_minor(units, payout.currency),
        vendor_id=payout.vendor_id,
        memo=f"{terms.reserve_percent}% for {terms.reserve_days} days",
    )
    journal = ledger.post(entry, at=at)
    ReserveHold.objects.create(
        payout=payout,
        vendor_id=payout.vendor_id,
        currency=payout.currency,
        amount=units,
        release_at=at + timedelta(days=terms.reserve_days),
    )
    return open_postings(payout.vendor_id).get(journal__public_id=journal)


def _release(hold: ReserveHold, *, at: datetime) -> int:
    entry = entries.reserve_released(
        hold.payout.public_id,
        from_minor(hold.amount, hold.currency),
        vendor_id=hold.vendor_id,
        memo=hold.payout.reference,
    )
    ledger.post(entry, at=at)
    hold.released_at = at
    hold.save(update_fields=["released_at"])
    return 1
