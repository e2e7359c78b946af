"""Fulfilment · cartons · vendor's schema."""

from __future__ import annotations

from uuid import UUID

from ..errors import CartonUnknown
from ..models import Carton
from ..types import CartonDraft


def cartons() -> tuple[Carton, ...]:
    """All cartons, the smallest first. One query."""
    return tuple(sorted(Carton.objects.all(), key=lambda row: row.length_mm * row.width_mm * row.height_mm))


def carton(public_id: UUID) -> Carton:
    """One carton.

    Raises:
        CartonUnknown: there is none of this id.
    """
    row = Carton.objects.filter(public_id=public_id).first()
    if row is None:
        raise CartonUnknown()
    return row


def as_draft(row: Carton) -> CartonDraft:
    """A carton as a value."""
    return CartonDraft(
        code=row.code,
        length_mm=row.length_mm,
        width_mm=row.width_mm,
        height_mm=row.height_mm,
        wall_mm=row.wall_mm,
        tare_g=row.tare_g,
        most_weight_g=row.most_weight_g,
        cost=row.cost,
        is_active=row.is_active,
    )
