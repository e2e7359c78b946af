"""Checkout · to the provider's page and back · public schema; transactions of its own, since the provider is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache, partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.checkout.errors import AmountMismatch, NotAuthorised, SessionClosed, SessionStale, StepMissing
from apps.checkout.selectors.attempts import attempt
from apps.checkout.selectors.sessions import SessionView, method_of
from apps.checkout.types import Placement, Quote, SessionStatus
from apps.common import links
from apps.common.types import Actor
from apps.credits.errors import CreditGone
from apps.payments import operations as payments
from apps.payments import selectors as ways
from apps.payments.types import IntentStatus, Item, PaymentMethod, PaymentPage
from apps.risk import operations as risk
from apps.risk.errors import PaymentNotTaken
from apps.risk.types import Action, Verdict, Visit
from apps.stock.errors import HoldExpired

from .completing import complete, give_up
from .crediting import recount_credit
from .placing import Judge, Way, place

# The provider keeps a page open for at least half an hour.
PAGE_OPEN = timedelta(minutes=31)


class Outcome(StrEnum):
    """What asking the provider came to. LET_GO: paid too late or otherwise than agreed, so the money goes back."""

    COMPLETED = "completed"
    WAITING = "waiting"
    FAILED = "failed"
    LET_GO = "let_go"
    MEANWHILE = "meanwhile"


@dataclass(frozen=True)
class Device:
    """What the buyer holds: whether it is a phone, and where it calls from, where that is known.

    `ip` is its address, `country` what a front server says of that; `name` stays the same while the browser, or the
    program, keeps its session. `is_inside_wechat`: the browser is WeChat's own, and `payer` is the number by which
    WeChat knows who pays in it; empty where WeChat was not asked.
    """

    is_handheld: bool = False
    ip: str = ""
    country: str = ""
    name: str = ""
    is_inside_wechat: bool = False
    payer: str = ""

    @property
    def visit(self) -> Visit:
        """What of it speaks for or against an attempt to pay."""
        return Visit(self.ip, self.country, self.name)


UNKNOWN_DEVICE = Device()


@dataclass(frozen=True)
class Settlement:
    """The outcome; `purchase_id` where completed, the provider's `problem` code where failed.

    `pieces_left` are those that stay in the cart, where this call completed the purchase.
    """

    outcome: Outcome
    purchase_id: UUID | None = None
    problem: str = ""
    pieces_left: int | None = None


def pay(
    view: SessionView,
    *,
    expected_version: int,
    back: str,
    method: PaymentMethod | None = None,
    device: Device = UNKNOWN_DEVICE,
    confirmed_age: int = 0,
    by: Actor,
    at: datetime,
) -> tuple[Placement, str]:
    """Hold the goods and open a way to pay: the placement, and the address to which the buyer goes.

    `method` is what the buyer chose now; without it holds what was chosen before, or the first that is offered. Where
    there is a code to scan or a transfer to send, the address is `back`. Another way than the open one replaces it;
    the goods stay set aside.

    Where gift cards and store credit pay for all of it, there is no address: `settle` completes it at once.
    The address is empty, too, where something changed that has to be accepted first: the
    placement says what. What is placed costs exactly what `view` shows. The provider
    sends the buyer to `back`, with `?cancelled=1` where nothing was paid.

    Raises:
        SessionStale, SessionClosed, StepMissing, AgeNotConfirmed: see place. Nothing is held.
        MethodNotOffered: it cannot be paid that way. Nothing is held.
        PaymentNotTaken: too much speaks for a fraud. Nothing is held.
        CreditGone: less is left of a gift card or the store credit than was shown. Nothing is held, and the
            checkout shows what is left.
        IntentClosed, PaymentUnavailable, PaymentRefused: see payments.begin. The goods are held meanwhile.
    """
    quote = view.quote
    if quote is None:
        raise StepMissing(step=view.step.value)
    verdicts: list[Verdict] = []
    is_covered = view.to_pay is not None and not view.to_pay.amount
    way = None if is_covered else _way(view, quote, method_of(view, method), device=device, back=back, at=at)

    def asks_the_bank() -> bool:
        verdicts.append(_verdict(view, quote, device=device, by=by, at=at))
        if verdicts[-1].action is Action.BLOCK:
            raise PaymentNotTaken()
        return verdicts[-1].action is Action.STEP_UP

    try:
        if view.status is SessionStatus.PLACED:
            asks_the_bank()
        with transaction.atomic():
            placed = place(
                view.public_id,
                expected_version=expected_version,
                way=way,
                judge=Judge(asks_the_bank, lambda intent_id: risk.drafted(verdicts[-1], intent_id=intent_id, at=at)),
                confirmed_age=confirmed_age,
                seen=view,
                by=by,
                at=at,
            )
            if view.status is SessionStatus.PLACED and placed.intent_id is not None and len(verdicts) == 1:
                risk.record(verdicts[0], intent_id=placed.intent_id, at=at)
    except PaymentNotTaken:
        with transaction.atomic():
            risk.record(verdicts[-1], intent_id=None, at=at)
        raise
    except CreditGone:
        with transaction.atomic():
            recount_credit(view.public_id, at=at)
        raise
    if placed.intent_id is None or way is None:
        return placed, ""
    is_challenged = any(verdict.action is Action.STEP_UP for verdict in verdicts)
    return placed, payments.begin(placed.intent_id, page=way.page(is_challenged), opened=placed.opened, at=at)


def _way(view: SessionView, quote: Quote, method: PaymentMethod, *, device: Device, back: str, at: datetime) -> Way:
    """A way to pay what remains; its page is made once, where one is needed."""
    return Way(method, cache(partial(_page, view, quote, method, device, back, at)))


def _page(
    view: SessionView, quote: Quote, method: PaymentMethod, device: Device, back: str, at: datetime, challenge: bool
) -> PaymentPage:
    """The provider's page for what remains to be paid; `challenge`: the bank shall make sure who pays."""
    # WeChat Pay's page for phones refuses WeChat's own browser.
    is_in_its_app = device.is_inside_wechat and method is PaymentMethod.WECHAT_PAY
    return PaymentPage(
        items=_items(view, quote),
        success_url=back,
        cancel_url=f"{back}{'&' if '?' in back else '?'}cancelled=1",
        language=view.language,
        email=view.email,
        description=_("Portolan purchase"),
        closes_at=at + (ways.time_for(method) or PAGE_OPEN),
        method=method,
        callback_url=callback_url(ways.gateway_of(method)),
        handheld=device.is_handheld and not is_in_its_app,
        client_ip=device.ip,
        payer=device.payer if is_in_its_app else "",
        challenge=challenge,
    )


def _verdict(view: SessionView, quote: Quote, *, device: Device, by: Actor, at: datetime) -> Verdict:
    """What speaks against an attempt; it is kept with the intent, or alone where the attempt ends with it."""
    return risk.assess(attempt(view, quote, visit=device.visit, person=by.ref, on=at.date()), at=at)


def callback_url(gateway: str) -> str:
    """Where a provider sends its news."""
    return links.plain_url("callback", gateway=gateway)


def settle(view: SessionView, *, by: Actor, at: datetime) -> Settlement:
    """Ask the provider whether a placed session is paid, and complete it if so. Twice is once.

    Raises:
        PaymentUnavailable, PaymentRefused: the provider does not say.
    """
    assert view.intent_id is not None
    intent = payments.verify(view.intent_id, at=at)
    if not intent.is_paid:
        is_over = intent.status is IntentStatus.REQUIRES_METHOD
        is_refused = intent.problem and view.method is not PaymentMethod.BANK_TRANSFER
        return Settlement(Outcome.FAILED if is_over or is_refused else Outcome.WAITING, problem=intent.problem)
    try:
        with transaction.atomic():
            summary = complete(view.public_id, expected_version=view.version, by=by, at=at)
    except (HoldExpired, AmountMismatch):
        with transaction.atomic():
            give_up(view.public_id, at=at)
        return Settlement(Outcome.LET_GO)
    except (SessionStale, SessionClosed, NotAuthorised):
        return Settlement(Outcome.MEANWHILE)
    return Settlement(Outcome.COMPLETED, summary.public_id, pieces_left=summary.pieces_left)


def _items(view: SessionView, quote: Quote) -> tuple[Item, ...]:
    """The lines of the provider's page: each vendor's goods, then what goes on top. They add up to what is paid there.

    Providers take no line below zero: after gift cards and store credit the rest is one line.
    """
    if view.tenders and view.to_pay is not None:
        return (Item(_("What remains of your purchase"), view.to_pay),)
    listed = [
        Item(_("Goods from %(vendor)s") % {"vendor": vendor.vendor_name}, vendor.totals.goods)
        for vendor in quote.vendors
    ]
    totals = quote.totals
    listed += [Item(_("Shipping"), totals.shipping), Item(_("Duty, tax and import fees"), totals.charges)]
    return tuple(item for item in listed if item.amount.amount)
