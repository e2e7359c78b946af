"""Orders · goods that are sent once more, or instead of others, at no charge · vendor's schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from djmoney.money import Money

from apps.catalog import selectors as catalog
from apps.catalog.types import VariantSnapshot
from apps.common.addresses import PostalAddress
from apps.common.ids import new_id
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.orders.errors import VariantGone
from apps.orders.models import Order, OrderLine
from apps.orders.selectors import as_part_line
from apps.orders.types import COMPONENTS, OrderPart, OrderRef, PartLine
from apps.stock import operations as stock
from apps.stock.types import Demand

from .accepting import accept_part
from .rows import locked, noted

_HOLD = timedelta(minutes=15)


@dataclass(frozen=True)
class ReplacementPiece:
    """Pieces of a variant for those of a line that was sold; often the same variant."""

    variant_id: UUID
    sold_variant_id: UUID
    quantity: int


@transaction_required
def send_again(order_id: UUID, *, pieces: Sequence[ReplacementPiece], reason: str, at: datetime, by: Actor) -> OrderRef:
    """Order pieces at no charge that replace some of an order's; `reason` is the number of the return or claim.

    The pieces are taken from the shelf at once, from wherever they are, and go by the service of the first order. Each
    keeps the unit price of what it replaces: that is what customs is told it is worth.

    Raises:
        OrderUnknown: not this vendor's. VariantGone: a variant is not in the catalogue any more.
        InsufficientStock: there are not enough. Nothing is written.
    """
    order = locked(order_id)
    sold = {line.variant_id: line for line in OrderLine.objects.filter(order=order)}
    patterns = {one.variant_id: _pattern(sold[one.sold_variant_id], one.variant_id) for one in pieces}
    session_id = new_id()
    demands = [Demand(current_vendor_id(), one.variant_id, one.quantity) for one in pieces]
    held = stock.hold(demands, session_id=session_id, ship_to=order.country, expires_at=at + _HOLD, at=at)
    stock.allocate(session_id, at=at)
    lines = tuple(
        replace(
            patterns[holding.variant_id],
            quantity=holding.quantity,
            warehouse_id=holding.warehouse_id,
            warehouse_country=holding.warehouse_country,
        )
        for holding in held
    )
    ref = accept_part(_part(order, lines, session_id, at=at), at=at)
    noted(order, "replaced", by=by, occurred_at=at, at=at, data={"text": ref.number, "reason": reason})
    return ref


def _pattern(line: OrderLine, variant_id: UUID) -> PartLine:
    """A line that costs nothing, like the one that was sold, or of another version of its product."""
    nothing = Money(0, line.goods.currency)
    free: dict[str, Any] = dict.fromkeys(COMPONENTS, nothing)
    known = replace(as_part_line(line), variant_id=variant_id, quantity=0, cancelled=0, **free)
    if variant_id == line.variant_id:
        return known
    row = catalog.variants().filter(public_id=variant_id).first()
    if row is None:
        raise VariantGone()
    snapshot = next(
        one for one in catalog.product_snapshots([row.product.public_id])[0].variants if one.variant_id == variant_id
    )
    return replace(known, **described(snapshot))


def described(variant: VariantSnapshot) -> dict[str, Any]:
    """What a line says of the goods themselves, but for their title."""
    names = ("variant_id", "sku", "hs_code", "origin", "weight_g", "length_mm", "width_mm", "height_mm")
    return {"option_label": ", ".join(variant.options.values()), **{name: getattr(variant, name) for name in names}}


def _part(order: Order, lines: tuple[PartLine, ...], session_id: UUID, *, at: datetime) -> OrderPart:
    nothing = Money(0, order.currency)
    return OrderPart(
        purchase_id=order.purchase_id,
        purchase_number=order.purchase_number,
        session_id=session_id,
        placed_at=at,
        buyer_name=order.buyer_name,
        buyer_email=order.buyer_email,
        buyer_user_id=None,
        address=PostalAddress.from_json(order.address),
        ship_to=order.country,
        language=order.language,
        currency=order.currency,
        lines=lines,
        goods=nothing,
        shipping=nothing,
        duty=nothing,
        tax=nothing,
        fees=nothing,
        total=nothing,
        vendor_currency=order.vendor_currency,
        vendor_rate=order.vendor_rate,
        incoterm=order.incoterm,
        service_code=order.service_code,
        carrier_code=order.carrier_code,
        delivery_min_days=order.delivery_min_days,
        delivery_max_days=order.delivery_max_days,
        assessment={},
        replaces_id=order.public_id,
    )
