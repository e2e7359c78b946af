"""Checkout · holding the goods and asking for the money · public schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from apps.checkout.errors import AgeNotConfirmed, SessionClosed, SessionStale, StepMissing
from apps.checkout.events import SessionPlaced
from apps.checkout.fields import StoredQuote
from apps.checkout.models import CheckoutSession
from apps.checkout.rules import changes as compare
from apps.checkout.rules import states
from apps.checkout.selectors import quoting
from apps.checkout.selectors.sessions import SessionView, left_to_pay
from apps.checkout.types import Change, ChangeKind, Placement, Quote, Quoted, SessionStatus, Step
from apps.common import metrics
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.common.writing import update_together
from apps.credits import operations as credits
from apps.currencies import selectors as currencies
from apps.outbox import operations as outbox
from apps.payments import operations as payments
from apps.payments import selectors as ways
from apps.payments.types import PaymentMethod, PaymentPage
from apps.stock import operations as stock
from apps.stock.errors import InsufficientStock
from apps.stock.types import Demand, Holding

from .crediting import hold_credit, release_credit
from .sessions import locked, price, wish_of

# What finding that something moved, or that nothing is left, changes of a session, and what placing does.
_EMPTIED = ("version", "lines", "changes", "updated_at")
_CHANGED = (*_EMPTIED, "quote", "fx_quote_id")
_FROZEN = ("status", "version", "quote", "changes", "fx_quote_id", "intent_id", "method", "confirmed_age",
           "expires_at", "updated_at")  # fmt: skip


@dataclass(frozen=True)
class Judge:
    """Who judges an attempt to pay, once its goods are held. What it raises undoes all.

    `asks_the_bank` says whether the bank shall make sure who pays; `traces` are the rows to be kept of that, for the
    id of the intent that it is of.
    """

    asks_the_bank: Callable[[], bool]
    traces: Callable[[UUID], Sequence[Model]]


@dataclass(frozen=True)
class Way:
    """A way to pay, and what makes the provider's page for it, told whether the bank shall make sure who pays."""

    method: PaymentMethod
    page: Callable[[bool], PaymentPage]


class _Drifted(Exception):
    """The hold came from other warehouses than the plan and costs something else: undo it."""

    def __init__(self, quoted: Quoted) -> None:
        self.quoted = quoted


@transaction_required
def place(
    session_id: UUID,
    *,
    expected_version: int,
    way: Way | None = None,
    judge: Judge | None = None,
    confirmed_age: int = 0,
    seen: SessionView | None = None,
    by: Actor,
    at: datetime,
) -> Placement:
    """Hold all the goods and open an intent for exactly what the buyer was shown to pay.

    Gift cards and store credit that shall pay first are held too; the intent is over what they leave.

    Where a `way` to pay is given, its page is written down with the intent, to be opened after the commit, and the
    goods are set aside for as long as it takes. `judge` is asked once they are.

    Where anything moved since, nothing is held: the new quote and the list of
    changes are kept for the buyer to accept or decline. A checkout that is placed
    already gives its first answer again, and notes another way to pay. `seen` is the session where the caller has
    just read it.

    Raises:
        SessionStale: changed in another window. SessionClosed: over.
        StepMissing: address or delivery is not filled in.
        AgeNotConfirmed: some goods go to older people only than the buyer says to be (`confirmed_age`, in years).
        CreditGone: less is left of a gift card or the store credit than was shown. Nothing is held.
    """
    session = locked(session_id, seen=seen)
    if session.status == SessionStatus.PLACED:
        if way is not None and way.method != session.method:
            _pay_otherwise(session, way.method, at=at)
        return Placement(session.public_id, session.version, session.intent_id)
    if session.status != SessionStatus.OPEN:
        raise SessionClosed(state=session.get_status_display())
    if session.version != expected_version:
        raise SessionStale()
    if session.step is not Step.REVIEW or not session.quote:
        raise StepMissing(step=session.step.value)
    shown = session.frozen
    if shown.minimum_age > confirmed_age:
        raise AgeNotConfirmed(age=shown.minimum_age)
    session.confirmed_age = confirmed_age or None
    expires_at = at + (_time_for(way.method) if way else timedelta(minutes=settings.HOLD_MINUTES))
    as_shown, lack = _as_shown(session, shown, expires_at=expires_at, at=at)
    if as_shown is not None:
        return _freeze(session, as_shown, expires_at=expires_at, way=way, judge=judge, by=by, at=at)
    quoted = _nothing_left(shown, lack) or price(session, at=at)
    found = compare.differences(shown, quoted.quote, quoted.problems)
    if found or quoted.quote is None:
        return _changed(session, quoted, found, at=at)
    try:
        with transaction.atomic():
            held = _hold(session, quoted.quote, expires_at=expires_at, at=at)
    except InsufficientStock as short:
        return _changed(session, quoted, _sold_out(shown, short), at=at)
    except _Drifted as drifted:
        found = compare.differences(shown, drifted.quoted.quote, drifted.quoted.problems)
        return _changed(session, drifted.quoted, found, at=at)
    return _freeze(session, held, expires_at=expires_at, way=way, judge=judge, by=by, at=at)


def _time_for(method: PaymentMethod) -> timedelta:
    """How long the goods are set aside for somebody who pays in a way: as long as it takes, or as cards do."""
    return max(ways.time_for(method) or timedelta(0), timedelta(minutes=settings.HOLD_MINUTES))


def _pay_otherwise(session: CheckoutSession, method: PaymentMethod, *, at: datetime) -> None:
    """Note another way to pay of a placed session; one that takes days sets the goods aside for longer."""
    session.method = method
    until = at + _time_for(method)
    if (
        _time_for(method) > timedelta(minutes=settings.HOLD_MINUTES)
        and session.expires_at
        and until > session.expires_at
    ):
        session.expires_at = until
        stock.hold_until(session.public_id, expires_at=until)
        if session.credits:
            credits.hold_until(session.public_id, expires_at=until)
    session.updated_at = at
    update_together((session, ("method", "expires_at", "updated_at")))


@transaction_required
def reopen(session_id: UUID, *, at: datetime) -> None:
    """Go back from paying to the cart's steps: goods are given back and the intent is withdrawn.

    Nothing happens to a checkout that is paid, or open already.
    """
    session = locked(session_id)
    if session.status != SessionStatus.PLACED or session.intent_id is None:
        return
    if payments.cancel(session.intent_id, at=at).is_paid:
        return
    stock.release(session.public_id, at=at)
    release_credit(session)
    back_to_open(session, (), at=at)


def back_to_open(session: CheckoutSession, found: Sequence[Change], *, at: datetime) -> None:
    """Make a placed session an open one again, with what changed for the buyer to look at."""
    others = CheckoutSession.objects.filter(cart=session.cart_id, status=SessionStatus.OPEN)
    if session.cart_id is not None and others.exists():
        session.status = states.SESSION.next(SessionStatus(session.status), "expire")
    else:
        session.status = states.SESSION.next(SessionStatus(session.status), "reopen")
    session.changes = [change.as_json() for change in found]
    session.version += 1
    session.updated_at = at
    session.save()


def hold_again(session: CheckoutSession, *, at: datetime) -> bool:
    """Hold once more exactly what the session froze, out of the same warehouses; False where that cannot be."""
    stock.release(session.public_id, at=at)
    return stock.hold_exactly(
        _frozen_holdings(session.frozen), session_id=session.public_id, expires_at=at + timedelta(minutes=1), at=at
    )


def _as_shown(
    session: CheckoutSession, shown: Quote, *, expires_at: datetime, at: datetime
) -> tuple[Quote | None, Mapping[UUID, int]]:
    """Hold the very pieces that the buyer was shown, and price them again; None, and nothing held, if anything moved.

    The hold comes first: who is too late is told so before anything is priced. With it goes what there is too little
    of, each with the pieces that are left.
    """
    promised = session.fx_quote_id
    holdings = _frozen_holdings(shown)
    if session.intent_id is not None:
        stock.release(session.public_id, at=at)
    lack = stock.hold_or_lack(holdings, session_id=session.public_id, expires_at=expires_at, at=at)
    if lack is not None:
        return None, lack
    quoted = price(session, at=at, holdings=holdings)
    if quoted.quote is not None and not compare.differences(shown, quoted.quote, quoted.problems):
        return quoted.quote.routed_as(shown), {}
    stock.release(session.public_id, at=at)
    session.fx_quote_id = promised
    return None, {}


def _nothing_left(shown: Quote, lack: Mapping[UUID, int]) -> Quoted | None:
    """What there is to say where the shelves lack everything that was shown: nobody prices that."""
    if len(lack) < len({line.variant_id for line in shown.lines}):
        return None
    metrics.STOCK_REFUSALS.labels("hold").inc()
    return Quoted(
        None,
        {variant: (ChangeKind.QUANTITY if pieces else ChangeKind.SOLD_OUT, pieces) for variant, pieces in lack.items()},
    )


def _hold(session: CheckoutSession, planned: Quote, *, expires_at: datetime, at: datetime) -> Quote:
    """Hold what was planned, out of the houses that were chosen; where these have been emptied, out of others.

    The quote, computed anew where the hold came from other warehouses.

    Raises:
        InsufficientStock: somebody was faster. _Drifted: the same goods now cost something else.
    """
    stock.release(session.public_id, at=at)
    exactly = _frozen_holdings(planned)
    if stock.hold_exactly(exactly, session_id=session.public_id, expires_at=expires_at, at=at):
        return planned
    held = _held(session, planned, expires_at=expires_at, at=at)
    if _signature(held) == _signature(_frozen_holdings(planned)):
        return planned
    wish = wish_of(session, at=at)
    fx = currencies.quote(planned.fx_quote_id)
    quoted = quoting.quote(wish, offers=quoting.offers_for(wish), fx=fx, at=at, holdings=held)
    if quoted.quote is None or compare.differences(planned, quoted.quote, quoted.problems):
        raise _Drifted(quoted)
    return quoted.quote


def _held(session: CheckoutSession, quote: Quote, *, expires_at: datetime, at: datetime) -> tuple[Holding, ...]:
    demands = [
        Demand(vendor.vendor_id, line.variant_id, line.quantity) for vendor in quote.vendors for line in vendor.lines
    ]
    return stock.hold(demands, session_id=session.public_id, ship_to=quote.ship_to, expires_at=expires_at, at=at)


def _frozen_holdings(quote: Quote) -> list[Holding]:
    return [
        Holding(vendor.vendor_id, line.variant_id, line.warehouse_id, line.warehouse_country, line.quantity)
        for vendor in quote.vendors
        for line in vendor.lines
    ]


def _signature(holdings: Sequence[Holding]) -> set[tuple[UUID, UUID, int]]:
    return {(one.variant_id, one.warehouse_id, one.quantity) for one in holdings}


def _freeze(
    session: CheckoutSession,
    quote: Quote,
    *,
    expires_at: datetime,
    way: Way | None,
    judge: Judge | None,
    by: Actor,
    at: datetime,
) -> Placement:
    asks_the_bank = judge.asks_the_bank() if judge else False
    page = way.page(asks_the_bank) if way else None
    session.status = states.SESSION.next(SessionStatus(session.status), "place")
    session.version += 1
    session.quote = StoredQuote.of(quote)
    session.changes = []
    session.expires_at = expires_at
    session.method = way.method if way else ""
    session.updated_at = at
    hold_credit(session, expires_at=expires_at, at=at)
    intent = payments.open_intent(
        session_id=session.public_id, version=session.version, amount=left_to_pay(session), page=page, at=at
    )
    session.intent_id = intent.public_id
    placed = SessionPlaced(session_id=session.public_id, intent_id=intent.public_id, version=session.version)
    traces = judge.traces(intent.public_id) if judge else ()
    update_together((session, _FROZEN), new=[outbox.drafted(placed, by=by, at=at), *traces])
    return Placement(session.public_id, session.version, intent.public_id, opened=intent.opened)


def _changed(session: CheckoutSession, quoted: Quoted, found: Sequence[Change], *, at: datetime) -> Placement:
    """Keep the new quote and what changed, for the buyer to decide."""
    is_empty = quoted.quote is None
    kept = {line.variant_id for line in quoted.quote.lines} if quoted.quote else set()
    if session.difference is None:
        session.lines = [line for line in session.lines if UUID(line[1]) in kept]
    if quoted.quote is not None:
        session.quote = StoredQuote.of(quoted.quote)
    session.changes = [change.as_json() for change in found]
    session.version += 1
    session.updated_at = at
    update_together((session, _EMPTIED if is_empty else _CHANGED))
    return Placement(session.public_id, session.version, None, tuple(found), is_empty=is_empty)


def _sold_out(shown: Quote, short: InsufficientStock) -> list[Change]:
    gone = {str(variant["variant_id"]) for variant in short.data["variants"]}
    titles = {str(line.variant_id): line.titles for line in shown.lines}
    return [Change(ChangeKind.SOLD_OUT, titles.get(variant, {})) for variant in sorted(gone)]
