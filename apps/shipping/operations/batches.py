"""Shipping · printing the labels of many shipments · vendor's schema.

Each label is a call to a carrier: a worker prints them one after the other, and each stands for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.common.clock import now
from apps.common.errors import InvalidInput, MarketError
from apps.common.transactions import transaction_required
from apps.common.types import Actor

from ..errors import BatchUnknown
from ..models import Fulfilment, LabelBatch, LabelBatchItem
from ..types import LEASE, FulfilmentStatus
from .labelling import print_label

MOST = 200
_PRINTABLE = (FulfilmentStatus.PACKED, FulfilmentStatus.LABELLED)


@transaction_required
def open_batch(public_ids: Sequence[UUID], *, at: datetime, by: Actor) -> UUID:
    """Have the labels of packed shipments printed together, in the order given; the batch's id. A worker prints them.

    Raises:
        InvalidInput: no shipment, too many, or one that is not packed or has left.
    """
    wanted = list(dict.fromkeys(public_ids))
    if not 1 <= len(wanted) <= MOST:
        raise InvalidInput(field="shipments", problem=_("Choose between 1 and %(most)s shipments."), most=MOST)
    rows = {row.public_id: row for row in Fulfilment.objects.filter(public_id__in=wanted, status__in=_PRINTABLE)}
    if len(rows) < len(wanted):
        raise InvalidInput(field="shipments", problem=_("Choose shipments that are packed and still in the house."))
    batch = LabelBatch.objects.create(created_at=at, made_by=f"{by.kind}:{by.ref}")
    LabelBatchItem.objects.bulk_create(
        LabelBatchItem(batch=batch, fulfilment=rows[public_id], position=place)
        for place, public_id in enumerate(wanted, start=1)
    )
    return batch.public_id


def print_batch(public_id: UUID, *, by: Actor, clock: Callable[[], datetime] = now) -> int:
    """Print what is left of a batch; how many labels that gave. A shipment without a label says why. Again goes on.

    A worker has the batch for `LEASE` from each label on: another one leaves it alone, and takes it over once the
    first has stopped working.

    Raises:
        BatchUnknown: this vendor has none of this id.
    """
    lease = _taken(public_id, at=clock())
    if lease is None:
        return 0
    printed = 0
    while item := lease.items.filter(done_at__isnull=True).select_related("fulfilment").first():
        at = clock()
        if not _still(lease, at=at):
            return printed
        problem = _printed(item.fulfilment.public_id, at=at, by=by)
        printed += not problem
        LabelBatchItem.objects.filter(pk=item.pk).update(done_at=at, problem=problem[:400])
    mine = LabelBatch.objects.filter(pk=lease.pk, leased_until=lease.leased_until)
    mine.update(finished_at=clock(), leased_until=None)
    return printed


def _taken(public_id: UUID, *, at: datetime) -> LabelBatch | None:
    """The batch, taken for a while; None while another has it, or once it is finished.

    Raises:
        BatchUnknown: this vendor has none of this id.
    """
    with transaction.atomic():
        batch = LabelBatch.objects.select_for_update().filter(public_id=public_id).first()
        if batch is None:
            raise BatchUnknown()
        if batch.finished_at is not None or (batch.leased_until is not None and batch.leased_until > at):
            return None
        batch.leased_until = at + LEASE
        batch.save(update_fields=["leased_until"])
        return batch


def _still(batch: LabelBatch, *, at: datetime) -> bool:
    """Have a batch for longer; whether nobody has taken it over meanwhile."""
    until = at + LEASE
    mine = LabelBatch.objects.filter(pk=batch.pk, leased_until=batch.leased_until)
    if not mine.update(leased_until=until):
        return False
    batch.leased_until = until
    return True


def _printed(public_id: UUID, *, at: datetime, by: Actor) -> str:
    """Print one label: "" or why there is none."""
    try:
        print_label(public_id, at=at, by=by)
    except MarketError as problem:
        return problem.text()
    return ""


@transaction_required
def reopen(public_id: UUID, *, at: datetime) -> None:
    """Let a batch be printed again where there were problems, which may be mended meanwhile, or go on where it stopped.

    Raises:
        BatchUnknown: this vendor has none of this id.
    """
    batch = LabelBatch.objects.select_for_update().filter(public_id=public_id).first()
    if batch is None:
        raise BatchUnknown()
    batch.items.exclude(problem="").update(problem="", done_at=None)
    batch.finished_at, batch.leased_until = None, max(batch.leased_until or at, at)
    batch.save(update_fields=["finished_at", "leased_until"])


def start(public_id: UUID, *, vendor_id: int, language: str, by: Actor) -> None:
    """Wake a worker for a batch whose transaction has committed; problems will be told in `language`."""
    current_app.tasks["shipping.print_batch"].delay(str(public_id), vendor_id=vendor_id, language=language, by=by.ref)
