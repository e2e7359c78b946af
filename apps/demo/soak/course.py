"""Demo · the soak's events: who buys, what is given back, disputed, paid out, and what goes wrong meanwhile."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django_tenants.utils import tenant_context
from djmoney.money import Money

from apps.accounts.models import User
from apps.catalog import selectors as catalog
from apps.checkout import operations as checkout
from apps.checkout import selectors as checkouts
from apps.checkout.operations import paying
from apps.checkout.operations import refunds as refunding
from apps.checkout.types import Visitor
from apps.checkout.types.refunds import Funder, RefundKind, RefundReason, RefundWish
from apps.common.addresses import PostalAddress
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.types import Actor, ActorKind
from apps.currencies import operations as currencies
from apps.currencies import selectors as currencies_read
from apps.currencies.types import PublishedRate
from apps.payments import operations as payments
from apps.payments import selectors as payment_reads
from apps.payments.types import PaymentMethod
from apps.payouts import operations as payouts
from apps.payouts import selectors as payout_reads
from apps.payouts.operations import fetching
from apps.payouts.types import AccountDetails, PayoutStatus
from apps.vendors import selectors as vendors

from . import sandbox
from .clock import follow, pay_out

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
    "card": 10, "alipay": 4, "wechat": 4, "transfer": 3, "refund_lines": 12, "refund_amount": 30, "refund_shipping": 3,
    "refund_whole": 2, "goodwill": 10, "dispute": 2, "decide": 2, "deliver": 10, "payout": 2, "bounce": 1, "fault": 4,
    "clear": 1, "rates": 2,
}  # fmt: skip
FAULTS = ("timeout_after_acting", "refund_fails", "payout_fails", "reject_payment", "down")


@dataclass
class Course:
    """One run: what was made, and how often each thing was done or refused."""

    dice: random.Random
    staff: tuple[int, int]
    vendors: dict[int, Any]
    variants: dict[int, list[UUID]]
    orders: list[tuple[UUID, int, UUID, str]] = field(default_factory=list)
    paid_by_card: list[str] = field(default_factory=list)
    disputes: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def step(self) -> None:
        """One random event, and what follows from it."""
        kind = self.dice.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
        try:
            getattr(self, f"_{kind}")()
            self.done[kind] += 1
        except (MarketError, RuntimeError, LookupError) as refusal:
            self.refused[f"{kind}: {getattr(refusal, 'code', '') or type(refusal).__name__}"] += 1
        if self.dice.random() < 0.2:
            follow()

    # --- buying -----------------------------------------------------------------------

    def _card(self) -> None:
        session, url = self._placed(PaymentMethod.CARD, GERMANY, BERLIN)
        declined = self.dice.random() < 0.1
        sandbox.by_card(url, number="4000 0000 0000 0002" if declined else "4242 4242 4242 4242")
        intent = self._settled(session)
        if intent is not None:
            paid = payment_reads.attempts().filter(intent__public_id=intent).exclude(payment_reference="").first()
            if paid is not None:
                self.paid_by_card.append(paid.payment_reference)

    def _alipay(self) -> None:
        self._wallet(PaymentMethod.ALIPAY, "alipay")

    def _wechat(self) -> None:
        self._wallet(PaymentMethod.WECHAT_PAY, "wechat")

    def _wallet(self, method: PaymentMethod, name: str) -> None:
        session, _ = self._placed(method, CHINA, SHANGHAI)
        intent = checkouts.session_for_payment(session).intent_id
        if intent is None:
            raise LookupError("no payment")
        attempt = payment_reads.attempts().filter(intent__public_id=intent).latest("pk")
        sandbox.by_wallet(name, attempt.reference)
        self._settled(session)

    def _transfer(self) -> None:
        session, _ = self._placed(PaymentMethod.BANK_TRANSFER, GERMANY, BERLIN)
        intent = checkouts.session_for_payment(session).intent_id
        asked = payment_reads.action(intent) if intent else None
        if asked is None:
            raise LookupError("no instructions")
        sandbox.by_transfer(dict(asked.instructions), str(asked.amount.amount))
        fetching.fetch_statements(now().date(), at=now())
        self._settled(session)

    def _placed(self, method: PaymentMethod, visitor: Visitor, address: PostalAddress) -> tuple[UUID, str]:
        at, cart = now(), None
        sellers = self.dice.sample(sorted(self.variants), k=self.dice.choice((1, 1, 2)))
        for seller in sellers:
            with transaction.atomic():
                ref = checkout.add_to_cart(
                    cart, user_id=None, variant_id=self.dice.choice(self.variants[seller]),
                    quantity=self.dice.randint(1, 4), visitor=visitor, at=at,
                )  # fmt: skip
            cart = ref.public_id
        if cart is None:
            raise LookupError("no cart")
        with transaction.atomic():
            session = checkout.start(cart, user_id=None, email="", visitor=visitor, at=at)
        email = f"buyer-{uuid4().hex[:8]}@example.org"
        with transaction.atomic():
            checkout.save_address(session, expected_version=self._version(session), address=address, email=email, at=at)
        with transaction.atomic():
            checkout.choose_delivery(session, expected_version=self._version(session), choices={}, at=at)
        view = checkouts.session_for_payment(session)
        _, url = paying.pay(
            view, expected_version=view.version, back="http://portolan.localhost/back", method=method, by=BUYER, at=at
        )
        return session, url

    def _settled(self, session: UUID) -> UUID | None:
        view = checkouts.session_for_payment(session)
        done = paying.settle(view, by=BUYER, at=now())
        if done.purchase_id is None:
            return None
        bought = checkouts.purchase(done.purchase_id, language="en")
        self.orders += [(part.order_id, part.vendor_id, done.purchase_id, bought.currency) for part in bought.parts]
        return view.intent_id

    def _version(self, session: UUID) -> int:
        return checkouts.session_for_payment(session).version

    # --- giving back ---------------------------------------------------------------------

    def _refund_lines(self) -> None:
        self._refund(RefundKind.LINES, lines={0: 1}, with_shipping=self.dice.random() < 0.3)

    def _refund_amount(self) -> None:
        order, _, _, currency = self._order()
        units = self.dice.randint(1, 2_000)
        self._refund(RefundKind.AMOUNT, order=order, amount=Money(units, currency) / 100)

    def _refund_shipping(self) -> None:
        self._refund(RefundKind.SHIPPING)

    def _refund_whole(self) -> None:
        self._refund(RefundKind.WHOLE)

    def _goodwill(self) -> None:
        order, _, _, currency = self._order()
        amount = Money(self.dice.randint(1, 500), currency) / 100
        self._refund(RefundKind.GOODWILL, order=order, amount=amount, funder=self.dice.choice(list(Funder)))

    def _refund(self, kind: RefundKind, *, order: UUID | None = None, **wish: Any) -> None:
        chosen = order or self._order()[0]
        with transaction.atomic():
            made = refunding.refund(
                chosen, wish=RefundWish(kind, RefundReason.RETURNED, **wish), key=uuid4().hex,
                made_by=self.staff[0], at=now(),
            )  # fmt: skip
        if made.status == "waiting":
            with transaction.atomic():
                refunding.approve_refund(made.public_id, by=self.staff[1], at=now())

    def _order(self) -> tuple[UUID, int, UUID, str]:
        if not self.orders:
            raise LookupError("no orders")
        return self.dice.choice(self.orders)

    # --- disputes, payouts, faults --------------------------------------------------------

    def _dispute(self) -> None:
        if not self.paid_by_card:
            raise LookupError("no payments by card")
        payment = self.paid_by_card.pop(self.dice.randrange(len(self.paid_by_card)))
        self.disputes.append(sandbox.dispute(payment))
        self._hear_of(payment)

    def _decide(self) -> None:
        if not self.disputes:
            raise LookupError("no disputes")
        sandbox.decide(self.disputes.pop(0), self.dice.choice(("won", "lost")))

    def _hear_of(self, payment: str) -> None:
        attempt = payment_reads.attempts().filter(payment_reference=payment).first()
        if attempt is not None:
            payments.follow_disputes(attempt.intent.public_id, at=now())

    def _deliver(self) -> None:
        _, vendor_id, purchase, _ = self._order()
        with transaction.atomic():
            payouts.note_delivered(vendor_id, purchase, delivered_at=now() - timedelta(days=30))

    def _payout(self) -> None:
        pay_out(self.staff, list(self.vendors))

    def _bounce(self) -> None:
        paid = list(payout_reads.payouts().filter(status=PayoutStatus.PAID).values_list("reference", flat=True))
        if not paid:
            raise LookupError("no payouts")
        sandbox.give_back(self.dice.choice(paid))
        fetching.fetch_statements(now().date(), at=now())

    def _fault(self) -> None:
        sandbox.fault(self.dice.choice(FAULTS))

    def _clear(self) -> None:
        sandbox.settle()

    def _rates(self) -> None:
        """The euro moves by up to a percent against everything."""
        day, move = now().date(), Decimal(self.dice.randint(9_900, 10_100)) / 10_000
        table = currencies_read.rate_table(day)
        rates = [
            PublishedRate("EUR", code, (table.rate("EUR", code).value * move).quantize(Decimal("0.00000001")),
                          f"soak-{self.done['rates']}", "", day)
            for code in ("CNY", "GBP", "JPY", "USD")
        ]  # fmt: skip
        with transaction.atomic():
            currencies.store_rates(rates, at=now())


def begin(seed: int) -> Course:
    """A course over the vendors that are there, with two of the staff."""
    at = now()
    staff = tuple(
        User.objects.create_user(email=f"{name}-{seed}@portolan.example", password=uuid4().hex, is_staff=True).pk
        for name in ("maker", "checker")
    )
    shops = {vendor.pk: vendor for vendor in vendors.vendors()}
    variants: dict[int, list[UUID]] = {}
    ibans = ("FR1420041010050500013M02606", "NL91ABNA0417164300", "IT60X0542811101000000123456",
             "ES9121000418450200051332")  # fmt: skip
    for place, ((key, vendor), iban) in enumerate(zip(shops.items(), ibans, strict=False)):
        with tenant_context(vendor):
            variants[key] = list(catalog.variants().values_list("public_id", flat=True))
        is_own = place % 2 == 0 and vendor.currency in settings.BANK["iban_by_currency"]
        currency = vendor.currency if is_own else "EUR"
        with transaction.atomic():
            details = AccountDetails(vendor.name, "", currency, iban=iban)
            payouts.set_account(key, details, by=None, at=at - timedelta(days=10))
    return Course(random.Random(seed), (staff[0], staff[1]), shops, variants)  # noqa: S311  to be repeated, no secret
