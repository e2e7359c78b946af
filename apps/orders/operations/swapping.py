"""Orders · another version of the goods in place of the one that was ordered · vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.catalog.selectors.versions import Version, versions
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import Actor, ActorKind
from apps.orders import rules
from apps.orders.errors import (
    PiecesNotThere,
    UnderReview,
    VersionDearer,
    VersionSoldOut,
    VersionTaken,
    VersionUnknown,
    WholeOnly,
)
from apps.orders.events import OrderChanged
from apps.orders.models import Order, OrderLine
from apps.orders.types import Swapped
from apps.outbox import operations as outbox
from apps.shipping.operations import lessening as fulfilments
from apps.stock import operations as stock
from apps.stock.types import Holding
from apps.tariffs.types import Assessment

from .lessening import require_unpacked
from .replacing import described
from .rows import facts, locked_open, noted


@transaction_required
def swap_line(order_id: UUID, *, place: int, variant_id: UUID, at: datetime, by: Actor) -> Swapped:
    """Send another version of the product for all pieces of a line (by its place, from 0) that are still to be sent.

    It comes out of the same house: the shelf gives it at once and has the other back, the parcel is planned anew, and
    customs is told of it. What the line was sold for stays; the timeline keeps the old version. A version that costs
    less lessens what the goods are worth to customs; its money, and what it owes otherwise, are not ours: see
    checkout.operations.swap_line.

    Raises:
        OrderUnknown: not this vendor's. VersionUnknown: no such line, or no other version on sale.
        VersionDearer, VersionTaken, VersionSoldOut: it costs more, is in the order already, or is not there.
        PiecesNotThere: all of the line was called off.
        TooLateToChange, UnderReview, BeingPacked, LabelPrinted, WholeOnly: it has left, is looked at, packed or
            labelled, or replaces other goods. Nothing is written.
    """
    order = locked_open(order_id)
    if order.replaces_id is not None:
        raise WholeOnly()
    if order.is_held:
        raise UnderReview()
    lines = list(OrderLine.objects.select_for_update().filter(order=order))
    line = _line(lines, place)
    if by.kind == ActorKind.BUYER:
        require_unpacked(order, {line.warehouse_id})
    given, wanted = _versions(order, line, variant_id)
    house = line.warehouse_id
    if any(one.variant_id == variant_id and one.warehouse_id == house for one in lines):
        raise VersionTaken()
    pieces = line.quantity - line.cancelled
    before = {"sku": line.sku, "title": line.title, "option_label": line.option_label}
    goods = described(wanted.snapshot)
    less = 1 - wanted.price.amount / given.price.amount
    fulfilments.send_other(order_id, shelf=(line.variant_id, house), goods=goods, less=less)
    instead = Holding(current_vendor_id(), variant_id, house, line.warehouse_country, pieces)
    if not stock.swap_pieces(order.session_id, given=line.variant_id, instead=instead, at=at):
        raise VersionSoldOut()
    order.assessment = rules.assessed_as(
        order.assessment, str(line.variant_id), str(variant_id), house=str(house), less=less
    )
    for name, value in goods.items():
        setattr(line, name, value)
    line.save(update_fields=list(goods))
    order.version += 1
    order.save(update_fields=["assessment", "version"])
    data = {"before": before, "sku": line.sku, "title": line.title, "quantity": pieces}
    noted(order, "swapped", by=by, occurred_at=at, at=at, data=data)
    outbox.emit(OrderChanged(**facts(order), occurred_at=at, what="goods"), by=by, at=at)
    return Swapped(variant_id, line.sku, line.option_label, pieces, less)


@transaction_required
def reassess(order_id: UUID, found: Assessment, *, house: UUID, lower: Mapping[UUID, Mapping[str, Decimal]]) -> None:
    """Have what a house sends declared as it was assessed anew, at the prices of the sale; `lower` says by variant what
    of its duty, tax and fees is left, as fractions.

    Raises:
        OrderUnknown, TooLateToChange: not this vendor's, or it has left the house. Nothing is written.
    """
    order = locked_open(order_id)
    by_variant = {str(variant): shares for variant, shares in lower.items()}
    order.assessment = rules.reassessed(order.assessment, found, house=str(house), lower=by_variant)
    order.save(update_fields=["assessment"])


def _line(lines: list[OrderLine], place: int) -> OrderLine:
    if not 0 <= place < len(lines):
        raise VersionUnknown(field="line")
    line = lines[place]
    if line.cancelled == line.quantity:
        raise PiecesNotThere(field="line", left=0)
    return line


def _versions(order: Order, line: OrderLine, variant_id: UUID) -> tuple[Version, Version]:
    """The version that was ordered and the one that is wanted, at today's prices."""
    known: dict[UUID, Any] = versions(line.variant_id, currency=order.vendor_currency, language=order.language)
    given, wanted = known.get(line.variant_id), known.get(variant_id)
    if given is None or wanted is None or given is wanted:
        raise VersionUnknown()
    if wanted.price.amount > given.price.amount:
        raise VersionDearer()
    return given, wanted
