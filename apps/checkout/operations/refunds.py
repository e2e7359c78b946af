"""Checkout · giving money back, of one vendor's order · public schema, and the vendor's for stock and timeline.

One path for all of it: cancelled orders, returned pieces, amounts, shipping, goodwill
and chargebacks. What goes back is allocated over what is left, booked, and then asked of
the payment provider; a large refund is only written down until another person agrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Sum
from django_tenants.utils import tenant_context
from djmoney.money import Money

from apps.checkout.errors import CreditNeedsAccount, RefundDecided, RefundForbidden, SamePerson
from apps.checkout.events import RefundMade
from apps.checkout.models import Purchase, PurchaseEvent, PurchasePart, Refund
from apps.checkout.rules import refunds as rules
from apps.checkout.selectors import numbers, reach
from apps.checkout.selectors import refunds as reads
from apps.checkout.types import QuotedVendor
from apps.checkout.types.refunds import Funder, RefundKind, RefundStatus, RefundView, RefundWish, Taken
from apps.common.errors import NotFound
from apps.common.money import as_wire, from_minor, to_minor
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor, ActorKind
from apps.credits import operations as credits
from apps.ledger import operations as ledger
from apps.ledger.errors import NothingToPost
from apps.orders import operations as orders
from apps.outbox import operations as outbox
from apps.payments import operations as payments
from apps.payments import selectors as intents
from apps.shipping import selectors as shipping
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as houses

_SOURCE = {ActorKind.STAFF: "staff", ActorKind.VENDOR: "vendor"}
# What a vendor may give by itself; goodwill only at its own cost.
_OF_VENDORS = (RefundKind.WHOLE, RefundKind.LINES, RefundKind.AMOUNT, RefundKind.SHIPPING, RefundKind.GOODWILL)


@transaction_required
def refund(
    order_id: UUID,
    *,
    wish: RefundWish,
    key: str,
    by: Actor = SYSTEM,
    made_by: int | None = None,
    vendor_id: int | None = None,
    at: datetime,
) -> RefundView:
    """Give money of one order back. The same `key` for the same order gives once, and answers the same.

    `made_by` is the person's key, None where no person asked; `vendor_id` narrows to one
    vendor's orders and to what a vendor may give. Over a limit it waits for another person.

    Raises:
        NotFound: there is no such order, or it is another vendor's. RefundForbidden: not a vendor's to give.
        CreditNeedsAccount: store credit is asked for, and the buyer is a guest.
        NotCaptured, PaidElsewhere: the payment cannot be given back. RefundHeld: not now, or not so much.
        NothingLeft, RefundTooMuch, RefundAmountUnusable, LineUnknown: see rules.refunds.take.
        WhichCameBack, InvalidInput: see selectors.numbers.which_back. Nothing is written.
    """
    part = _locked(order_id, vendor_id=vendor_id)
    whole_key = f"{order_id}:{key}"[:120]
    known = Refund.objects.filter(key=whole_key).first()
    if known is not None:
        return reads.refund(known.public_id)
    if vendor_id is not None:
        _require_vendors_own(wish)
    reads.require_reachable(part)
    state = reads.state_of(part)
    taken = rules.take(wish, state.left, state.frozen)
    if wish.kind is not RefundKind.CHARGEBACK:
        reach.require_within_reach(part, taken.paid)
    reads.require_account(part, wish)
    amount = from_minor(taken.paid, state.frozen.totals.currency)
    credited = reads.credited_of(part, amount, to_credit=wish.to_credit, kind=wish.kind)
    waits = reads.needs_second_person(part, amount, made_by=made_by)
    serials = numbers.which_back(part, state.frozen, taken, wish)
    row = Refund.objects.create(
        part=part,
        key=whole_key,
        kind=wish.kind,
        reason=wish.reason,
        status=RefundStatus.WAITING if waits else RefundStatus.REQUESTED,
        currency=amount.currency.code,
        amount=amount.amount,
        taken=taken.as_json(),
        resold=wish.resold.as_json() if wish.resold else None,
        funder=wish.funder,
        restock=wish.restock,
        serials=serials,
        to_credit=wish.to_credit,
        note=wish.note,
        made_by_id=made_by,
        requested_at=at,
    )
    if not waits:
        _carry_out(row, part, state.frozen, taken, credited=credited, by=by, at=at)
    return reads.refund(row.public_id)


@transaction_required
def approve_refund(public_id: UUID, *, by: int, at: datetime) -> RefundView:
    """Carry a refund out that waited for a second person; `by` is that person's key.

    Raises:
        RefundDecided: it does not wait any more. SamePerson: it was asked for by the same one.
        RefundHeld: the provider would not pay it now. It waits on.
    """
    row, part = _waiting(public_id, by=by)
    amount = _money(row.amount, row.currency)
    reach.require_within_reach(part, to_minor(amount))
    credited = reads.credited_of(part, amount, to_credit=row.to_credit, kind=RefundKind(row.kind))
    row.checked_by_id, row.checked_at, row.status = by, at, RefundStatus.REQUESTED
    row.save(update_fields=["checked_by", "checked_at", "status"])
    frozen = QuotedVendor.from_json(part.frozen)
    taken, staff = Taken.from_json(row.taken), Actor(ActorKind.STAFF)
    _carry_out(row, part, frozen, taken, credited=credited, by=staff, at=at)
    return reads.refund(public_id)


@transaction_required
def decline_refund(public_id: UUID, *, by: int, at: datetime) -> RefundView:
    """Say no to a refund that waited; what it would have given is left again. Who asked for it may do so too.

    Raises:
        RefundDecided: it does not wait any more.
    """
    row, _ = _waiting(public_id, by=None)
    row.status, row.settled_at = RefundStatus.DECLINED, at
    if row.made_by_id != by:
        row.checked_by_id, row.checked_at = by, at
    row.save(update_fields=["status", "settled_at", "checked_by", "checked_at"])
    return reads.refund(public_id)


def _require_vendors_own(wish: RefundWish) -> None:
    """A seller gives its own money, and gives it back as money: store credit is for buyers to ask for, of staff."""
    if (
        wish.to_credit
        or wish.kind not in _OF_VENDORS
        or (wish.kind is RefundKind.GOODWILL and wish.funder is not Funder.VENDOR)
    ):
        raise RefundForbidden()


def _locked(order_id: UUID, *, vendor_id: int | None) -> PurchasePart:
    """The part, locked after its purchase: refunds of one payment go one after the other."""
    part = reads.part_of_order(order_id, vendor_id=vendor_id)
    lock_purchase(order_id)
    return PurchasePart.objects.select_for_update(of=("self",)).select_related("purchase", "vendor").get(pk=part.pk)


def lock_purchase(order_id: UUID) -> None:
    """Lock the purchase that an order is a part of. Whoever changes what was refunded does so before the part.

    Rows that point to the purchase can be written meanwhile: news of its parcels hold the part and look at it last.
    """
    list(
        Purchase.objects.select_for_update(of=("self",), no_key=True).filter(parts__order_id=order_id).values_list("pk")
    )


def _waiting(public_id: UUID, *, by: int | None) -> tuple[Refund, PurchasePart]:
    found = Refund.objects.select_related("part").filter(public_id=public_id).first()
    if found is None:
        raise NotFound()
    part = _locked(found.part.order_id, vendor_id=None)
    row = Refund.objects.select_for_update().get(pk=found.pk)
    if row.status != RefundStatus.WAITING:
        raise RefundDecided()
    if by is not None and row.made_by_id == by:
        raise SamePerson()
    return row, part


def _carry_out(
    row: Refund,
    part: PurchasePart,
    frozen: QuotedVendor,
    taken: Taken,
    *,
    credited: Money,
    by: Actor,
    at: datetime,
) -> None:
    """Book a refund, ask the provider to pay, and tell whom it concerns."""
    with suppress(NothingToPost):  # goods that cost less than a coin
        ledger.post(reads.entry_of(part, frozen, taken, refund_id=row.public_id), at=at)
    amount = _money(row.amount, row.currency)
    if row.kind == RefundKind.CHARGEBACK:
        row.status, row.settled_at = RefundStatus.PAID, at
    else:
        _credit(row, part, credited, at=at)
        _tender(row, part, at=at)
    row.save(update_fields=["operation_id", "tendered", "credited", "status", "settled_at"])
    part.refunded += row.amount
    part.updated_at = at
    part.save(update_fields=["refunded", "updated_at"])
    _tell(row, part, amount, by=by, at=at)
    facts: Mapping[str, Any] = {"refund": str(row.public_id), "reason": row.reason, **as_wire(amount)}
    with tenant_context(part.vendor):
        orders.note(part.order_id, code="refunded", occurred_at=at, at=at, by=by, data=facts)
        if row.restock:
            _restock(row, part, frozen, taken, by=by, at=at)


def _credit(row: Refund, part: PurchasePart, credited: Money, *, at: datetime) -> None:
    """Give back what goes to gift cards and store credit: to those that paid first, the rest to the buyer's own."""
    if not credited.amount:
        return
    purchase, key = part.purchase, str(row.public_id)
    rest = credited
    if purchase.credit:
        rest = credits.give_back(purchase.public_id, credited, key=key, at=at)
    if rest.amount:
        if purchase.user_id is None:
            raise CreditNeedsAccount()
        credits.refund_as_credit(purchase.user_id, rest, purchase_id=purchase.public_id, key=key, at=at)
    row.credited = credited.amount
    row.save(update_fields=["credited"])


def _tender(row: Refund, part: PurchasePart, *, at: datetime) -> None:
    """Ask the provider for all that the purchase's buyer is owed by now and was not asked for, in coins it can pay.

    So fractions that a provider cannot pay are never lost: the last refund brings them. What was released untaken of
    the payment the buyer has never paid: the first refunds are of that.
    """
    sums = reach.carried_out(part.purchase_id).aggregate(owed=Sum(F("amount") - F("credited")), asked=Sum("tendered"))
    owed = max((sums["owed"] or Decimal(0)) - intents.reach(part.purchase.intent_id).released.amount, Decimal(0))
    row.tendered = _payable(owed, row.currency) - (sums["asked"] or Decimal(0))
    if row.tendered > 0:
        row.operation_id = payments.request_refund(
            part.purchase.intent_id,
            amount=_money(row.tendered, row.currency),
            key=str(row.public_id),
            reason=row.reason,
            at=at,
        )
    else:
        row.tendered, row.status, row.settled_at = Decimal(0), RefundStatus.PAID, at


def _payable(amount: Decimal, currency: str) -> Decimal:
    step = intents.charge_step(currency)
    return amount if not step else (amount / step).to_integral_value(rounding=ROUND_DOWN) * step


def _tell(row: Refund, part: PurchasePart, amount: Money, *, by: Actor, at: datetime) -> None:
    PurchaseEvent.objects.create(
        purchase_id=part.purchase_id,
        vendor_id=part.vendor_id,
        key=f"refund:{row.public_id}",
        code="checkout.refunded",
        source=_SOURCE.get(by.kind, "system"),
        data={"amount": as_wire(amount), "reason": row.reason},
        occurred_at=at,
        recorded_at=at,
    )
    outbox.emit(
        RefundMade(
            refund_id=row.public_id,
            purchase_id=part.purchase.public_id,
            order_id=part.order_id,
            vendor_id=part.vendor_id,
            amount=as_wire(amount),
            kind=row.kind,
            reason=row.reason,
            version=1,
        ),
        by=by,
        at=at,
    )


def _restock(row: Refund, part: PurchasePart, frozen: QuotedVendor, taken: Taken, *, by: Actor, at: datetime) -> None:
    sent_with = shipping.ids_of_order(part.order_id)
    codes = {house.public_id: house.code for house in houses.warehouses()}
    for place, (line, one) in enumerate(zip(frozen.lines, taken.lines, strict=True)):
        if one.quantity and line.warehouse_id in codes:
            warehouse.take_back(
                variant_id=numbers.variant_at(part, frozen, place),
                warehouse=codes[line.warehouse_id],
                quantity=one.quantity,
                reference=f"refund {row.public_id}",
                sent_with=sent_with,
                serials=row.serials.get(str(place), ()),
                at=at,
                by=by,
            )


def _money(amount: Decimal, currency: str) -> Money:
    return from_minor(to_minor(Money(amount, currency)), currency)
