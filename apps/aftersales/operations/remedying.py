"""Aftersales · what the buyer of a lost, damaged or wrong parcel gets, whatever the carrier says · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.aftersales.models import Claim
from apps.aftersales.rules import wishes
from apps.aftersales.rules.machines import REMEDY
from apps.aftersales.types import ClaimKind, RemedyStatus
from apps.checkout import operations as checkout
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.orders.operations import replacing
from apps.stock.errors import InsufficientStock

from .deciding import required
from .lapsing import await_confirmation
from .telling import locked_claim, save_claim


@transaction_required
def refund_claim(
    claim_id: UUID, *, at: datetime, by: Actor, made_by: int | None = None, elsewhere: bool = False
) -> Claim:
    """Give the buyer back what the pieces cost with their shipping, duty and tax. `elsewhere`: it was, outside.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or decided already.
        NotCaptured, PaidElsewhere, RefundHeld, RefundTooMuch: see checkout.operations.refund. Nothing is written.
    """
    row = locked_claim(claim_id)
    row.remedy = REMEDY.next(RemedyStatus(row.remedy), "refund")
    if not elsewhere:
        places = {line.place: line.quantity for line in row.lines.all()}
        made = checkout.refund(
            row.order_id,
            wish=wishes.of_claim(ClaimKind(row.kind), places, number=row.number),
            key=f"claim:{row.public_id}",
            by=by,
            made_by=made_by,
            vendor_id=current_vendor_id(),
            at=at,
        )
        row.refund_id, row.refunded = made.public_id, made.amount.amount
    save_claim(row, news=row.remedy, by=by, at=at)
    return row


@transaction_required
def resend_claim(claim_id: UUID, *, at: datetime, by: Actor, made_by: int | None = None) -> Claim:
    """Send the buyer the same pieces once more at no charge; the money instead where there are none.

    Raises:
        As `refund_claim` does. Nothing is written.
    """
    row = locked_claim(claim_id)
    remedy = REMEDY.next(RemedyStatus(row.remedy), "resend")
    pieces = [replacing.ReplacementPiece(line.variant_id, line.variant_id, line.quantity) for line in row.lines.all()]
    try:
        ref = replacing.send_again(row.order_id, pieces=pieces, reason=row.number, at=at, by=by)
        await_confirmation(ref.order_id, purchase_id=row.purchase_id, at=at)
    except InsufficientStock:
        return refund_claim(claim_id, at=at, by=by, made_by=made_by)
    row.remedy, row.replacement_id, row.replacement_number = remedy, ref.order_id, ref.number
    save_claim(row, news=row.remedy, by=by, at=at)
    return row


@transaction_required
def reopen_claim(replacement_id: UUID, *, at: datetime, by: Actor) -> None:
    """What was to be sent once more does not come: the seller decides anew; without an answer the money goes back."""
    public_id = Claim.objects.filter(replacement_id=replacement_id).values_list("public_id", flat=True).first()
    if public_id is None:
        return
    row = locked_claim(public_id)
    if row.replacement_id != replacement_id:
        return
    row.remedy = REMEDY.next(RemedyStatus(row.remedy), "reopen")
    row.replacement_id, row.replacement_number = None, ""
    save_claim(row, news=row.remedy, by=by, at=at)


@transaction_required
def refuse_claim(claim_id: UUID, *, answer: str, at: datetime, by: Actor) -> Claim:
    """Give the buyer nothing, with words that the buyer reads; the buyer may object.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or decided already. InvalidInput: no words.
    """
    row = locked_claim(claim_id)
    row.remedy = REMEDY.next(RemedyStatus(row.remedy), "refuse")
    row.answer = required(answer)
    save_claim(row, news=row.remedy, by=by, at=at)
    return row
