"""Aftersales · opening a claim, handing it in, closing it · vendor's schema."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.aftersales import selectors
from apps.aftersales.errors import ClaimTooLate, EvidenceMissing, NotSentYet
from apps.aftersales.models import Claim, ClaimLine, ReturnRequest
from apps.aftersales.rules.machines import CLAIM, CLAIM_OVER
from apps.aftersales.types import (
    ClaimKind,
    ClaimStatus,
    ClaimWish,
    LostRule,
    Pieces,
    RemedyStatus,
    Returnable,
)
from apps.checkout.operations.refunds import lock_purchase
from apps.common.errors import MarketError
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.orders import selectors as orders
from apps.orders.types import OrderStatus, OrderView
from apps.remedies import selectors as remedies
from apps.shipping.types import FulfilmentView

from .asking import wanted_lines
from .remedying import refund_claim, reopen_claim, resend_claim
from .settling import settle_anew
from .telling import locked_claim, save_claim, tell_claim

log = logging.getLogger(__name__)
_SENT = (OrderStatus.SHIPPED, OrderStatus.DELIVERED)


@transaction_required
def claim(order_id: UUID, *, wish: ClaimWish, at: datetime, by: Actor) -> Claim:
    """Open a claim because somebody says so.

    Raises:
        OrderUnknown, NotFound: this vendor has no such order. NotSentYet: nothing has left the house.
        TooManyPieces, InvalidInput: pieces that are not there, or none. Nothing is written.
    """
    lock_purchase(order_id)
    order = orders.order(order_id)
    if order.row.status not in _SENT:
        raise NotSentYet()
    chosen = wanted_lines(selectors.returnable(order), wish.pieces)
    shipment = _shipment(order, chosen, wish.shipment_id)
    row = _opened(order, wish.kind, chosen, shipment, note=wish.note, at=at, by=by)
    tell_claim(row, news=RemedyStatus.PENDING, by=by, at=at)
    return row


@transaction_required
def claim_for_parcel(
    order_id: UUID, *, kind: ClaimKind, shipment_id: UUID, tracking_number: str, at: datetime, by: Actor
) -> Claim | None:
    """Open a claim because the carrier says that it lost or damaged a parcel; None where there is one, or nothing left.

    What lies in one parcel of one shipment is known, and the buyer is helped at once by the seller's rule; of several
    parcels nobody knows which goods lie in which, and the seller decides. A parcel of goods that replace others opens
    the case of those again, and no claim of its own.
    """
    lock_purchase(order_id)
    if Claim.objects.filter(tracking_number=tracking_number, kind=kind).exists():
        return None
    order = orders.order(order_id)
    shipment = next((one for one in order.fulfilments if one.public_id == shipment_id), None)
    if shipment is None:
        return None
    if order.replaces is not None:
        reopen_claim(order_id, at=at, by=by)
        settle_anew(order_id, at=at, by=by, is_all=len(order.fulfilments) == len(shipment.parcels) == 1)
        return None
    variants = {line.variant_id for line in shipment.lines}
    chosen = [
        (line, Pieces(line.place, line.left))
        for line in selectors.returnable(order)
        if line.left and line.variant_id in variants and line.warehouse_id == shipment.warehouse_id
    ]
    if not chosen:
        _name_parcel(shipment_id, tracking_number, at=at, by=by)
        return None
    row = _opened(order, kind, chosen, shipment, tracking_number=tracking_number, at=at, by=by)
    tell_claim(row, news=kind.value, by=by, at=at)
    rule = LostRule(selectors.policy().lost_rule)
    if len(shipment.parcels) == 1 and rule is not LostRule.ASK:
        try:
            with transaction.atomic():
                (resend_claim if rule is LostRule.RESEND else refund_claim)(row.public_id, at=at, by=SYSTEM)
        except MarketError as refused:
            log.warning("claim %s waits for the seller: %s", row.number, refused)
        row.refresh_from_db()
    return row


@transaction_required
def claim_for_lost_return(row: ReturnRequest, *, at: datetime, by: Actor) -> Claim | None:
    """Have the carrier asked for what it lost on its way back. Its buyer is paid by the return."""
    number = row.tracking_number
    if Claim.objects.filter(tracking_number=number, kind=ClaimKind.LOST).exists():
        return None
    order = orders.order(row.order_id)
    worth = sum((order.lines[line.place].unit_price.amount * line.quantity for line in row.lines.all()), Decimal(0))
    terms = remedies.terms_of(row.carrier_code, (row.sent_at or at).date())
    claim: Claim = Claim.objects.create(
        number=_number(order),
        order_id=row.order_id,
        order_number=row.order_number,
        purchase_id=row.purchase_id,
        tracking_number=number,
        carrier_code=row.carrier_code,
        kind=ClaimKind.LOST,
        opened_by=by.kind.value,
        note=row.number,
        remedy=RemedyStatus.REFUNDED,
        since=at,
        deadline=(row.sent_at or at) + timedelta(days=terms.lost_within_days) if terms else None,
        currency=row.currency,
        worth=worth,
        owed_currency=order.vendor_goods.currency.code,
        opened_at=at,
    )
    tell_claim(claim, news=ClaimKind.LOST.value, by=by, at=at)
    return claim


@transaction_required
def submit_claim(claim_id: UUID, *, carrier_case: str, at: datetime, by: Actor) -> Claim:
    """Hand a claim in with the carrier, whose own number of it is `carrier_case`.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or handed in already.
        ClaimTooLate: the carrier does not hear it any more. EvidenceMissing: no picture of the damage.
    """
    row = locked_claim(claim_id)
    row.status = CLAIM.next(ClaimStatus(row.status), "submit")
    if row.deadline is not None and at > row.deadline and row.submitted_at is None:
        raise ClaimTooLate(until=row.deadline.date())
    if row.kind == ClaimKind.DAMAGED and not row.evidence.exists():
        raise EvidenceMissing()
    row.carrier_case = carrier_case.strip()[:60]
    row.submitted_at = at
    save_claim(row, news=row.status, by=by, at=at)
    return row


@transaction_required
def close_claim(claim_id: UUID, *, at: datetime, by: Actor) -> Claim:
    """Ask nothing (more) of the carrier. What the buyer gets is decided apart.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or the carrier pays already.
    """
    row = locked_claim(claim_id)
    row.status = CLAIM.next(ClaimStatus(row.status), "close")
    row.settled_at = at
    save_claim(row, news=row.status, by=by, at=at)
    return row


def _opened(
    order: OrderView,
    kind: ClaimKind,
    chosen: Sequence[tuple[Returnable, Pieces]],
    shipment: FulfilmentView | None,
    *,
    tracking_number: str = "",
    note: str = "",
    at: datetime,
    by: Actor,
) -> Claim:
    order_id = order.row.public_id
    numbers = [parcel.tracking_number for parcel in shipment.parcels] if shipment else []
    row: Claim = Claim.objects.create(
        number=_number(order),
        order_id=order_id,
        order_number=order.row.number,
        purchase_id=orders.purchase_of(order_id),
        shipment_id=shipment.public_id if shipment else None,
        tracking_number=tracking_number or (numbers[0] if len(numbers) == 1 else ""),
        carrier_code=shipment.carrier_code if shipment else "",
        kind=kind,
        opened_by=by.kind.value,
        note=note,
        since=at,
        deadline=_deadline(order, kind, shipment),
        currency=order.row.total.currency.code,
        worth=sum((line.unit_price.amount * one.quantity for line, one in chosen), Decimal(0)),
        owed_currency=order.vendor_goods.currency.code,
        opened_at=at,
    )
    ClaimLine.objects.bulk_create([ClaimLine(claim=row, **_columns(line, one)) for line, one in chosen])
    return row


def _name_parcel(shipment_id: UUID, tracking_number: str, *, at: datetime, by: Actor) -> None:
    """One more parcel of a shipment all of whose goods are claimed: the carrier is asked for both under one claim."""
    known = Claim.objects.filter(shipment_id=shipment_id).exclude(status__in=CLAIM_OVER).order_by("pk")
    public_id = known.values_list("public_id", flat=True).first()
    if public_id is None:
        return
    row = locked_claim(public_id)
    if tracking_number not in (row.tracking_number, *row.note.split()):
        row.note = f"{row.note} {tracking_number}".strip()[:1000]
        save_claim(row, news=row.kind, by=by, at=at)


def _number(order: OrderView) -> str:
    """The order's next claim: KILN-000012-C1. Its purchase is locked."""
    return f"{order.row.number}-C{Claim.objects.filter(order_id=order.row.public_id).count() + 1}"


def _columns(line: Returnable, one: Pieces) -> dict[str, Any]:
    return {
        "place": line.place,
        "variant_id": line.variant_id,
        "sku": line.sku,
        "title": line.title,
        "option_label": line.option_label,
        "quantity": one.quantity,
    }


def _shipment(
    order: OrderView, chosen: Sequence[tuple[Returnable, Pieces]], wanted: UUID | None
) -> FulfilmentView | None:
    """The shipment that was named, else the one out of the house of the first line."""
    house = chosen[0][0].warehouse_id
    found = [one for one in order.fulfilments if one.public_id == wanted] or [
        one for one in order.fulfilments if one.warehouse_id == house
    ]
    return found[0] if found else None


def _deadline(order: OrderView, kind: ClaimKind, shipment: FulfilmentView | None) -> datetime | None:
    """Until when the carrier hears a claim; None where nobody has written its terms down."""
    if shipment is None or shipment.handed_over_at is None:
        return None
    terms = remedies.terms_of(shipment.carrier_code, shipment.handed_over_at.date())
    if terms is None:
        return None
    if kind is ClaimKind.LOST:
        return shipment.handed_over_at + timedelta(days=terms.lost_within_days)
    came = [entry.occurred_at for entry in order.timeline if entry.code == "delivered"]
    return (max(came) if came else shipment.handed_over_at) + timedelta(days=terms.damaged_within_days)
