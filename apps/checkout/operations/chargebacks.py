"""Checkout · disputes that were lost: who bears them, and what they have paid · public schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from djmoney.money import Money

from apps.checkout.models import Purchase, PurchasePart, Refund
from apps.checkout.selectors import reach
from apps.checkout.selectors import refunds as reads
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundStatus, RefundWish
from apps.common.money import from_minor, rounded, split, to_minor
from apps.common.transactions import transaction_required
from apps.ledger import entries
from apps.ledger import operations as ledger
from apps.payments import operations as payments
from apps.payments import selectors as intents

from .refunds import refund


@transaction_required
def charge_back(intent_id: UUID, *, amount: Money, key: str, at: datetime) -> None:
    """Take a lost dispute off the purchase's parts, by what is left of each; what none has left is our loss.

    The money is with the buyer already, so the provider is asked for nothing; refunds that could not be paid back
    came with it. The same key counts once.
    """
    list(Purchase.objects.select_for_update(no_key=True).filter(intent_id=intent_id).values_list("pk"))
    parts = list(
        PurchasePart.objects.select_for_update(of=("self",))
        .select_related("purchase", "vendor")
        .filter(purchase__intent_id=intent_id)
        .order_by("id")
    )
    if not parts or Refund.objects.filter(key__in=[f"{part.order_id}:{key}"[:120] for part in parts]).exists():
        return
    left = [max(reads.state_of(part).left.paid, 0) for part in parts]
    borne = min(to_minor(amount), sum(left))
    for part, share in zip(parts, split(from_minor(borne, amount.currency.code), left), strict=True):
        if share.amount:
            wish = RefundWish(RefundKind.CHARGEBACK, RefundReason.DISPUTED, amount=share)
            refund(part.order_id, wish=wish, key=key, at=at)
    loss = amount - from_minor(borne, amount.currency.code)
    if loss.amount:
        ledger.post(entries.chargeback_absorbed(key, loss, purchase_id=parts[0].purchase.public_id), at=at)
    settle_by_dispute(parts[0].purchase, at=at)


@transaction_required
def settle_by_dispute(purchase: Purchase, *, at: datetime) -> None:
    """Note refunds as paid that the provider could not pay, and cannot any more since a lost dispute has: what we
    took for a loss then was theirs."""
    intent = intents.intent(purchase.intent_id)
    if not intent.charged_back.amount:
        return
    failed = list(reach.carried_out(purchase.pk).filter(status=RefundStatus.FAILED).select_for_update().order_by("id"))
    payable = intents.reach(purchase.intent_id).left + intent.disputed
    unpayable = sum((rounded(Money(row.tendered, row.currency)) for row in failed), start=-payable)
    for row in failed:
        amount = rounded(Money(row.tendered, row.currency))
        if amount > unpayable:
            continue
        unpayable -= amount
        row.status, row.settled_at = RefundStatus.PAID, at
        row.save(update_fields=["status", "settled_at"])
        key = f"refund:{row.public_id}:{row.operation_id}"
        ledger.post(entries.chargeback_absorbed(key, -amount, purchase_id=purchase.public_id), at=at)
        if row.operation_id:
            payments.settle_refund_issues(row.operation_id, note="A lost dispute has paid it.", at=at)
