"""Demo · the soak in small: each kind of event once, each fault met, and then books, providers and bank agree."""

from __future__ import annotations

import random
import signal
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from djmoney.money import Money

from apps.checkout.types.refunds import Funder, RefundKind
from apps.common.clock import now
from apps.demo.soak import census, credit, crew, gifts, office, proof, sandbox
from apps.demo.soak.people import Order, People
from apps.payments.models import MethodRule
from apps.payments.selectors import forget_methods
from apps.payouts import operations as payouts
from marketplace.settings.payments import of_sandbox
from tests.factories import checkout as make
from tests.integration.sandbox.sandbox_world import SECRET_KEY, WEBHOOK_SECRET, Program

ROOT = Path(__file__).resolve().parents[3]
CURRENCIES = ("EUR", "GBP", "CNY")


class Inbox:
    """Takes what providers send and keeps it until it is brought to us."""

    def __init__(self) -> None:
        inbox = self
        self.messages: list[tuple[str, dict[str, str], bytes]] = []
        self.refused = 0

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                inbox.messages.append((self.path, dict(self.headers), body))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"success")

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def bring(self) -> None:
        """Bring what has come to our callbacks, the last first."""
        while self.messages:
            path, headers, body = self.messages.pop()
            kind = headers.pop("Content-Type")
            answer = Client(HTTP_HOST="portolan.localhost").post(path, body, content_type=kind, headers=headers)
            self.refused += answer.status_code >= 400


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    made = Inbox()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def people(
    own_database: str, kiln: Any, loom: Any, inbox: Inbox, settings: Any, tmp_path: Path
) -> Iterator[tuple[People, office.Office]]:
    """One person and the office, over two sellers, with a sandbox of their own."""
    port = str(inbox.server.server_port)
    command = [
        sys.executable, "-u", str(ROOT / "apps/sandbox/gateway/app.py"), "--port", "0", "--state", str(tmp_path / "s"),
        "--secret-key", SECRET_KEY, "--webhook-secret", WEBHOOK_SECRET, "--retry-base-s", "0.1",
        "--webhook-url", f"http://127.0.0.1:{port}/callbacks/stripe/",
        "--webhook-events", "payment_intent.amount_capturable_updated,charge.dispute.created,charge.dispute.closed",
    ]  # fmt: skip
    program = Program(command, tmp_path / "gateway.log")
    program.start()
    settings.STRIPE = {
        "api_base": program.url, "secret_key": SECRET_KEY, "webhook_secret": WEBHOOK_SECRET, "timeout_s": 5,
    }  # fmt: skip
    settings.ALIPAY, settings.WECHAT, bank = of_sandbox(tmp_path / "s" / "keys", program.url)
    ours = {code: bank["iban_by_currency"][code] for code in CURRENCIES}
    settings.BANK = {**bank, "iban_by_currency": ours}
    settings.PAYMENT_GATEWAY, settings.PAYMENT_GATEWAYS = "stripe", ["stripe", "alipay", "wechat", "bank"]
    settings.RISK_MODE, settings.PUBLIC_PORT, settings.REFUND_LIMITS = "shadow", port, {"EUR": Decimal(300)}
    settings.CELERY_TASK_ALWAYS_EAGER = True
    at = now()
    make.goods(kiln, at=at, pieces=1000)
    make.goods(loom, at=at, pieces=1000)
    MethodRule.objects.update(smallest={}, largest={})
    forget_methods()
    world = crew.prepare(1)
    yield People(world, random.Random(1)), office.Office(world, random.Random(1))
    forget_methods()
    program.stop(signal.SIGKILL)


def meanwhile(someone: People, inbox: Inbox) -> None:
    """All that is under way goes on, nothing waits for the clock."""
    inbox.bring()
    office.follow()
    for session, _ in [someone.waiting.pop() for _ in list(someone.waiting)]:
        someone._settled(session)


def test_everything_that_can_happen_to_money_happens_and_all_accounts_agree(
    people: tuple[People, office.Office], inbox: Inbox
) -> None:
    someone, desk = people
    fault = sandbox.fault

    fault("slow", match="POST /v1/checkout/sessions", ms=20)
    fault("wrong_amount", match="GET /v1/checkout/sessions/*")
    fault("out_of_order_webhooks", times=2, ms=50)
    someone.by_card(sellers=2)
    meanwhile(someone, inbox)
    fault("timeout_after_acting", match="POST /v1/payment_intents/*/capture")
    fault("duplicate_webhook")
    someone._card_in_parts()
    fault("stale_webhook")
    someone._card_let_go()
    fault("tampered_webhook")
    someone.by_card()
    meanwhile(someone, inbox)
    by_card = list(someone.orders)

    fault("tampered_answer", match="* alipay.trade.query")
    fault("drop_webhook")
    someone._alipay()
    fault("unknown_serial", match="GET /wechat/v3/pay/transactions/*")
    someone._wechat()
    fault("down", match="GET /bank/statements")
    session, asked = someone.asked_to_transfer()
    someone.send(session, asked, [asked.amount + Money(5, "EUR")])
    desk._statement()
    desk._statement()
    meanwhile(someone, inbox)
    meanwhile(someone, inbox)
    assert len({order.purchase_id for order in someone.orders}) == 7
    others = [order for order in someone.orders if order not in by_card]

    for order in others:
        someone._refund(RefundKind.AMOUNT, order=order.order_id, amount=Money("1.50", order.currency))
    someone._refund(RefundKind.GOODWILL, order=by_card[3].order_id, amount=Money(1, "EUR"), funder=Funder.VENDOR)
    someone._refund(RefundKind.LINES, order=by_card[0].order_id, lines={0: 1}, with_shipping=True)
    fault("timeout_after_acting", match="POST /v1/refunds")
    fault("refund_fails", match="stripe *", after_s=0)
    someone._refund(RefundKind.SHIPPING, order=by_card[1].order_id)
    meanwhile(someone, inbox)
    someone._refund(RefundKind.WHOLE, order=by_card[-1].order_id)
    meanwhile(someone, inbox)

    for event in credit.WEIGHTS:
        credit.gift_issued(someone, Money(6, "EUR"))
        getattr(credit, event)(someone)
        meanwhile(someone, inbox)

    for by_card in (True, False, True):
        gifts.card_bought(someone, by_card=by_card)
        meanwhile(someone, inbox)
    opened, returned, _disputed = someone.bought
    of_gift = someone.paid_by_card[-1]
    for someone.bought, event in (([opened], gifts.card_opened), ([returned], gifts.card_returned)):
        event(someone)
    someone.cards = someone.cards[-1:]
    credit.gift_used(someone)
    meanwhile(someone, inbox)
    lost = sandbox.dispute(of_gift)

    someone.paid_by_card = someone.paid_by_card[:2]
    someone._dispute()
    someone._dispute()
    inbox.bring()
    office.follow_all_disputes()
    for dispute, outcome in zip(someone.disputes, ("won", "lost"), strict=True):
        sandbox.decide(dispute, outcome)
    sandbox.decide(lost, "lost")
    office.follow_all_disputes()

    for order in someone.orders:
        arrived(order)
    desk._rates()
    fault("reject_payment")
    desk._payout()
    desk._statement()
    fault("return_payment", after_s=0)
    desk._payout()
    desk._statement()
    fault("payout_fails")
    desk._clear()

    met = sandbox.faults_met()
    office.come_to_rest([])
    happened = census.happened(met, 1)
    assert [what for what, count in happened.items() if not count] == []
    assert [f"{one.name}: {one.ours} | {one.theirs}" for one in proof.findings() if not one.holds] == []
    assert inbox.refused


def arrived(order: Order) -> None:
    """An order arrived a month ago."""
    with transaction.atomic():
        payouts.note_delivered(order.vendor_id, order.purchase_id, delivered_at=now() - timedelta(days=30))
