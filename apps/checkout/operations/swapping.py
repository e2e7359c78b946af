"""Checkout · another version of goods in place of the one that was ordered, with its money · public schema, and the
vendor's."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django_tenants.utils import tenant_context

from apps.checkout.errors import AgeNotConfirmed, MayNotBeSold, NothingLeft, NotOffered
from apps.checkout.models import PurchasePart
from apps.checkout.rules import reassessing
from apps.checkout.rules.cancelling import price_of
from apps.checkout.selectors import refunds as reads
from apps.checkout.types import QuotedConsignment, QuotedVendor
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundWish
from apps.common.money import from_minor
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.discovery import selectors as discovery
from apps.orders import operations as orders
from apps.orders import selectors as order_reads
from apps.orders.errors import OrderStale, VersionDearer
from apps.orders.types import OrderView, Swapped
from apps.tariffs import selectors as tariffs
from apps.tariffs.types import Assessment

from .refunds import lock_purchase, refund
from .timeline import record_case_news


@transaction_required
def swap_line(
    order_id: UUID,
    *,
    place: int,
    variant_id: UUID,
    expected_version: int | None = None,
    vendor_id: int | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Send another version of a line's goods that costs as much or less; what it costs less goes back, with the duty
    and tax on that.

    Where customs looks at it otherwise, by its code, origin or weight, the consignment is assessed anew by the rules of
    the day of the sale: it is declared so, and what is owed less goes back.

    Raises:
        NotFound: there is no such order, or it is another vendor's. OrderStale: it has changed since it was looked at.
        NotCaptured, PaidElsewhere, RefundHeld: the money cannot go back now.
        NotOffered, MayNotBeSold, AgeNotConfirmed: it is not sold to where the order goes, or not to everybody there.
        VersionDearer: any duty, tax or fee of it would be higher. DatumMissing: nobody can say what it owes.
        And as orders.operations.swap_line does. Nothing is written.
    """
    part = reads.part_of_order(order_id, vendor_id=vendor_id)
    lock_purchase(order_id)
    with tenant_context(part.vendor):
        order = order_reads.order(order_id)
        if expected_version not in (None, order.row.version):
            raise OrderStale()
        swapped = orders.swap_line(order_id, place=place, variant_id=variant_id, at=at, by=by)
        lower, resold = _reassessed(part, order, place)
        country = order.row.country
    _require_sold_there(part, order.lines[place].variant_id, swapped, country=country, at=at)
    old, version = order.lines[place], order.row.version
    _remember(part, place, swapped)
    _give_back(part, place, swapped, key=f"swap:{version}", at=at, by=by)
    _give_charges_back(part, lower, resold, note=swapped.sku, key=f"charges:{version}", at=at, by=by)
    record_case_news(
        "orders.swapped",
        order_id=order_id,
        source=by.kind.value,
        occurred_at=at,
        data={"text": f"{swapped.pieces} × {old.title}: {old.option_label or old.sku} → "
                      f"{swapped.option_label or swapped.sku}"},
        key=f"swap:{order_id}:{version}",
        at=at,
    )  # fmt: skip


def _require_sold_there(part: PurchasePart, old_id: UUID, swapped: Swapped, *, country: str, at: datetime) -> None:
    """Hold a version against the rules of the country that the order goes to, as adding it to a cart does."""
    on, new_id = at.date(), swapped.variant_id
    offers = discovery.offers({old_id, new_id}, market=part.purchase.market)
    if new_id not in offers:
        raise NotOffered(new_id)
    if found := offers[new_id].blocked(country, on=on, pieces=swapped.pieces):
        raise MayNotBeSold(new_id, reason=found[0].text, rules=tuple(one.rule_id for one in found))
    age = offers[new_id].minimum_age(country, on=on)
    if age > (offers[old_id].minimum_age(country, on=on) if old_id in offers else 0):
        raise AgeNotConfirmed(age=age)


def _reassessed(
    part: PurchasePart, before: OrderView, place: int
) -> tuple[reassessing.Shares, QuotedConsignment | None]:
    """What is left of the charges of an order's lines since another version is sent at a place, and as what its house's
    goods are sold now; the order keeps it.
    """
    now = order_reads.order(part.order_id)
    if reassessing.is_alike(before.lines[place], now.lines[place]):
        return {}, None
    first = 0
    for one in QuotedVendor.from_json(part.frozen).consignments:
        end = first + len(one.lines)
        if first <= place < end and one.asked:
            old, new = (reassessing.Sending(one, first, order.lines[first:end]) for order in (before, now))
            as_of = Assessment.from_json(one.assessment).as_of
            was, found = (tariffs.assess(sending.asked, as_of=as_of) for sending in (old, new))
            lower = reassessing.shares(old.charged(was), new.charged(found))
            if lower is None or found.on_arrival > was.on_arrival:
                raise VersionDearer()
            by_variant = {now.lines[each].variant_id: shares for each, shares in lower.items()}
            orders.reassess(part.order_id, found, house=one.warehouse_id, lower=by_variant)
            return lower, new.sold_as(found)
        first = end
    return {}, None


def _remember(part: PurchasePart, place: int, swapped: Swapped) -> None:
    """Have the purchase's page show what is sent; its prices stay those of the sale."""
    shown = {"variant_id": str(swapped.variant_id), "sku": swapped.sku, "option_label": swapped.option_label}
    known = PurchasePart.objects.select_for_update().get(pk=part.pk)
    known.swapped = {**known.swapped, str(place): shown}
    known.save(update_fields=["swapped"])


def _give_back(part: PurchasePart, place: int, swapped: Swapped, *, key: str, at: datetime, by: Actor) -> None:
    cells = reads.state_of(part).left.lines[place]
    units = price_of(cells, pieces=swapped.pieces, share=swapped.less)
    if not units:
        return
    wish = RefundWish(
        RefundKind.AMOUNT,
        RefundReason.CANCELLED,
        lines={place: swapped.pieces},
        amount=from_minor(units, part.purchase.currency),
        note=swapped.sku,
    )
    with suppress(NothingLeft):
        refund(part.order_id, wish=wish, key=key, by=by, at=at)


def _give_charges_back(
    part: PurchasePart,
    lower: reassessing.Shares,
    resold: QuotedConsignment | None,
    *,
    note: str,
    key: str,
    at: datetime,
    by: Actor,
) -> None:
    if not lower:
        return
    charges = reassessing.given_back(reads.state_of(part).left.lines, lower)
    wish = RefundWish(RefundKind.AMOUNT, RefundReason.CANCELLED, charges=charges, note=note, resold=resold)
    with suppress(NothingLeft):
        refund(part.order_id, wish=wish, key=key, by=by, at=at)
