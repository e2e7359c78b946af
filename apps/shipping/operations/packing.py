"""Shipping · making and packing fulfilments · vendor's schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from apps.common.copying import take_ids
from apps.common.errors import InvalidInput
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.common.writing import insert_together
from apps.logistics import rules as packing_rules
from apps.logistics.types import PackLine, ParcelPlan
from apps.outbox import operations as outbox

from .. import rules, selectors
from ..errors import FulfilmentUnknown
from ..events import Packed
from ..models import Fulfilment, FulfilmentLine, Parcel
from ..types import FulfilmentDraft, FulfilmentLineDraft, FulfilmentStatus
from .holding import require_free


@transaction_required
def create(drafts: Sequence[FulfilmentDraft], *, at: datetime) -> list[UUID]:
    """A fulfilment to be packed for each warehouse's share of an order: two statements."""
    rows = drafted(drafts, keys=take_ids(Fulfilment, len(drafts)), at=at)
    insert_together(rows)
    return [row.public_id for row in rows if isinstance(row, Fulfilment)]


def drafted(drafts: Sequence[FulfilmentDraft], *, keys: Sequence[int], at: datetime) -> list[Model]:
    """The rows of `create`, for a caller that writes them together with their order (`insert_together`).

    `keys` are primary keys of fulfilments, one a draft.
    """
    found: list[Model] = []
    for key, draft in zip(keys, drafts, strict=True):
        row = Fulfilment(id=key, created_at=at, **columns_of(draft))
        found.append(row)
        found += [FulfilmentLine(fulfilment=row, **vars(line)) for line in draft.lines]
    return found


def columns_of(draft: FulfilmentDraft) -> dict[str, Any]:
    """What a draft says of its fulfilment's row."""
    return {
        "order_id": draft.order_id,
        "order_number": draft.order_number,
        "purchase_id": draft.purchase_id,
        "session_id": draft.session_id,
        "warehouse_id": draft.warehouse_id,
        "recipient": draft.recipient.as_json(),
        "country": draft.recipient.country,
        "incoterm": draft.incoterm,
        "carrier_id": draft.carrier_code,
        "service_id": draft.service_code,
    }


@transaction_required
def pack(public_id: UUID, *, parcels: Sequence[ParcelPlan] | None = None, at: datetime, by: Actor) -> Fulfilment:
    """Say that the goods lie in boxes, with what each weighs and measures; None takes the planned boxes.

    May be repeated until the label is printed.

    Raises:
        InvalidInput: no parcel, or one without weight or size.
        InvalidTransition: the label is printed or the fulfilment cancelled.
        ShipmentHeld: the order's payment is looked at.
    """
    row = locked(public_id)
    require_free(row)
    row.status = rules.FULFILMENT.next(FulfilmentStatus(row.status), "pack")
    boxes = plan_for([selectors.as_draft(line) for line in row.lines.all()]) if parcels is None else tuple(parcels)
    if not boxes or any(min(b.weight_g, b.length_mm, b.width_mm, b.height_mm) <= 0 for b in boxes):
        raise InvalidInput(field="parcels", problem=_("Give the weight and the three sizes of each parcel."))
    put_into(row, boxes)
    row.packed_at = at
    row.version += 1
    row.save(update_fields=["status", "packed_at", "version"])
    outbox.emit(Packed(**facts(row), occurred_at=at), by=by, at=at)
    return row


def put_into(row: Fulfilment, boxes: Sequence[ParcelPlan]) -> None:
    """Have a fulfilment's parcels be these, in place of those that were."""
    row.parcels.all().delete()
    Parcel.objects.bulk_create(parcels_of(row, boxes))


def parcels_of(row: Fulfilment, boxes: Sequence[ParcelPlan]) -> list[Parcel]:
    """A fulfilment's parcels, numbered from 1, not written yet."""
    return [Parcel(fulfilment=row, number=number, **vars(box)) for number, box in enumerate(boxes, start=1)]


def locked(public_id: UUID) -> Fulfilment:
    """The fulfilment, locked until the transaction ends.

    Raises:
        FulfilmentUnknown: this vendor has none of this id.
    """
    row = Fulfilment.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        raise FulfilmentUnknown()
    return row


def facts(row: Fulfilment) -> dict[str, Any]:
    """What every event of a fulfilment says."""
    return {
        "shipment_id": row.public_id,
        "order_id": row.order_id,
        "purchase_id": row.purchase_id,
        "vendor_id": current_vendor_id(),
        "version": row.version,
    }


def plan_for(lines: Sequence[FulfilmentLineDraft]) -> tuple[ParcelPlan, ...]:
    """The boxes that the planner would use: the same as when duty was quoted."""
    return packing_rules.plan_parcels(
        [
            PackLine(line.variant_id, line.quantity, line.weight_g, line.length_mm, line.width_mm, line.height_mm)
            for line in lines
        ]
    )
