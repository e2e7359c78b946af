"""Aftersales · the difference of dearer goods is paid, or is not: then the money goes · vendor's schema."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.aftersales.errors import DifferenceUnderWay
from apps.aftersales.models import Exchange, ReturnRequest
from apps.aftersales.rules.machines import EXCHANGE
from apps.aftersales.types import ExchangeStatus
from apps.checkout import operations as checkout
from apps.common.errors import MarketError
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor

from .charging import drop, locked_charge
from .settling import end, give_difference, give_money
from .telling import locked_return, step_return

log = logging.getLogger(__name__)


@transaction_required
def take_charge(session_id: UUID, *, order_id: UUID, order_number: str, at: datetime, by: Actor) -> None:
    """A difference is paid, and the goods wanted are an order: the return is settled. Twice is once."""
    exchange = Exchange.objects.filter(session_id=session_id).select_related("request").first()
    if exchange is None:
        return
    row = locked_return(exchange.request.public_id)
    exchange = Exchange.objects.get(pk=exchange.pk)
    if exchange.order_id == order_id:
        return
    exchange.status = EXCHANGE.next(ExchangeStatus(exchange.status), "send")
    exchange.order_id, exchange.order_number = order_id, order_number
    exchange.save()
    give_difference(row, exchange, at=at, by=SYSTEM)
    end(row, at=at, by=by)


@transaction_required
def forgo_exchange(return_id: UUID, *, at: datetime, by: Actor) -> ReturnRequest:
    """The buyer wants the money instead of paying for dearer goods.

    Raises:
        CaseUnknown, NothingToPay: not this vendor's, or no difference waits. DifferenceUnderWay: it is paid.
        As `settle` does: then nothing is written.
    """
    row, exchange = locked_charge(return_id)
    assert exchange.session_id is not None
    if not checkout.withdraw_difference(exchange.session_id, at=at):
        raise DifferenceUnderWay()
    return _with_money(row, exchange, at=at, by=by)


@transaction_required
def lapse_charge(return_id: UUID, *, at: datetime) -> ReturnRequest:
    """Nobody has paid the difference in time: the goods are a plain return. Where the money cannot go now, it is the
    seller's to settle.

    Raises:
        CaseUnknown, NothingToPay: not this vendor's, or no difference waits.
        DifferenceUnderWay: it is paid, or somebody is at paying. Nothing is written.
    """
    row, exchange = locked_charge(return_id)
    assert exchange.session_id is not None
    if not checkout.lapse_difference(exchange.session_id, at=at):
        raise DifferenceUnderWay()
    try:
        with transaction.atomic():
            return _with_money(row, exchange, at=at, by=SYSTEM)
    except MarketError as refused:
        log.warning("return %s waits for the seller: %s", row.number, refused)
    row, exchange = locked_charge(return_id)
    drop(exchange)
    step_return(row, "reopen", by=SYSTEM, at=at)
    return row


def _with_money(row: ReturnRequest, exchange: Exchange, *, at: datetime, by: Actor) -> ReturnRequest:
    drop(exchange)
    give_money(row, at=at, by=by)
    end(row, at=at, by=by)
    return row
