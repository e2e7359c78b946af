"""Builders of tills: one that is open, a sale at it, and the till closed after it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from apps.common.types import Actor, ActorKind
from apps.tills import operations, selectors
from apps.tills.types import BasketLine, Cashier, EntryView, Means
from apps.warehouse import selectors as houses

SELLER = Actor(ActorKind.VENDOR, "till")
ADA = Cashier(uuid4(), "Ada")


def till(*, name: str = "Front", at: datetime) -> UUID:
    """A till in the entered vendor's first house."""
    with transaction.atomic():
        return operations.open_till(name=name, warehouse_code=houses.warehouses()[0].code, at=at)


def sell(
    till_id: UUID, *lines: tuple[UUID, int] | tuple[UUID, int, tuple[str, ...]], at: datetime, **facts: Any
) -> EntryView:
    """A sale of (variant, pieces, serial numbers), for cash where nothing else is said."""
    told: dict[str, Any] = {"key": uuid4(), "means": Means.CASH, "cashier": ADA, "language": "en", "by": SELLER} | facts
    with transaction.atomic():
        return operations.sell(till_id, [BasketLine(*line) for line in lines], at=at, **told)


def ids(variant_id: UUID, *, at: datetime) -> dict[str, UUID]:
    """What the addresses of the counter name: a till, a sale, and a closing of Ada's."""
    till_id = till(at=at)
    sale = sell(till_id, (variant_id, 1), at=at)
    count = selectors.count(till_id, ADA.ref)
    with transaction.atomic():
        closing = operations.close_till(till_id, counted=count.expected.amount, upto=count.upto, cashier=ADA, at=at)
    return {"till_id": till_id, "sale_id": sale.public_id, "closing_id": closing.public_id}


def counted(till_id: UUID) -> Decimal:
    """The cash that should lie in Ada's drawer."""
    return selectors.count(till_id, ADA.ref).expected.amount
