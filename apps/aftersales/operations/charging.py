"""Aftersales · dearer goods in exchange: the buyer is asked for the difference before they leave · vendor's schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from djmoney.money import Money

from apps.aftersales.errors import DifferenceUnderWay, NothingToPay
from apps.aftersales.models import Exchange, ReturnLine, ReturnRequest
from apps.aftersales.rules.charging import asked_for
from apps.aftersales.rules.machines import EXCHANGE
from apps.aftersales.types import ExchangeStatus, ReturnStatus
from apps.checkout import operations as checkout
from apps.checkout import selectors as checkouts
from apps.checkout.errors import DifferenceUnquotable
from apps.checkout.types import SessionStatus
from apps.checkout.types.differences import Difference
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.orders import selectors as orders

from .telling import locked_return


def is_dearer(lines: Sequence[ReturnLine]) -> bool:
    """Whether any goods wanted in exchange cost more than those that came back."""
    return any(line.swap_charge for line in lines)


def ask_for_charge(row: ReturnRequest, lines: Sequence[ReturnLine], *, at: datetime) -> Money | None:
    """Open a checkout over what the goods wanted cost more than the accepted pieces; its total, with duty and tax. None
    where they cannot be had: then there is no exchange.
    """
    exchange = Exchange.objects.get(request=row)
    order = orders.order(row.order_id)
    vendor_rate, _currency = orders.vendor_rate_of(row.order_id)
    quantities: Counter[UUID] = Counter()
    for line in lines:
        quantities[line.swap_variant_id or line.variant_id] += line.accepted
    prices = {line.place: order.lines[line.place].unit_price for line in lines}
    wanted = [
        (line.swap_variant_id or line.variant_id, line.accepted, prices[line.place], line.swap_charge) for line in lines
    ]
    try:
        exchange.session_id, total = checkout.ask_difference(
            Difference(row.order_id, 1 / vendor_rate, asked_for(wanted)),
            pieces=quantities,
            vendor_id=current_vendor_id(),
            address=order.address,
            at=at,
        )
    except DifferenceUnquotable:
        drop(exchange)
        return None
    exchange.charge = total.amount
    if exchange.status != ExchangeStatus.ASKED:
        exchange.status = EXCHANGE.next(ExchangeStatus(exchange.status), "ask")
    exchange.save()
    return total


@transaction_required
def charge_now(row: ReturnRequest, *, at: datetime) -> Money:
    """What settling a return now would ask of the buyer for dearer goods, with duty and tax. Nothing is written.

    Raises:
        DifferenceUnquotable: they cannot be had just now: the money would go.
    """
    with transaction.atomic():
        charge = ask_for_charge(row, [line for line in row.lines.all() if line.accepted], at=at)
        transaction.set_rollback(True)
    if charge is None:
        raise DifferenceUnquotable()
    return charge


def drop(exchange: Exchange) -> None:
    """The money goes instead of other goods."""
    exchange.status = EXCHANGE.next(ExchangeStatus(exchange.status), "drop")
    exchange.order_id, exchange.order_number, exchange.difference = None, "", 0
    exchange.save()


@transaction_required
def charge_checkout(return_id: UUID, *, at: datetime) -> UUID:
    """The checkout at which a difference is paid; a new one where the last one's time to pay is over.

    Raises:
        CaseUnknown, NothingToPay: not this vendor's, or no difference waits. DifferenceUnderWay: it is paid.
        DifferenceUnquotable: the goods cannot be had just now. Nothing is written.
    """
    row, exchange = locked_charge(return_id)
    assert exchange.session_id is not None
    session = checkouts.session_for_payment(exchange.session_id)
    if session.status is SessionStatus.COMPLETED:
        raise DifferenceUnderWay()
    if session.status is SessionStatus.EXPIRED:
        lines = [line for line in row.lines.all() if line.accepted]
        if not ask_for_charge(row, lines, at=at):
            raise DifferenceUnquotable()
        exchange.refresh_from_db()
    return UUID(str(exchange.session_id))


def locked_charge(return_id: UUID) -> tuple[ReturnRequest, Exchange]:
    """A return whose difference waits to be paid, locked, with its exchange.

    Raises:
        CaseUnknown, NothingToPay: not this vendor's, or none waits.
    """
    row = locked_return(return_id)
    if row.status != ReturnStatus.UNPAID:
        raise NothingToPay()
    return row, Exchange.objects.get(request=row)
