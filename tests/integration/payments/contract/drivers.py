"""What every gateway is driven by: an adapter, a buyer who pays, and the messages that the provider sends."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import requests
from djmoney.money import Money

from apps.payments.gateways.port import Done, Gateway, NamesPayers, Started
from apps.payments.types import Item, PaymentPage
from tests.integration.sandbox.sandbox_world import Program

CARD = "4242 4242 4242 4242"


@dataclass
class Message:
    """A callback as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Opened:
    """A payment that was started: what was asked for and what came back."""

    intent_id: UUID
    amount: Money
    page: PaymentPage
    key: str
    started: Started


@dataclass
class Driver:
    """One gateway at the sandbox. `calls` are the patterns by which its faults are armed."""

    name: str
    gateway: Gateway
    program: Program
    hook: str
    messages: list[Message]
    amount: Money
    calls: dict[str, str] = field(default_factory=dict)

    def page(self, amount: Money | None = None, **said: Any) -> PaymentPage:
        """What the provider's page is told; its own callback address, so that messages are told apart."""
        return PaymentPage(
            items=(Item("Celadon bowl {blue}", amount or self.amount),),
            success_url="http://portolan.localhost/done",
            cancel_url="http://portolan.localhost/back",
            language="en",
            email="jana@example.org",
            description="Bowl {blue} = 1/2 & a 茶碗",
            closes_at=datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=45),
            callback_url=f"{self.hook}/{uuid4()}",
            **said,
        )

    def open(self, amount: Money | None = None, **said: Any) -> Opened:
        """Start a payment."""
        intent, page = uuid4(), self.page(amount, **said)
        key = f"{uuid4()}:authorise:0"
        sum_ = amount or self.amount
        return Opened(intent, sum_, page, key, self.gateway.start(intent, sum_, page, key=key))

    def pay(self, opened: Opened) -> None:
        """The buyer pays what is asked for."""
        raise NotImplementedError

    def paid(self, amount: Money | None = None) -> tuple[Opened, str]:
        """A payment whose money is taken; what the provider calls it."""
        opened = self.open(amount)
        self.pay(opened)
        payment = self.gateway.query(opened.started.reference).payment_reference
        if not self.gateway.capabilities.captures_at_once:
            self.gateway.capture(payment, opened.amount, key=f"{opened.key}:capture")
        return opened, payment

    def refund(self, payment: str, amount: Money, *, key: str) -> Done:
        """Give money back, and have the provider do what it does later."""
        return self.gateway.refund(payment, amount, key=key)

    def arm(self, kind: str, call: str = "", **options: Any) -> None:
        """Have something go wrong with the next call, or the next message where none is named."""
        match = {"match": self.calls[call]} if call else {}
        answer = self.program.arm(kind, **match, **options)
        assert answer.status_code == 201, answer.text

    def disarm(self) -> None:
        """Nothing goes wrong any more."""
        requests.delete(f"{self.program.url}/_sandbox/faults", timeout=10)

    def control(self, path: str, **body: Any) -> dict[str, Any]:
        """Something that happens at the provider without us."""
        answer = requests.post(f"{self.program.url}/_sandbox/{path}", json=body, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def wait(self, opened: Opened, count: int = 1) -> list[Message]:
        """Messages about a payment, at least `count`."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            found = [one for one in list(self.messages) if self.is_about(one, opened)]
            if len(found) >= count:
                return found
            time.sleep(0.02)
        raise AssertionError(f"{count} messages about {opened.intent_id} did not come")

    def is_about(self, message: Message, opened: Opened) -> bool:
        return opened.page.callback_url.endswith(message.path)

    def of_another_merchant(self) -> Gateway:
        """The same adapter with the same keys, but another merchant's account."""
        raise NotImplementedError

    def today(self) -> date:
        """The provider's own calendar day."""
        return datetime.now(UTC).date()

    def balance(self) -> Decimal:
        """What the provider owes us in the currency of `amount`."""
        return Decimal(self.program.state()[self.name]["balance"])

    def settle(self, *, fails: bool = False) -> list[str]:
        """Have the provider pay out; the payouts' ids."""
        if fails:
            assert self.program.arm("payout_fails").status_code == 201
        found = self.control("settle", gateway=self.name)["payouts"]
        return [one["id"] for one in found]


class StripeDriver(Driver):
    def balance(self) -> Decimal:
        return Decimal(self.program.state()["stripe"]["currencies"]["eur"]["balance"])

    def pay(self, opened: Opened) -> None:
        form = {"card_number": CARD, "expiry": "12 / 34", "cvc": "123", "name": "Jana Müller"}
        assert requests.post(opened.started.url, data=form, allow_redirects=False, timeout=10).status_code == 303

    def is_about(self, message: Message, opened: Opened) -> bool:
        return b"checkout.session.completed" in message.body and str(opened.intent_id).encode() in message.body

    def of_another_merchant(self) -> Gateway:
        from apps.payments.gateways.stripe import StripeGateway

        return StripeGateway(
            secret_key="sk_test_other", webhook_secret="whsec_other", api_base=self.program.url, timeout_s=2
        )


class WalletDriver(Driver):
    def pay(self, opened: Opened) -> None:
        self.control(f"{self.name}/pay", out_trade_no=opened.started.reference.partition(".")[0])

    def today(self) -> date:
        return (datetime.now(UTC) + timedelta(hours=8)).date()


class AlipayDriver(WalletDriver):
    def of_another_merchant(self) -> Gateway:
        from dataclasses import replace

        from apps.payments.gateways.alipay import AlipayGateway

        gateway = self.gateway
        assert isinstance(gateway, AlipayGateway)
        keys = replace(gateway._keys, seller_id="2088999999999999")
        return AlipayGateway(keys, gateway_url=f"{self.program.url}/alipay/gateway.do", timeout_s=2)


class WeChatDriver(WalletDriver):
    def of_another_merchant(self) -> Gateway:
        from dataclasses import replace

        from apps.payments.gateways.wechat import WeChatGateway

        gateway = self.gateway
        assert isinstance(gateway, WeChatGateway)
        keys = replace(gateway._keys, merchant_id="1999999999")
        return WeChatGateway(keys, api_base=f"{self.program.url}/wechat", timeout_s=2)


class WeChatInsideDriver(WeChatDriver):
    """The buyer has opened the shop inside WeChat: it tells us who that is, and its bridge takes the signed call."""

    def page(self, amount: Money | None = None, **said: Any) -> PaymentPage:
        return super().page(amount, **{"payer": self.openid, **said})

    @cached_property
    def openid(self) -> str:
        return self.wechat.payer(self.code())

    @property
    def wechat(self) -> NamesPayers:
        assert isinstance(self.gateway, NamesPayers)
        return self.gateway

    def code(self) -> str:
        """What the buyer's browser brings back from WeChat."""
        page = self.wechat.payer_page(back="http://portolan.localhost/back", state="s1")
        back = requests.get(page, headers={"User-Agent": "MicroMessenger/8.0"}, allow_redirects=False, timeout=10)
        return parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]

    def pay(self, opened: Opened) -> None:
        started = opened.started
        answer = requests.post(
            started.url, params=dict(started.instructions), data={"outcome": "pay"}, allow_redirects=False, timeout=10
        )
        assert answer.ok, answer.text


class BankDriver(Driver):
    """The buyer sends a transfer; our statements are imported as staff or the clock would."""

    payer = "GB33BUKB20201555555555"

    def open(self, amount: Money | None = None, **said: Any) -> Opened:
        from apps.payments.models import Attempt, Intent

        opened = super().open(amount, **said)
        at = datetime.now(UTC)
        intent = Intent.objects.create(
            public_id=opened.intent_id, session_id=uuid4(), idempotency_key=opened.key, gateway="bank",
            currency=opened.amount.currency.code, amount=self.gateway.counted(opened.amount),
            created_at=at, updated_at=at,
        )  # fmt: skip
        Attempt.objects.create(
            intent=intent, gateway="bank", reference=opened.started.reference, closes_at=opened.page.closes_at,
            created_at=at,
        )  # fmt: skip
        return opened

    def pay(self, opened: Opened) -> None:
        self.send(opened, opened.amount)

    def send(self, opened: Opened, amount: Money, *, reference: str = "") -> None:
        """A transfer of any amount, with any words on it."""
        told = opened.started.instructions
        self.control(
            "bank/credit", iban=told["iban"], amount=str(amount.amount), sender="Jana Müller",
            sender_iban=self.payer, reference=reference or told["reference"],
        )  # fmt: skip
        self.import_statement()

    def carry_out(self) -> None:
        """Hand waiting orders to the bank, which books them, and import what it has booked."""
        from apps.payouts.operations import transfers

        assert transfers.send_waiting(at=datetime.now(UTC))
        self.import_statement()

    def import_statement(self) -> None:
        """What the clock does every half hour."""
        from apps.payouts.operations import fetching

        fetching.fetch_statements(self.today(), at=datetime.now(UTC))


EUROS = Money(Decimal("49.90"), "EUR")
YUAN = Money(Decimal("399.50"), "CNY")
