"""Shipping · a fulfilment whose order changes before its label is printed · vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from djmoney.money import Money

from apps.common.addresses import PostalAddress
from apps.common.transactions import transaction_required

from .. import rules, selectors
from ..errors import LabelPrinted
from ..models import Fulfilment, FulfilmentLine
from ..types import FulfilmentStatus
from .packing import plan_for, put_into

_OPEN = (FulfilmentStatus.PENDING, FulfilmentStatus.PACKED)
_UNIT = Decimal("0.0001")


@transaction_required
def send_less(order_id: UUID, *, pieces: Mapping[tuple[UUID, UUID], int], at: datetime) -> None:
    """Take so many pieces of each (variant, warehouse) out of an order's fulfilments; what sends nothing is cancelled.

    The value for customs goes down in proportion. What was packed lies in the planned boxes of what is left, until it
    is packed again.

    Raises:
        LabelPrinted: a label of these pieces is printed. Nothing changes.
    """
    for row in _locked(order_id, {house for _variant, house in pieces}):
        lines = list(row.lines.all())
        for line in lines:
            less = pieces.get((line.variant_id, row.warehouse_id), 0)
            if less:
                _lessen(line, less)
        left = [line for line in lines if line.quantity]
        if not left:
            row.status = rules.FULFILMENT.next(FulfilmentStatus(row.status), "cancel")
        elif row.status == FulfilmentStatus.PACKED:
            put_into(row, plan_for([selectors.as_draft(line) for line in left]))
        row.version += 1
        row.save(update_fields=["status", "version"])


@transaction_required
def send_other(order_id: UUID, *, shelf: tuple[UUID, UUID], goods: Mapping[str, Any], less: Decimal) -> None:
    """Send other goods in place of those of a shelf (variant, warehouse), as many; `goods` are their columns.

    They are worth so much less to customs, as a fraction. What was packed is planned anew, until it is packed again.

    Raises:
        LabelPrinted: a label of these pieces is printed. Nothing changes.
    """
    variant_id, house = shelf
    names = [field.name for field in FulfilmentLine._meta.concrete_fields if field.name in goods]
    for row in _locked(order_id, {house}):
        lines = list(row.lines.all())
        for line in lines:
            if line.variant_id == variant_id:
                for name in names:
                    setattr(line, name, goods[name])
                worth = (line.value.amount * (1 - less)).quantize(_UNIT, rounding=ROUND_HALF_UP)
                line.value = Money(worth, line.value.currency)
                line.save(update_fields=[*names, "value"])
        if row.status == FulfilmentStatus.PACKED:
            put_into(row, plan_for([selectors.as_draft(line) for line in lines]))
        row.version += 1
        row.save(update_fields=["version"])


@transaction_required
def send_elsewhere(order_id: UUID, *, recipient: PostalAddress) -> None:
    """Have an order's fulfilments go to another address of the same country.

    Raises:
        LabelPrinted: a label with the old one is printed. Nothing changes.
    """
    for row in _locked(order_id):
        row.recipient = recipient.as_json()
        row.version += 1
        row.save(update_fields=["recipient", "version"])


def _locked(order_id: UUID, houses: set[UUID] | None = None) -> list[Fulfilment]:
    """The fulfilments of these houses, or of all, that still send something, locked.

    Raises:
        LabelPrinted: the label of one is printed, or it has left.
    """
    rows = Fulfilment.objects.select_for_update().filter(order_id=order_id).order_by("pk")
    alive = [row for row in rows if row.status != FulfilmentStatus.CANCELLED]
    found = [row for row in alive if houses is None or row.warehouse_id in houses]
    if any(row.status not in _OPEN for row in found):
        raise LabelPrinted()
    return found


def _lessen(line: FulfilmentLine, less: int) -> None:
    left = max(line.quantity - less, 0)
    if not left:
        line.quantity = 0
        line.delete()
        return
    worth = (line.value.amount * left / line.quantity).quantize(_UNIT, rounding=ROUND_HALF_UP)
    line.value = Money(worth, line.value.currency)
    line.quantity = left
    line.save(update_fields=["quantity", "value"])
