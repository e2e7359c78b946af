"""Shipping · handing over and cancelling · vendor's schema."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput, InvalidTransition
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.logistics.carriers.registry import carrier
from apps.logistics.types import COUNTER
from apps.outbox import operations as outbox
from apps.stock import operations as stock
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as houses
from apps.warehouse.errors import SerialElsewhere, SerialUnknown

from .. import rules, selectors
from ..errors import CarriersDiffer, SerialsWanted
from ..events import BookingDropped, Delivered, HandedOver
from ..models import Fulfilment
from ..types import FulfilmentStatus
from .holding import require_free
from .labelling import watch
from .packing import facts, locked


def hand_over(public_id: UUID, *, at: datetime, by: Actor) -> Fulfilment:
    """Give the labelled parcels to the carrier: stock leaves the shelf and tracking begins. Twice is once.

    Raises:
        InvalidTransition: no label yet, or cancelled. ShipmentHeld: the order's payment is looked at.
        CarrierRefused, CarrierUnavailable: nothing is written; try again.
    """
    row = selectors.fulfilment(public_id)
    if row.status == FulfilmentStatus.HANDED_OVER:
        return row
    _checked(row)
    manifest = carrier(row.carrier_id).hand_over([row.carrier_ref], key=f"{row.public_id}:handover")
    with transaction.atomic():
        return _hand_over(public_id, manifest, at=at, by=by)


def hand_over_together(public_ids: Sequence[UUID], *, at: datetime, by: Actor) -> str:
    """Give labelled shipments of one carrier to it under one manifest, all or none; the manifest's number.

    Those that were handed over before are passed over.

    Raises:
        InvalidInput: there is nothing to hand over, or one that is not here. CarriersDiffer: two carriers.
        InvalidTransition: one has no label, or is cancelled. ShipmentHeld: the payment of one is looked at.
        CarrierRefused, CarrierUnavailable: nothing is written; try again.
    """
    wanted = set(public_ids)
    found = list(Fulfilment.objects.filter(public_id__in=wanted).order_by("public_id"))
    rows = [_checked(row) for row in found if row.status != FulfilmentStatus.HANDED_OVER]
    if not rows or len(found) < len(wanted):
        raise InvalidInput(field="shipments", problem=_("Choose shipments that have their label and are still here."))
    carriers = {row.carrier_id for row in rows}
    if len(carriers) > 1:
        raise CarriersDiffer()
    key = hashlib.sha256("".join(str(row.public_id) for row in rows).encode()).hexdigest()
    manifest = carrier(carriers.pop()).hand_over([row.carrier_ref for row in rows], key=f"manifest:{key}")
    with transaction.atomic():
        _lock_together(rows)
        for row in rows:
            _hand_over(row.public_id, manifest, at=at, by=by)
    return manifest


def _lock_together(rows: Sequence[Fulfilment]) -> None:
    """Lock fulfilments, and then all that leaves with them, each in the order in which everybody does."""
    list(
        Fulfilment.objects.select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("pk").values_list("pk")
    )
    stock.lock_allocated({row.session_id for row in rows}, vendor_id=current_vendor_id())


def _checked(row: Fulfilment) -> Fulfilment:
    """A fulfilment that can be handed over now."""
    require_free(row)
    rules.FULFILMENT.next(FulfilmentStatus(row.status), "hand_over")
    return row


def _hand_over(public_id: UUID, manifest: str, *, at: datetime, by: Actor) -> Fulfilment:
    row = locked(public_id)
    if row.status == FulfilmentStatus.HANDED_OVER:
        return row
    row.status = rules.FULFILMENT.next(FulfilmentStatus(row.status), "hand_over")
    row.manifest = manifest
    row.handed_over_at = at
    row.version += 1
    row.save(update_fields=["status", "manifest", "handed_over_at", "version"])
    warehouse.ship_out(row.session_id, warehouse_id=row.warehouse_id, reference=str(row.public_id), at=at, by=by)
    watch(row, at=at)
    numbers = tuple(parcel.tracking_number for parcel in row.parcels.all())
    outbox.emit(HandedOver(**facts(row), occurred_at=at, tracking_numbers=numbers), by=by, at=at)
    return row


@transaction_required
def hand_out(order_id: UUID, *, serials: Mapping[UUID, Collection[str]], at: datetime, by: Actor) -> None:
    """Give an order's goods to the buyer in the shop: stock leaves the shelf, and nothing travels. Twice is once.

    `serials` are by variant the numbers of the pieces that leave, of goods whose pieces have some.

    Raises:
        InvalidTransition: they were sold to be sent, or are cancelled.
        SerialsWanted: pieces have numbers, and not each is named once.
        InvalidInput: no such piece lies in the shop. Nothing changes.
    """
    for row in Fulfilment.objects.select_for_update().filter(order_id=order_id).order_by("pk"):
        if row.status == FulfilmentStatus.DELIVERED:
            continue
        row.status = rules.FULFILMENT.next(FulfilmentStatus(row.status), "hand_out")
        if row.carrier_id != COUNTER:
            raise InvalidTransition()
        row.packed_at = row.handed_over_at = row.delivered_at = at
        row.version += 1
        row.save(update_fields=["status", "packed_at", "handed_over_at", "delivered_at", "version"])
        _take_numbered(row, serials, at=at)
        warehouse.ship_out(row.session_id, warehouse_id=row.warehouse_id, reference=str(row.public_id), at=at, by=by)
        variants = tuple(row.lines.values_list("variant_id", flat=True))
        outbox.emit(Delivered(**facts(row), occurred_at=at, variant_ids=variants, signed_by=""), by=by, at=at)


def _take_numbered(row: Fulfilment, serials: Mapping[UUID, Collection[str]], *, at: datetime) -> None:
    """Of goods whose pieces in this house have numbers, each piece leaves by its own."""
    wanted = {line.variant_id: line for line in row.lines.all()}
    numbered = houses.numbered(wanted, warehouse_id=row.warehouse_id)
    for variant_id, line in wanted.items():
        numbers = sorted(set(serials.get(variant_id, ())))
        if variant_id in numbered and len(numbers) != line.quantity:
            raise SerialsWanted(variant_id=str(variant_id), sku=line.sku, pieces=line.quantity)
        for number in numbers:
            try:
                warehouse.pack_serial(
                    number, wanted={variant_id: line.quantity}, fulfilment_id=row.public_id,
                    warehouse_id=row.warehouse_id, at=at,
                )  # fmt: skip
            except (SerialUnknown, SerialElsewhere) as wrong:
                raise InvalidInput(field="serials", problem=wrong.message, **wrong.data) from wrong


@transaction_required
def cancel_for_order(order_id: UUID, *, at: datetime, by: Actor) -> None:
    """Cancel what an order's houses still send. What was booked with carriers is undone by the relay, however long it
    takes.

    Raises:
        InvalidTransition: a parcel has left the house. Nothing changes.
    """
    rows = Fulfilment.objects.select_for_update().filter(order_id=order_id)
    for row in rows.exclude(status=FulfilmentStatus.CANCELLED).order_by("pk"):
        row.status = rules.FULFILMENT.next(FulfilmentStatus(row.status), "cancel")
        row.version += 1
        row.save(update_fields=["status", "version"])
        if row.carrier_ref:
            event = BookingDropped(
                **facts(row), occurred_at=at, carrier_code=row.carrier_id, carrier_ref=row.carrier_ref
            )
            outbox.emit(event, by=by, at=at)
