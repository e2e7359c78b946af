"""Checkout · gift cards and store credit that shall pay first: chosen, left, held, counted anew · public schema."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from djmoney.money import Money

from apps.checkout.errors import AmountMismatch, SessionClosed, SessionStale
from apps.checkout.models import CheckoutSession, Purchase, PurchasePart
from apps.checkout.selectors.sessions import tenders_of
from apps.checkout.types import SessionStatus
from apps.common.money import split
from apps.common.transactions import transaction_required
from apps.common.writing import update_together
from apps.credits import operations as credits
from apps.credits import selectors as balances
from apps.credits.errors import CreditGone, CreditOfSomebodyElse
from apps.credits.types import Usable

from .sessions import locked

MOST_CARDS = 5


@transaction_required
def use_gift_card(
    session_id: UUID, *, expected_version: int, code: str, tried_by: Collection[str], at: datetime
) -> Usable:
    """Have the gift card of a code pay first. Nothing is held before the checkout is placed; twice is once.

    `tried_by` names who tries, so that wrong codes are counted: a network, a person.

    Raises:
        SessionStale, SessionClosed: changed meanwhile, or over.
        TooManyGuesses, CardUnknown, CardSpent, CardInUse, CardExpired, CardOfOtherCurrency: see credits.found_card.
    """
    session = _open(session_id, expected_version=expected_version)
    card = credits.found_card(code, currency=session.currency, tried_by=[f"checkout:{session_id}", *tried_by], at=at)
    _add(session, card)
    return card


@transaction_required
def use_store_credit(session_id: UUID, *, expected_version: int, user_id: int, at: datetime) -> Usable:
    """Have a person's store credit pay first. Nothing is held before the checkout is placed; twice is once.

    Raises:
        SessionStale, SessionClosed: changed meanwhile, or over. NoCredit: there is none in this currency.
        CreditOfSomebodyElse: the checkout is a guest's, or another person's.
    """
    session = _open(session_id, expected_version=expected_version)
    if session.user_id != user_id:
        raise CreditOfSomebodyElse()
    credit = balances.usable_credit(user_id, currency=session.currency)
    _add(session, credit)
    return credit


@transaction_required
def leave_credit(session_id: UUID, *, expected_version: int, account_id: UUID | None = None, at: datetime) -> None:
    """Pay without one of them, or without any.

    Raises:
        SessionStale, SessionClosed: changed meanwhile, or over.
    """
    session = _open(session_id, expected_version=expected_version)
    kept = [] if account_id is None else [one for one in session.credits if one["account"] != str(account_id)]
    _keep(session, kept)


@transaction_required
def recount_credit(session_id: UUID, *, at: datetime) -> None:
    """Ask again what each card and the store credit of an open checkout can pay, since less is there than before."""
    session = locked(session_id)
    if session.status == SessionStatus.OPEN and session.credits:
        _keep(session, recounted(session, at=at))


def recounted(session: CheckoutSession, *, at: datetime) -> list[dict[str, object]]:
    """What a session's cards and store credit can pay now; those that can pay nothing are left out."""
    known = [Usable.from_json(one) for one in session.credits]
    there = balances.available({one.account_id for one in known}, at=at)
    return [
        Usable(one.account_id, there[one.account_id], one.last_four).as_json()
        for one in known
        if one.account_id in there
    ]


@transaction_required
def hold_credit(session: CheckoutSession, *, expires_at: datetime, at: datetime) -> None:
    """Set aside what gift cards and store credit are to pay of a session's frozen quote.

    Raises:
        CreditGone: it is not there any more. Nothing is held.
    """
    if session.credits:
        credits.hold(
            tenders_of(session),
            session_id=session.public_id,
            user_id=session.user_id,
            expires_at=expires_at,
            at=at,
        )


@transaction_required
def release_credit(session: CheckoutSession) -> None:
    """Let go of what a session holds."""
    if session.credits:
        credits.release(session.public_id)


@transaction_required
def take_credit(session: CheckoutSession, purchase: Purchase, paid: Money, *, at: datetime) -> None:
    """Pay a purchase's part, which was held; `paid` is how much that is.

    Raises:
        AmountMismatch: the hold has run out and the credit is gone.
    """
    if not paid.amount:
        return
    try:
        credits.take(
            tenders_of(session),
            session_id=session.public_id,
            user_id=session.user_id,
            purchase_id=purchase.public_id,
            at=at,
        )
    except CreditGone as gone:
        raise AmountMismatch(paid="0", total=str(paid)) from gone


def share_credit(parts: Collection[PurchasePart], paid: Money) -> None:
    """Note on each part its share of what credit paid, by largest remainder; not saved."""
    if paid.amount:
        for part, share in zip(parts, split(paid, [part.total.amount for part in parts]), strict=True):
            part.credit = share.amount


def _add(session: CheckoutSession, usable: Usable) -> None:
    others = [one for one in session.credits if one["account"] != str(usable.account_id)]
    cards = [one for one in others if one["last_four"]]
    if usable.last_four and len(cards) >= MOST_CARDS:
        others.remove(cards[0])
    _keep(session, [*others, usable.as_json()])


def _keep(session: CheckoutSession, credits: list[dict[str, object]]) -> None:
    """Write them down; the quote's own clock (`updated_at`) goes on, since nothing was priced."""
    session.credits = credits
    session.version += 1
    update_together((session, ("credits", "version")))


def _open(session_id: UUID, *, expected_version: int) -> CheckoutSession:
    session = locked(session_id)
    if session.status != SessionStatus.OPEN:
        raise SessionClosed(state=session.get_status_display())
    if session.version != expected_version:
        raise SessionStale()
    return session
