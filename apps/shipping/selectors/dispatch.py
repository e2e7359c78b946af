"""Shipping · what is to be labelled and handed over, batches, manifests and visits of carriers · vendor's schema."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from apps.common.clock import now

from ..errors import BatchUnknown, ManifestUnknown, PickupUnknown
from ..models import Fulfilment, LabelBatch, LabelBatchItem, Pickup
from ..types import LEASE, BatchView, FulfilmentStatus, ManifestView

MOST_ROWS = 200


def to_dispatch() -> QuerySet[Fulfilment]:
    """Packed and labelled fulfilments, oldest first, with `parcel_count` and `weight_g` of their boxes."""
    waiting = Fulfilment.objects.filter(status__in=(FulfilmentStatus.PACKED, FulfilmentStatus.LABELLED))
    counted = waiting.annotate(parcel_count=Count("parcels"), weight_g=Sum("parcels__weight_g", default=0))
    return counted.select_related("service", "carrier").order_by("created_at", "pk")


def awaiting_carrier(*, warehouse_id: UUID, carrier_code: str) -> tuple[int, int]:
    """How many labelled parcels lie in a house for a carrier, and what they weigh in grams."""
    rows = Fulfilment.objects.filter(
        status=FulfilmentStatus.LABELLED, warehouse_id=warehouse_id, carrier_id=carrier_code, held_at__isnull=True
    )
    sums = rows.aggregate(count=Count("parcels"), weight_g=Sum("parcels__weight_g", default=0))
    return sums["count"], sums["weight_g"]


def batches() -> QuerySet[Any]:
    """Batches of labels, newest first, with `total`, `done` and `failed`."""
    return LabelBatch.objects.annotate(
        total=Count("items"),
        done=Count("items", filter=Q(items__done_at__isnull=False)),
        failed=Count("items", filter=~Q(items__problem="")),
    )


def batch(public_id: UUID) -> BatchView:
    """How far a batch is. Two queries.

    Raises:
        BatchUnknown: this vendor has none of this id.
    """
    row = batches().filter(public_id=public_id).first()
    if row is None:
        raise BatchUnknown()
    problems = LabelBatchItem.objects.filter(batch=row).exclude(problem="").values_list(
        "fulfilment__order_number", "fulfilment__order_id", "problem"
    )  # fmt: skip
    return BatchView(
        public_id=row.public_id,
        created_at=row.created_at,
        total=row.total,
        done=row.done,
        is_finished=row.finished_at is not None,
        is_idle=row.finished_at is None and (row.leased_until or row.created_at) + LEASE < now(),
        problems=tuple(problems),
    )


def batch_members(public_id: UUID) -> list[UUID]:
    """The fulfilments of a batch in its order, those without a label included.

    Raises:
        BatchUnknown: this vendor has none of this id.
    """
    if not LabelBatch.objects.filter(public_id=public_id).exists():
        raise BatchUnknown()
    items = LabelBatchItem.objects.filter(batch__public_id=public_id)
    return list(items.values_list("fulfilment__public_id", flat=True))


def manifests(*, since: datetime, until: datetime) -> list[ManifestView]:
    """What was handed over between two instants, by the carrier's number, newest first. Two queries."""
    rows = Fulfilment.objects.filter(handed_over_at__gte=since, handed_over_at__lt=until).exclude(manifest="")
    return _manifests(rows)


def manifest(number: str) -> ManifestView:
    """What was handed over under a number.

    Raises:
        ManifestUnknown: nothing was.
    """
    found = _manifests(Fulfilment.objects.filter(manifest=number).exclude(manifest=""))
    if not found:
        raise ManifestUnknown()
    return found[0]


def _manifests(rows: QuerySet[Fulfilment]) -> list[ManifestView]:
    together: dict[str, list[Fulfilment]] = defaultdict(list)
    for row in rows.prefetch_related("parcels").order_by(F("handed_over_at").desc(), "pk")[:MOST_ROWS]:
        together[row.manifest].append(row)
    return [
        ManifestView(
            number=number,
            carrier_code=members[0].carrier_id,
            handed_over_at=max(row.handed_over_at for row in members if row.handed_over_at),
            order_numbers=tuple(row.order_number for row in members),
            tracking_numbers=tuple(parcel.tracking_number for row in members for parcel in row.parcels.all()),
            weight_g=sum(parcel.weight_g for row in members for parcel in row.parcels.all()),
        )
        for number, members in together.items()
    ]


def pickups() -> QuerySet[Pickup]:
    """Visits of carriers, the latest day first."""
    return Pickup.objects.select_related("carrier")


def pickup(public_id: UUID) -> Pickup:
    """One visit.

    Raises:
        PickupUnknown: this vendor has none of this id.
    """
    row = pickups().filter(public_id=public_id).first()
    if row is None:
        raise PickupUnknown()
    return row
