"""Warehouse · goods between two houses · vendor's schema."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import QuerySet, Sum

from ..errors import TransferMissing
from ..models import Transfer, TransferLine
from ..types import TransferInfo, TransferLineInfo, TransferState


def transfers(*, state: str = "", limit: int = 100) -> tuple[TransferInfo, ...]:
    """Transfers, newest first, of one state or all. Two queries."""
    rows = transfer_rows()
    return tuple(as_transfer(row) for row in (rows.filter(state=state) if state else rows)[:limit])


def transfer_rows() -> QuerySet[Transfer]:
    """Every transfer with its houses and lines, newest first, for lists that narrow and cut them."""
    return Transfer.objects.select_related("source", "target").prefetch_related("lines__lot").order_by("-pk")


def transfer(public_id: UUID) -> TransferInfo:
    """One transfer. Three queries.

    Raises:
        TransferMissing: the vendor has none of this id.
    """
    row = transfer_rows().filter(public_id=public_id).first()
    if row is None:
        raise TransferMissing()
    return as_transfer(row)


def overdue(*, today: date) -> tuple[TransferInfo, ...]:
    """Transfers that should have arrived before today. Two queries."""
    rows = transfer_rows().filter(state=TransferState.SENT, expected_on__lt=today)
    return tuple(as_transfer(row) for row in rows)


def in_transit(variant_ids: Collection[UUID]) -> dict[UUID, int]:
    """Pieces of these variants on their way between two houses. One query."""
    rows = TransferLine.objects.filter(transfer__state=TransferState.SENT, variant_id__in=list(variant_ids)).order_by()
    return dict(rows.values_list("variant_id").annotate(pieces=Sum("quantity")))


def as_transfer(row: Transfer) -> TransferInfo:
    """The value that others hold of a transfer."""
    return TransferInfo(
        public_id=row.public_id,
        source=row.source.code,
        target=row.target.code,
        state=row.state,
        note=row.note,
        basis=row.basis,
        expected_on=row.expected_on,
        created_at=row.created_at,
        sent_at=row.sent_at,
        received_at=row.received_at,
        lines=tuple(
            TransferLineInfo(
                line.pk, line.variant_id, line.lot.number if line.lot else "", line.quantity, line.received,
                line.settlement,
            )
            for line in row.lines.all()
        ),
        leaves_bond=row.source.is_bonded and not row.target.is_bonded,
    )  # fmt: skip
