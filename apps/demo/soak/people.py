"""Demo · the soak's people: who buys and how they pay, what staff give back, what buyers' banks dispute."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import requests
from django.db import transaction
from djmoney.money import Money

from apps.checkout import operations as checkout
from apps.checkout import selectors as checkouts
from apps.checkout.operations import paying
from apps.checkout.operations import refunds as refunding
from apps.checkout.selectors import refunds as previews
from apps.checkout.types import Visitor
from apps.checkout.types.refunds import Funder, RefundKind, RefundReason, RefundWish
from apps.common.addresses import PostalAddress
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.money import from_minor, rounded, to_minor
from apps.common.types import Actor, ActorKind
from apps.credits.types import IssuedCard
from apps.outbox import relay
from apps.payments import operations as payments
from apps.payments import selectors as payment_reads
from apps.payments.types import PaymentAction, PaymentMethod
from apps.payouts import operations as payouts

from . import credit, gifts, sandbox

BUYER = Actor(ActorKind.BUYER, "guest")
BERLIN = PostalAddress(
    recipient="Jana Müller", country="DE", lines=("Torstraße 1",), locality="Berlin", postcode="10119",
    phone="+493012345678",
)  # fmt: skip
SHANGHAI = PostalAddress(
    recipient="Li Na", country="CN", lines=("No. 1 Nanjing East Road",), locality="Shanghai",
    region="Shanghai", postcode="200001", phone="+8613800138000",
)  # fmt: skip
GERMANY = Visitor(market="DE", ship_to="DE", language="de", currency="EUR")
CHINA = Visitor(market="CN", ship_to="CN", language="zh-hans", currency="CNY")
WEIGHTS = {
    "card": 10, "card_in_parts": 2, "card_let_go": 1, "alipay": 4, "wechat": 4, "transfer": 4, "refund_lines": 12,
    "refund_amount": 26, "refund_shipping": 3, "refund_whole": 2, "goodwill": 9, "dispute": 3, "decide": 3,
    "deliver": 10, **credit.WEIGHTS, **gifts.WEIGHTS,
}  # fmt: skip
CARD, DECLINED = "4242 4242 4242 4242", "4000 0000 0000 0002"
# So many deliveries of news does everybody carry out after each event: together more than arise.
NEWS_EACH = 6
STILL_WAITING = 40
LOOKS_FIRST = 0.3


@dataclass(frozen=True)
class World:
    """What is there to buy, by seller, and two of the staff."""

    variants: Mapping[int, Sequence[UUID]]
    staff: tuple[int, int]


@dataclass
class Order:
    """A vendor's order that somebody bought; `may_have_credit`: with an account, and all of it by card."""

    order_id: UUID
    vendor_id: int
    purchase_id: UUID
    currency: str
    may_have_credit: bool = False


@dataclass
class People:
    """Some of the people of a run, one event after the other: what they did, and how often they were refused."""

    world: World
    dice: random.Random
    orders: list[Order] = field(default_factory=list)
    waiting: list[tuple[UUID, int]] = field(default_factory=list)
    paid_by_card: list[str] = field(default_factory=list)
    disputes: list[str] = field(default_factory=list)
    cards: list[IssuedCard] = field(default_factory=list)
    transfers_to_come: list[str] = field(default_factory=list)
    bought: list[UUID] = field(default_factory=list)
    buyer: int | None = None
    giver: int | None = None
    home: tuple[Visitor, PostalAddress] = (GERMANY, BERLIN)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def step(self) -> None:
        """One random event, and some of the news that is about."""
        kind = self.dice.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
        try:
            self._act(kind)()
            self.done[kind] += 1
        except (MarketError, RuntimeError, LookupError, requests.RequestException) as refusal:
            self.refused[f"{kind}: {getattr(refusal, 'code', '') or refusal or type(refusal).__name__}"[:100]] += 1
        self._look_again()
        relay.drain(limit=NEWS_EACH)

    def _act(self, kind: str) -> Callable[[], object]:
        """One of one's own acts, or one that is told elsewhere."""
        own: Callable[[], object] | None = getattr(self, f"_{kind}", None)
        return own or partial(getattr(gifts if kind in gifts.WEIGHTS else credit, kind), self)

    # --- buying -----------------------------------------------------------------------

    def _card(self) -> None:
        self.by_card(DECLINED if self.dice.random() < 0.1 else CARD)

    def _card_in_parts(self) -> None:
        """The first parcel's worth is taken by itself, the rest later."""
        self._take_part(self._bought_by_card())

    def _card_let_go(self) -> None:
        """A part is taken; the rest is released, and taken back in the books."""
        intent_id = self._bought_by_card()
        self._take_part(intent_id)
        with transaction.atomic():
            released = payments.request_void(intent_id, reason="short", at=now())
        if released is None:
            raise LookupError("nothing to release")
        payments.perform(released, at=now())
        rest = payment_reads.reach(intent_id).released
        if not rest.amount:
            raise LookupError("not released yet")
        self._refund(RefundKind.AMOUNT, order=self.orders[-1].order_id, amount=rest)

    def by_card(self, number: str = CARD, *, sellers: int = 0) -> UUID | None:
        """Buy and pay by card, of so many sellers or of one or two; the payment where the purchase stands."""
        session, url = self._placed(PaymentMethod.CARD, GERMANY, BERLIN, sellers=sellers)
        sandbox.by_card(url, number=number)
        return self._settled(session)

    def _bought_by_card(self) -> UUID:
        intent_id = self.by_card(sellers=1)
        if intent_id is None:
            raise LookupError("not bought yet")
        return intent_id

    def _take_part(self, intent_id: UUID) -> None:
        whole = payment_reads.intent(intent_id).amount
        part = from_minor(to_minor(whole) * self.dice.randint(30, 80) // 100, whole.currency.code)
        with transaction.atomic():
            asked = payments.request_capture(
                intent_id, purchase_id=self.orders[-1].purchase_id, amount=part, key="first parcel", at=now()
            )
        if asked is None:
            raise LookupError("taken already")
        payments.perform(asked, at=now())

    def _alipay(self) -> None:
        self._wallet(PaymentMethod.ALIPAY, "alipay")

    def _wechat(self) -> None:
        self._wallet(PaymentMethod.WECHAT_PAY, "wechat")

    def _wallet(self, method: PaymentMethod, name: str) -> None:
        session, _ = self._placed(method, CHINA, SHANGHAI)
        attempt = payment_reads.attempts().filter(intent__session_id=session).latest("pk")
        sandbox.by_wallet(name, attempt.reference)
        self._settled(session)

    def _transfer(self) -> None:
        """A transfer arrives with the bank's next statement; now and then too little or too much was sent at first."""
        session, asked = self.asked_to_transfer()
        less = rounded(asked.amount / 4)
        ways = {"right": [asked.amount], "in two": [less, asked.amount - less], "too much": [asked.amount + less]}
        if not self.transfers_to_come:
            self.transfers_to_come = self.dice.sample(["right", "right", "right", "in two", "too much"], k=5)
        self.send(session, asked, ways[self.transfers_to_come.pop()])

    def asked_to_transfer(self) -> tuple[UUID, PaymentAction]:
        """A checkout that waits for a transfer, and what is to be written on that."""
        session, _ = self._placed(PaymentMethod.BANK_TRANSFER, GERMANY, BERLIN)
        intent_id = checkouts.session_for_payment(session).intent_id
        asked = payment_reads.action(intent_id) if intent_id else None
        if asked is None:
            raise LookupError("no instructions")
        return session, asked

    def send(self, session: UUID, asked: PaymentAction, amounts: Sequence[Money]) -> None:
        """Send what was asked for, in so many transfers, and wait."""
        for amount in amounts:
            sandbox.by_transfer(dict(asked.instructions), str(amount.amount))
        self.waiting.append((session, 0))

    def _placed(
        self,
        method: PaymentMethod,
        visitor: Visitor,
        address: PostalAddress,
        *,
        sellers: int = 0,
        user_id: int | None = None,
        first: Callable[[UUID], None] | None = None,
    ) -> tuple[UUID, str]:
        """A checkout whose payment is open, and the provider's page; `first` chooses what pays before it."""
        at, cart = now(), None
        for seller in self.dice.sample(sorted(self.world.variants), k=sellers or self.dice.choice((1, 1, 2))):
            with transaction.atomic():
                ref = checkout.add_to_cart(
                    cart, user_id=user_id, variant_id=self.dice.choice(self.world.variants[seller]),
                    quantity=self.dice.randint(1, 4), visitor=visitor, at=at,
                )  # fmt: skip
            cart = ref.public_id
        if cart is None:
            raise LookupError("no cart")
        with transaction.atomic():
            session = checkout.start(cart, user_id=user_id, email="", visitor=visitor, at=at).public_id
        email = f"buyer-{uuid4().hex[:8]}@example.org"
        with transaction.atomic():
            checkout.save_address(session, expected_version=self._version(session), address=address, email=email, at=at)
        with transaction.atomic():
            checkout.choose_delivery(session, expected_version=self._version(session), choices={}, at=at)
        if first is not None:
            first(session)
        view = checkouts.session_for_payment(session)
        _, url = paying.pay(
            view, expected_version=view.version, back="http://portolan.localhost/back", method=method, by=BUYER, at=at,
            confirmed_age=view.quote.minimum_age if view.quote else 0,
        )  # fmt: skip
        return session, url

    def _settled(self, session: UUID, *, looks: int = 0) -> UUID | None:
        """Come back from the provider: the payment where the purchase stands; else one looks again later."""
        view = checkouts.session_for_payment(session)
        try:
            done = paying.settle(view, by=BUYER, at=now())
        except MarketError:
            done = None
        if done is None or done.purchase_id is None:
            is_open = done is None or done.outcome in (paying.Outcome.WAITING, paying.Outcome.MEANWHILE)
            if is_open and looks < STILL_WAITING:
                self.waiting.append((session, looks + 1))
            return None
        bought = checkouts.purchase(done.purchase_id, language="en")
        assert view.intent_id is not None
        may_have_credit = view.user_id is not None and not view.tenders
        self.orders += [
            Order(part.order_id, part.vendor_id, done.purchase_id, bought.currency, may_have_credit)
            for part in bought.parts
        ]
        paid = payment_reads.attempts().filter(intent__public_id=view.intent_id, gateway="stripe")
        self.paid_by_card += [one.payment_reference for one in paid.exclude(payment_reference="")]
        return view.intent_id

    def _look_again(self) -> None:
        if self.waiting and self.dice.random() < 0.3:
            session, looks = self.waiting.pop(0)
            self._settled(session, looks=looks)

    def _version(self, session: UUID) -> int:
        return checkouts.session_for_payment(session).version

    # --- giving back ---------------------------------------------------------------------

    def _refund_lines(self) -> None:
        self._refund(RefundKind.LINES, lines={0: 1}, with_shipping=self.dice.random() < 0.3)

    def _refund_amount(self) -> None:
        chosen = self._order()
        units = self.dice.randint(1, 2_000)
        self._refund(RefundKind.AMOUNT, order=chosen.order_id, amount=Money(units, chosen.currency) / 100)

    def _refund_shipping(self) -> None:
        self._refund(RefundKind.SHIPPING)

    def _refund_whole(self) -> None:
        self._refund(RefundKind.WHOLE)

    def _goodwill(self) -> None:
        chosen = self._order()
        amount = Money(self.dice.randint(1, 500), chosen.currency) / 100
        self._refund(RefundKind.GOODWILL, order=chosen.order_id, amount=amount, funder=self.dice.choice(list(Funder)))

    def _refund(self, kind: RefundKind, *, order: UUID | None = None, **wish: Any) -> None:
        """Give back, now and then what a preview foresaw, with a second person where it is much."""
        chosen, asked = order or self._order().order_id, RefundWish(kind, RefundReason.RETURNED, **wish)
        looks_first = self.dice.random() < LOOKS_FIRST
        foreseen = previews.preview(chosen, asked, made_by=self.world.staff[0]) if looks_first else None
        with transaction.atomic():
            made = refunding.refund(chosen, wish=asked, key=uuid4().hex, made_by=self.world.staff[0], at=now())
        if foreseen is not None and made.amount != foreseen.amount:
            raise BrokenPromise(f"{made.amount} was given back where {foreseen.amount} was foreseen")
        if made.status == "waiting":
            with transaction.atomic():
                refunding.approve_refund(made.public_id, by=self.world.staff[1], at=now())

    def _order(self) -> Order:
        if not self.orders:
            raise LookupError("no orders")
        return self.dice.choice(self.orders[-400:])

    # --- disputes, deliveries ------------------------------------------------------------

    def _dispute(self) -> None:
        """We hear of it by the provider's message, or, where that is lost, by its report."""
        if not self.paid_by_card:
            raise LookupError("no payments by card")
        payment = self.paid_by_card.pop(self.dice.randrange(len(self.paid_by_card)))
        self.disputes.append(sandbox.dispute(payment))

    def _decide(self) -> None:
        if not self.disputes:
            raise LookupError("no disputes")
        sandbox.decide(self.disputes.pop(0), self.dice.choice(("won", "lost")))

    def _deliver(self) -> None:
        chosen = self._order()
        with transaction.atomic():
            payouts.note_delivered(chosen.vendor_id, chosen.purchase_id, delivered_at=now() - timedelta(days=30))


class BrokenPromise(Exception):
    """A refund gave something else than its preview said."""
