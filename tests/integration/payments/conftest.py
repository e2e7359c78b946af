"""Payments are tested against the sandbox gateway, a program of its own, through the unmodified SDK."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests
from django.db import transaction
from django.test import Client
from djmoney.money import Money

from apps.payments import operations, rules
from apps.payments.gateways import registry
from apps.payments.models import Attempt
from apps.payments.selectors import methods
from apps.payments.types import ActionKind, Item, PaymentMethod, PaymentPage
from tests.factories import checkout as make
from tests.factories.gateways import ScriptedGateway
from tests.integration.sandbox.sandbox_world import SECRET_KEY, WEBHOOK_SECRET, Program

ROOT = Path(__file__).resolve().parents[3]
GOOD, DECLINED, POOR = "4242 4242 4242 4242", "4000 0000 0000 0002", "4000 0000 0000 9995"
SECURE = "4000 0025 0000 3155"


@dataclass
class Post:
    """A message of the provider as it came over the wire."""

    headers: dict[str, str]
    body: bytes

    def deliver(self, *, body: bytes | None = None) -> int:
        """Bring it to our callback; the status we answer with."""
        answer = Client(HTTP_HOST="portolan.localhost").post(
            "/callbacks/stripe/",
            data=self.body if body is None else body,
            content_type="application/json",
            headers={"stripe-signature": self.headers["stripe-signature"]},
        )
        return answer.status_code


@dataclass
class Provider:
    """The sandbox gateway, a buyer in front of its page, and the messages that it sends."""

    program: Program
    posts: list[Post] = field(default_factory=list)

    def arm(self, kind: str, **options: Any) -> None:
        assert self.program.arm(kind, **options).status_code == 201

    def pay(self, url: str, card: str = GOOD) -> requests.Response:
        """Fill in the hosted page's form and send it."""
        form = {"card_number": card, "expiry": "12 / 34", "cvc": "123", "name": "Jana Müller"}
        return requests.post(url, data=form, allow_redirects=False, timeout=10)

    def confirm(self, secure: requests.Response, outcome: str = "complete") -> requests.Response:
        """Press a button of the 3-D Secure page."""
        url = self.program.url + secure.headers["Location"]
        return requests.post(url, data={"outcome": outcome}, allow_redirects=False, timeout=10)

    def wait(self, count: int = 1, *, kind: str = "checkout.session.completed") -> list[Post]:
        """All messages of a kind, at least `count`."""
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            found = [post for post in list(self.posts) if kind.encode() in post.body]
            if len(found) >= count:
                return found
            time.sleep(0.03)
        raise AssertionError(f"{count} × {kind} did not come")


@pytest.fixture(scope="session")
def _hook() -> Iterator[tuple[str, list[Post]]]:
    posts: list[Post] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posts.append(Post({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", posts
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def _program(tmp_path_factory: pytest.TempPathFactory, _hook: tuple[str, list[Post]]) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("gateway")
    command = [
        sys.executable, "-u", str(ROOT / "apps/sandbox/gateway/app.py"), "--port", "0",
        "--state", str(folder / "state"),
        "--secret-key", SECRET_KEY, "--webhook-secret", WEBHOOK_SECRET, "--webhook-url", _hook[0],
        "--retry-base-s", "0.1",
    ]  # fmt: skip
    program = Program(command, folder / "gateway.log")
    program.start()
    yield program
    program.stop(signal.SIGKILL)


@pytest.fixture
def provider(_program: Program, _hook: tuple[str, list[Post]], settings: Any) -> Provider:
    """The gateway without armed faults, with our settings pointing at it."""
    requests.delete(f"{_program.url}/_sandbox/faults", timeout=10)
    _hook[1].clear()
    settings.STRIPE = {
        "api_base": _program.url,
        "secret_key": SECRET_KEY,
        "webhook_secret": WEBHOOK_SECRET,
        "timeout_s": 3,
    }
    settings.PAYMENT_GATEWAY = "stripe"
    return Provider(_program, _hook[1])


WAYS: dict[PaymentMethod, Callable[[], ScriptedGateway]] = {
    PaymentMethod.CARD: lambda: ScriptedGateway("card"),
    PaymentMethod.ALIPAY: lambda: ScriptedGateway("alipay", ActionKind.QR, captures_at_once=True),
    PaymentMethod.WECHAT_PAY: lambda: ScriptedGateway("wechat", ActionKind.QR, captures_at_once=True),
    PaymentMethod.BANK_TRANSFER: lambda: ScriptedGateway("bank", ActionKind.INSTRUCTIONS, captures_at_once=True),
}


@pytest.fixture
def gateways(monkeypatch: pytest.MonkeyPatch) -> dict[PaymentMethod, ScriptedGateway]:
    """A scripted provider for each way to pay, offered everywhere from the first cent on."""
    found = {method: make() for method, make in WAYS.items()}
    by_name = {one.name: one for one in found.values()}
    monkeypatch.setattr(registry, "gateway", lambda name: by_name[name])
    monkeypatch.setattr(registry, "gateway_of", lambda method: found[method].name)
    monkeypatch.setattr(registry, "is_on", lambda name: True)
    monkeypatch.setattr(methods, "_terms", lambda: [rules.MethodTerms(method) for method in WAYS])
    return found


def opened(amount: Money, *, at: datetime) -> UUID:
    """An intent over an amount."""
    with transaction.atomic():
        return operations.open_intent(session_id=uuid4(), version=1, amount=amount, at=at).public_id


def page(amount: Money, *, at: datetime) -> PaymentPage:
    """What the provider's page is told."""
    return PaymentPage(
        items=(Item("Goods", amount),),
        success_url="http://portolan.localhost/done",
        cancel_url="http://portolan.localhost/back",
        language="de",
        email=make.EMAIL,
        description="A purchase",
        closes_at=at + make.PAGE_OPEN,
    )


def begun(amount: Money, *, at: datetime) -> tuple[UUID, str]:
    """An intent and the address of its page."""
    intent = opened(amount, at=at)
    return intent, operations.begin(intent, page=page(amount, at=at), at=at)


def attempt_of(intent: UUID) -> Attempt:
    return Attempt.objects.get(intent__public_id=intent)
