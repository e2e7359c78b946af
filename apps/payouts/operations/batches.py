"""Payouts · files of payments: prepared by one person, approved by another, sent to the bank · public schema.

`send` speaks to the bank: it opens its own transactions and is called outside of any.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from apps.common.money import from_minor, to_minor
from apps.common.sealing import Unreadable
from apps.common.transactions import transaction_required
from apps.ledger import entries
from apps.ledger import operations as ledger
from apps.ledger.types import Entry
from apps.outbox import operations as outbox

from .. import events
from ..bank.registry import bank
from ..errors import BankRefused, BankUnavailable, NothingToPay, PayoutUnknown, SecondPersonNeeded
from ..models import Payout, PayoutBatch, PayoutTerms
from ..rules import accounts, states
from ..types import AccountDetails, BatchStatus, PayoutOrder, PayoutStatus, Scheme
from . import conversions, outcomes
from .accounts import opened

DUPLICATE = "DU"  # ISO 20022 external code list, status reasons DU01-DU05


@transaction_required
def make_batches(payout_ids: Sequence[UUID], *, execute_on: date, by: int, at: datetime) -> list[PayoutBatch]:
    """Put drafts into files, one for each scheme and currency, for another person to approve.

    Left out are drafts of held vendors, without an account, and to an account
    that is too new. What is to be paid in another currency is converted at a rate
    that holds until the file is approved.

    Raises:
        NothingToPay: none of them can be paid now.
        FxRateUnavailable: there is no usable rate for one of them.
    """
    held = PayoutTerms.objects.exclude(hold_reason="").values_list("vendor_id", flat=True)
    drafts = (
        Payout.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(public_id__in=payout_ids, status=PayoutStatus.DRAFT, batch__isnull=True)
        .filter(account__usable_from__lte=at, account__replaced_at__isnull=True)
        .exclude(vendor_id__in=list(held))
        .order_by("pk")
    )
    sorted_out: dict[tuple[Scheme, str], list[Payout]] = {}
    for payout in drafts:
        details = _details(payout)
        if details is not None:
            sorted_out.setdefault((accounts.scheme_of(details), details.currency), []).append(payout)
    if not sorted_out:
        raise NothingToPay()
    return [
        _make(scheme, currency, payouts, execute_on=execute_on, by=by, at=at)
        for (scheme, currency), payouts in sorted(sorted_out.items())
    ]


@transaction_required
def cancel_batch(batch_id: UUID, *, at: datetime) -> None:
    """Take a file back that is not approved; its payouts are drafts again.

    Raises:
        PayoutUnknown: there is none.
        InvalidTransition: it is approved already.
    """
    batch = _locked(batch_id)
    batch.status = states.BATCH.next(BatchStatus(batch.status), "cancel")
    batch.save(update_fields=["status"])
    Payout.objects.filter(batch=batch, status=PayoutStatus.DRAFT).update(
        batch=None, paid_currency="", paid_amount=None, mid_amount=None, rate=None, fx_quote_id=None
    )


@transaction_required
def approve_batch(batch_id: UUID, *, by: int, at: datetime) -> PayoutBatch:
    """Let a file go to the bank: its payouts leave the vendors' balances, and the file is written.

    Raises:
        PayoutUnknown: there is none.
        SecondPersonNeeded: `by` prepared it.
        InvalidTransition: it is approved or withdrawn already.
        QuoteExpired: a rate in it holds no longer; withdraw it and prepare it again.
        NothingToPay: a vendor in it was held, or changed its account, since it was prepared.
    """
    batch = _locked(batch_id)
    if batch.made_by_id == by:
        raise SecondPersonNeeded()
    batch.status = states.BATCH.next(BatchStatus(batch.status), "approve")
    payouts = list(
        Payout.objects.select_for_update(of=("self",)).select_related("account").filter(batch=batch).order_by("pk")
    )
    _require_still_payable(payouts, at=at)
    orders = []
    for payout in payouts:
        conversions.use(payout, at=at)
        payout.status = states.PAYOUT.next(PayoutStatus(payout.status), "approve")
        payout.save()
        orders.append(_order(payout))
    ledger.post_many([(entry, at) for payout in payouts for entry in _entries(payout)], at=at)
    batch.checked_by_id, batch.checked_at = by, at
    from ..bank import pain001

    batch.file = pain001.written(
        orders,
        scheme=Scheme(batch.scheme),
        message_id=batch.message_id,
        execute_on=max(batch.execute_on, at.date()),
        house=_house(batch.currency),
        at=at,
    )
    batch.save()
    return batch


def send(batch_id: UUID, *, at: datetime) -> BatchStatus:
    """Send an approved file to the bank; its status afterwards. Safe to repeat: the bank takes the same id once."""
    batch = PayoutBatch.objects.filter(public_id=batch_id).first()
    if batch is None:
        raise PayoutUnknown()
    if batch.status != BatchStatus.APPROVED:
        return BatchStatus(batch.status)
    try:
        answer = bank().upload(batch.file.encode(), message_id=batch.message_id)
    except BankRefused as refusal:
        with transaction.atomic():
            reject_batch(batch.message_id, reason=refusal.code, at=at)
    except BankUnavailable as failure:
        PayoutBatch.objects.filter(pk=batch.pk).update(tries=batch.tries + 1, problem=str(failure)[:200])
    else:
        with transaction.atomic():
            record_sent(batch_id, at=at)
            if answer:
                read_answer(answer, at=at)
    return BatchStatus(PayoutBatch.objects.values_list("status", flat=True).get(pk=batch.pk))


@transaction_required
def record_sent(batch_id: UUID, *, at: datetime) -> None:
    """Note that the bank has a file: it was sent, or staff carried it there. Twice is once."""
    batch = _locked(batch_id)
    if batch.status == BatchStatus.SENT:
        return
    batch.status = states.BATCH.next(BatchStatus(batch.status), "send")
    batch.sent_at, batch.problem = at, ""
    batch.save(update_fields=["status", "sent_at", "problem"])
    for payout in Payout.objects.select_for_update().filter(batch=batch, status=PayoutStatus.APPROVED):
        payout.status, payout.sent_at = states.PAYOUT.next(PayoutStatus.APPROVED, "send"), at
        payout.save(update_fields=["status", "sent_at"])
        outbox.emit(events.PayoutSent(vendor_id=payout.vendor_id, payout_id=payout.public_id), at=at)


@transaction_required
def reject_batch(message_id: str, *, reason: str, reasons: Mapping[str, str] | None = None, at: datetime) -> int:
    """The bank takes nothing of a file: every payout in it has failed, how many, and the balances are open. Once.

    `reasons` are those of single payments, by end-to-end id, where the bank gives them.

    Raises:
        PayoutUnknown: no file has this id.
    """
    batch = PayoutBatch.objects.select_for_update().filter(message_id=message_id).first()
    if batch is None:
        raise PayoutUnknown()
    if batch.status == BatchStatus.REJECTED:
        return 0
    batch.status = states.BATCH.next(BatchStatus(batch.status), "reject")
    batch.problem = reason[:200]
    batch.save(update_fields=["status", "problem"])
    rows = list(Payout.objects.select_for_update().filter(batch=batch, status__in=states.UNDER_WAY))
    for payout in rows:
        outcomes.fail(payout, reason=(reasons or {}).get(payout.reference) or reason, at=at)
    return len(rows)


@transaction_required
def read_answer(raw: bytes, *, at: datetime) -> int:
    """Take in what the bank says to a file (pain.002): how many payments it refuses. Twice is once.

    That it had the file before (DU01) is no refusal: it is what a second sending is for.

    Raises:
        BadFile: it is no such message.
        PayoutUnknown: the bank refuses a file that is not ours.
    """
    from ..bank import pain002

    answer = pain002.read(raw)
    if answer.reason.startswith(DUPLICATE):
        return 0
    if not answer.accepted:
        return reject_batch(answer.message_id, reason=answer.reason, reasons=answer.refused, at=at)
    batch = PayoutBatch.objects.filter(message_id=answer.message_id, status=BatchStatus.APPROVED).first()
    if batch is not None:
        record_sent(batch.public_id, at=at)
    rows = Payout.objects.select_for_update().filter(
        batch__message_id=answer.message_id, reference__in=answer.refused, status__in=states.UNDER_WAY
    )
    refused = list(rows)
    for payout in refused:
        outcomes.fail(payout, reason=answer.refused[payout.reference], at=at)
    return len(refused)


def _make(
    scheme: Scheme, currency: str, payouts: list[Payout], *, execute_on: date, by: int, at: datetime
) -> PayoutBatch:
    for payout in payouts:
        conversions.agree(payout, currency, at=at)
    batch = PayoutBatch(
        scheme=scheme,
        currency=currency,
        total=sum(to_minor(payout.paid) for payout in payouts),
        count=len(payouts),
        execute_on=execute_on,
        made_by_id=by,
        made_at=at,
    )
    batch.message_id = batch.public_id.hex
    batch.save()
    for payout in payouts:
        payout.batch = batch
        payout.save()
    return batch


def _require_still_payable(payouts: Sequence[Payout], *, at: datetime) -> None:
    vendors = [payout.vendor_id for payout in payouts]
    is_held = PayoutTerms.objects.filter(vendor_id__in=vendors).exclude(hold_reason="").exists()
    is_stale = any(
        payout.account is None or payout.account.replaced_at is not None or payout.account.usable_from > at
        for payout in payouts
    )
    if is_held or is_stale:
        raise NothingToPay()


def _entries(payout: Payout) -> Iterator[Entry]:
    """What leaves a vendor's balance, and what the conversion brought."""
    sent = payout.paid if payout.paid_currency != payout.currency else None
    yield entries.payout(payout.public_id, payout.money, vendor_id=payout.vendor_id, sent=sent, memo=payout.reference)
    gain = (payout.mid_amount or 0) - (payout.paid_amount or 0)
    if sent is not None and gain:
        yield entries.fx_result(payout.public_id, from_minor(gain, payout.paid_currency), memo=payout.reference)


def _details(payout: Payout) -> AccountDetails | None:
    if payout.account is None:
        return None
    try:
        return accounts.checked(opened(payout.account))
    except Unreadable:
        return None


def _order(payout: Payout) -> PayoutOrder:
    if payout.account is None:
        raise NothingToPay()
    return PayoutOrder(payout.reference, opened(payout.account), payout.paid, f"Portolan {payout.reference}")


def _house(currency: str) -> AccountDetails:
    iban = settings.BANK["iban_by_currency"][currency]
    return AccountDetails(settings.BANK["beneficiary"], iban[:2], currency, iban=iban, bic=settings.BANK["bic"])


def _locked(batch_id: UUID) -> PayoutBatch:
    found = PayoutBatch.objects.select_for_update().filter(public_id=batch_id).first()
    if found is None:
        raise PayoutUnknown()
    return found
