"""Orders · reads for the vendor's pages · vendor's schema."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Q, QuerySet, Sum
from djmoney.money import Money

from apps.catalog.selectors.versions import versions
from apps.common.addresses import PostalAddress
from apps.common.money import rounded
from apps.common.types import ActorKind
from apps.registrations.types import Accounting, Business
from apps.shipping import selectors as shipping

from . import rules
from .errors import OrderUnknown
from .models import Order, OrderEvent, OrderLine
from .types import (
    LineToSwap,
    OrderRef,
    OrderRow,
    OrderStatus,
    OrderView,
    OtherVersion,
    PartLine,
    TimelineEntry,
    step_rank,
)


def recent(
    *, status: str = "", search: str = "", before: int | None = None, limit: int = 30
) -> tuple[list[OrderRow], int | None]:
    """Orders, newest first, and the key of the next page; one query.

    `search` finds an order or purchase number, a buyer's name or address of mail.
    """
    rows = search_orders(orders(), search)
    if status:
        rows = rows.filter(status=status)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: limit + 1])
    more = found[limit - 1].pk if len(found) > limit else None
    return [as_row(order) for order in found[:limit]], more


def orders() -> QuerySet[Order]:
    """Every order of the vendor, newest first, for lists that narrow and cut them."""
    return Order.objects.order_by("-pk")


def unconfirmed(order_ids: Collection[UUID]) -> set[UUID]:
    """Those of these orders that the vendor has not confirmed yet. One query."""
    rows = Order.objects.filter(public_id__in=order_ids, status=OrderStatus.PLACED)
    return set(rows.values_list("public_id", flat=True))


def search_orders(rows: QuerySet[Order], text: str) -> QuerySet[Order]:
    """Those with this in their number, their purchase's number, their buyer's name or address of mail."""
    if not text:
        return rows
    return rows.filter(
        Q(number__icontains=text)
        | Q(purchase_number__icontains=text)
        | Q(buyer_name__icontains=text)
        | Q(buyer_email__icontains=text)
    )


def counts() -> dict[str, int]:
    """How many orders stand where; one query."""
    return dict(Order.objects.order_by().values_list("status").annotate(Count("pk")))


def order(public_id: UUID) -> OrderView:
    """An order with its lines, fulfilments and timeline: seven queries, however many lines.

    Raises:
        OrderUnknown: this vendor has none of this id.
    """
    found = Order.objects.filter(public_id=public_id).first()
    if found is None:
        raise OrderUnknown()
    return OrderView(
        row=as_row(found),
        purchase_number=found.purchase_number,
        buyer_email=found.buyer_email,
        address=PostalAddress.from_json(found.address),
        incoterm=found.incoterm,
        vendor_goods=rounded(Money(found.goods.amount * found.vendor_rate, found.vendor_currency)),
        goods=found.goods,
        shipping=found.shipping,
        duty=found.duty,
        tax=found.tax,
        fees=found.fees,
        delivery_days=(found.delivery_min_days, found.delivery_max_days),
        lines=tuple(as_part_line(line) for line in OrderLine.objects.filter(order=found)),
        fulfilments=tuple(shipping.for_orders([found.public_id]).get(found.public_id, ())),
        timeline=tuple(
            TimelineEntry(entry.code, entry.actor_kind, entry.occurred_at, entry.data)
            for entry in sorted(OrderEvent.objects.filter(order=found), key=_by_cause)
        ),
        events=tuple(
            event for event in rules.ORDER.events(OrderStatus(found.status)) if not found.is_held or event == "cancel"
        ),
        accounting=_accounting(found),
        business=Business.from_json(found.assessment["business"]) if found.assessment.get("business") else None,
        replaces=_replaced(found) if found.replaces_id else None,
        note=found.note,
        gift_message=found.gift_message,
        routing=found.assessment.get("routing", {}),
    )


def _by_cause(entry: OrderEvent) -> tuple[datetime, int, int]:
    return entry.occurred_at, step_rank(entry.code), entry.pk


def to_swap(order: OrderView, kind: ActorKind, *, language: str) -> tuple[LineToSwap, ...]:
    """The lines of an order for which another version can be sent, by its buyer or by others. Some queries a line."""
    if order.row.is_held:
        return ()
    found = []
    for one in order.to_cancel(kind):
        line = order.lines[one.place]
        known = versions(line.variant_id, currency=order.vendor_goods.currency.code, language=language)
        given = known.get(line.variant_id)
        there = {each.variant_id for each in order.lines if each.warehouse_id == line.warehouse_id}
        others = tuple(
            OtherVersion(each.variant_id, each.title, 1 - each.price.amount / given.price.amount)
            for each in known.values()
            if given is not None and each.variant_id not in there and each.price.amount <= given.price.amount
        )
        if others:
            found.append(LineToSwap(one.place, one.title, one.option_label, one.left, others))
    return tuple(found)


def purchase_of(public_id: UUID) -> UUID:
    """The purchase that an order of this vendor is a part of, or replaces goods of.

    Raises:
        OrderUnknown: this vendor has none of this id.
    """
    found = Order.objects.filter(public_id=public_id).values_list("purchase_id", flat=True).first()
    if found is None:
        raise OrderUnknown()
    return UUID(str(found))


def is_replacement(public_id: UUID) -> bool:
    """Whether an order of this vendor sends goods in place of another's."""
    return Order.objects.filter(public_id=public_id, replaces_id__isnull=False).exists()


def is_to_confirm(public_id: UUID) -> bool:
    """Whether an order of this vendor is new, and nobody of the marketplace looks at it."""
    waiting = Order.objects.filter(status=OrderStatus.PLACED, held_at=None, screening_held_at=None)
    return waiting.filter(public_id=public_id).exists()


def vendor_rate_of(public_id: UUID) -> tuple[Decimal, str]:
    """Units of the vendor's currency for one of the charge currency, as locked at the sale, and the vendor's currency.

    Raises:
        OrderUnknown: this vendor has none of this id.
    """
    found = Order.objects.filter(public_id=public_id).values_list("vendor_rate", "vendor_currency").first()
    if found is None:
        raise OrderUnknown()
    return found[0], str(found[1])


def _replaced(order: Order) -> OrderRef | None:
    first = Order.objects.filter(public_id=order.replaces_id).values_list("public_id", "number").first()
    return OrderRef(*first) if first else None


def _accounting(order: Order) -> tuple[Accounting, ...]:
    """Who accounts for an order's tax, each rule once; nobody in orders of before it was kept."""
    kept = (row for one in order.assessment.get("consignments", ()) for row in one.get("accounting", ()))
    return tuple(dict.fromkeys(Accounting.from_json(row) for row in kept))


def as_row(order: Order) -> OrderRow:
    """An order as a line of a list."""
    return OrderRow(
        public_id=order.public_id,
        number=order.number,
        version=order.version,
        status=order.status,
        placed_at=order.placed_at,
        buyer_name=order.buyer_name,
        country=order.country,
        total=order.total,
        piece_count=order.piece_count,
        service_code=order.service_code,
        is_held=order.is_held,
    )


def as_part_line(line: OrderLine) -> PartLine:
    """A line as a value, as it was ordered."""
    return PartLine(
        variant_id=line.variant_id,
        sku=line.sku,
        title=line.title,
        option_label=line.option_label,
        quantity=line.quantity,
        unit_price=line.unit_price,
        goods=line.goods,
        shipping=line.shipping,
        duty=line.duty,
        tax=line.tax,
        fees=line.fees,
        hs_code=line.hs_code,
        origin=line.origin,
        weight_g=line.weight_g,
        length_mm=line.length_mm,
        width_mm=line.width_mm,
        height_mm=line.height_mm,
        warehouse_id=line.warehouse_id,
        warehouse_country=line.warehouse_country,
        cancelled=line.cancelled,
    )


def lines_of(order_ids: Collection[UUID]) -> dict[UUID, list[PartLine]]:
    """The lines of orders, in their order's own order. One query."""
    found: dict[UUID, list[PartLine]] = {}
    for line in OrderLine.objects.filter(order__public_id__in=list(order_ids)).select_related("order").order_by("pk"):
        found.setdefault(line.order.public_id, []).append(as_part_line(line))
    return found


def past_goods(purchase_ids: Collection[UUID]) -> dict[str, Decimal]:
    """Σ quantity × unit price of these purchases' lines, unrounded, by country of delivery. One query."""
    exact = DecimalField(max_digits=28, decimal_places=4)
    worth = ExpressionWrapper(F("quantity") * F("unit_price"), output_field=exact)
    own = OrderLine.objects.filter(order__purchase_id__in=list(purchase_ids), order__replaces_id=None)
    rows = own.order_by().values_list("order__country")
    return dict(rows.annotate(worth=Sum(worth)))


def past_returns(purchase_ids: Collection[UUID]) -> dict[str, Decimal]:
    """Σ quantity × unit price of what came back of these purchases, unrounded, by country of delivery. One query."""
    rows = OrderEvent.objects.filter(order__purchase_id__in=list(purchase_ids), code="returned", data__has_key="lines")
    totals: dict[str, Decimal] = {}
    for country, data in rows.order_by().values_list("order__country", "data"):
        worth = sum((line["quantity"] * Decimal(line["amount"]) for line in data["lines"]), Decimal(0))
        totals[country] = totals.get(country, Decimal(0)) + worth
    return totals
