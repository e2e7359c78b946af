"""Fulfilment · the vendor's own vehicles · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput
from apps.common.transactions import transaction_required

from .. import selectors
from ..models import Vehicle


@transaction_required
def keep_vehicle(public_id: UUID | None, *, at: datetime, **facts: Any) -> UUID:
    """Add a kind of vehicle, or change one; its id. `facts` are its columns.

    Raises:
        VehicleUnknown: there is none of this id. InvalidInput: the shift ends before it begins.
    """
    row = selectors.vehicle(public_id) if public_id else Vehicle(created_at=at)
    for name, value in facts.items():
        setattr(row, name, value)
    if row.shift_until <= row.shift_from:
        raise InvalidInput(field="shift_until", problem=_("Let the shift end after it begins, on the same day."))
    row.save()
    return row.public_id
