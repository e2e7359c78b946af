"""Tills · cash put in and taken out, and closing a till · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.errors import InvalidInput
from apps.common.money import cash_rounded
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.vendors import selectors as vendors

from .. import selectors
from ..errors import CountMoved, NothingToClose, TillShut
from ..models import TillClosing, TillEntry
from ..types import Cashier, ClosingView, EntryKind, EntryView, Means
from .keys import digest_of, done_before
from .setting_up import locked


@transaction_required
def move_cash(till_id: UUID, *, amount: Decimal, note: str, key: UUID, cashier: Cashier, at: datetime) -> EntryView:
    """Put cash into a till (its float in the morning) or take some out (negative). The same `key` moves once.

    Raises:
        TillUnknown, TillShut: there is no such till, or it is out of use. KeyOfOtherSale: see sell.
        InvalidInput: nothing, what coins cannot make up, or no note.
    """
    till = locked(till_id)
    digest = digest_of(amount.normalize())
    known = done_before(till, EntryKind.CASH_MOVED, key, digest=digest)
    if known is not None:
        return known
    if not till.is_open:
        raise TillShut()
    money = Money(amount, vendors.card(current_vendor_id()).currency)
    if not amount or cash_rounded(money).amount != amount:
        raise InvalidInput(field="amount", problem=_("Give an amount that coins and notes can make up."))
    if not note.strip():
        raise InvalidInput(field="note", problem=_("Say what the cash is for."))
    row = TillEntry.objects.create(
        till=till,
        key=key,
        kind=EntryKind.CASH_MOVED,
        means=Means.CASH,
        currency=money.currency.code,
        amount=amount,
        drawer=amount,
        note=note.strip(),
        digest=digest,
        cashier=cashier.ref,
        cashier_name=cashier.name,
        happened_at=at,
        recorded_at=at,
    )
    return selectors.as_entry(row)


@transaction_required
def close_till(
    till_id: UUID, *, counted: Decimal, upto: int, note: str = "", cashier: Cashier, at: datetime
) -> ClosingView:
    """Close a till for one cashier: what was sold and given back since the last time, and the cash that was counted.

    `upto` is the last entry that was looked at (TillCount.upto). What was written is never changed again; the drawer is
    taken to be empty afterwards.

    Raises:
        TillUnknown: there is no such till. NothingToClose: nothing happened. CountMoved: something happened meanwhile.
        InvalidInput: less than nothing was counted, or nobody says why cash is missing or over.
    """
    till = locked(till_id)
    count = selectors.count(till_id, cashier.ref)
    if count.first_at is None:
        raise NothingToClose()
    if count.upto != upto:
        raise CountMoved()
    if counted < 0:
        raise InvalidInput(field="counted", problem=_("Count the cash in the drawer: nothing or more."))
    if counted != count.expected.amount and not note.strip():
        problem = _("%(expected)s should be there. Count again, or say why it differs.")
        raise InvalidInput(field="note", problem=problem, expected=str(count.expected))
    row = TillClosing.objects.create(
        till=till,
        number=TillClosing.objects.filter(till=till).count() + 1,
        cashier=cashier.ref,
        cashier_name=cashier.name,
        upto=count.upto,
        currency=count.currency,
        sales=count.sales,
        refunds=count.refunds,
        sold=count.sold.amount,
        given_back=count.given_back.amount,
        by_terminal=count.by_terminal.amount,
        moved=count.moved.amount,
        expected=count.expected.amount,
        counted=counted,
        note=note.strip(),
        first_at=count.first_at,
        closed_at=at,
    )
    return selectors.as_closing(row)
