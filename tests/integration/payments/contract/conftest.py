"""One sandbox process for the whole suite of contracts, and each gateway at it."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from apps.payments.gateways.alipay import AlipayGateway
from apps.payments.gateways.alipay_client import AlipayKeys
from apps.payments.gateways.bank import BankAccounts, BankGateway
from apps.payments.gateways.stripe import StripeGateway
from apps.payments.gateways.wechat import WeChatGateway
from apps.payments.gateways.wechat_client import WeChatKeys
from marketplace.settings.payments import of_sandbox
from tests.integration.payments.contract.drivers import (
    EUROS,
    YUAN,
    AlipayDriver,
    BankDriver,
    Driver,
    Message,
    StripeDriver,
    WeChatDriver,
    keys_of,
)
from tests.integration.sandbox.sandbox_world import SECRET_KEY, WEBHOOK_SECRET, Program

ROOT = Path(__file__).resolve().parents[4]
TIMEOUT_S = 1
REMOTE = ("stripe", "alipay", "wechat")
EVERY = (*REMOTE, pytest.param("bank", marks=pytest.mark.django_db))


@pytest.fixture(scope="session")
def heard() -> Iterator[tuple[str, list[Message]]]:
    """An address that keeps every message and is content with it: Alipay wants to read seven letters."""
    messages: list[Message] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            messages.append(Message(self.path, dict(self.headers.items()), body))
            self.send_response(200)
            self.send_header("Content-Length", "7")
            self.end_headers()
            self.wfile.write(b"success")

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/told", messages
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def running(
    tmp_path_factory: pytest.TempPathFactory, heard: tuple[str, list[Message]]
) -> Iterator[tuple[Program, Path]]:
    """The sandbox gateway as a process of its own, and its state folder."""
    folder = tmp_path_factory.mktemp("contract")
    command = [
        sys.executable, "-u", str(ROOT / "apps/sandbox/gateway/app.py"), "--port", "0",
        "--state", str(folder / "state"), "--secret-key", SECRET_KEY, "--webhook-secret", WEBHOOK_SECRET,
        "--webhook-url", f"{heard[0]}/stripe", "--retry-base-s", "0.1",
    ]  # fmt: skip
    program = Program(command, folder / "gateway.log")
    program.start()
    yield program, folder / "state"
    program.stop(signal.SIGKILL)


@pytest.fixture
def at_sandbox(
    running: tuple[Program, Path], heard: tuple[str, list[Message]], settings: Any
) -> Callable[[str], Driver]:
    """Makes the driver of a gateway by its name, with no fault armed."""
    program, state = running
    alipay, wechat, bank = of_sandbox(keys_of(state), program.url)
    settings.ALIPAY, settings.WECHAT, settings.BANK = alipay, wechat, bank
    heard[1].clear()

    def common(name: str) -> dict[str, Any]:
        return {"name": name, "program": program, "hook": heard[0], "messages": heard[1]}

    def stripe() -> Driver:
        gateway = StripeGateway(
            secret_key=SECRET_KEY, webhook_secret=WEBHOOK_SECRET, api_base=program.url, timeout_s=TIMEOUT_S
        )
        calls = {
            "start": "POST /v1/checkout/sessions",
            "query": "GET /v1/checkout/sessions/*",
            "refund": "POST /v1/refunds",
        }
        return StripeDriver(**common("stripe"), gateway=gateway, amount=EUROS, calls=calls)

    def alipay_() -> Driver:
        keys = AlipayKeys(**{name: alipay[name] for name in AlipayKeys.__dataclass_fields__})
        gateway = AlipayGateway(keys, gateway_url=alipay["gateway_url"], timeout_s=TIMEOUT_S)
        calls = {call: f"POST /alipay/gateway.do alipay.trade.{word}" for call, word in (
            ("start", "precreate"), ("query", "query"), ("refund", "refund"),
        )}  # fmt: skip
        return AlipayDriver(**common("alipay"), gateway=gateway, amount=YUAN, calls=calls)

    def wechat_() -> Driver:
        keys = WeChatKeys(**{name: wechat[name] for name in WeChatKeys.__dataclass_fields__})
        gateway = WeChatGateway(keys, api_base=wechat["api_base"], timeout_s=TIMEOUT_S)
        calls = {
            "start": "POST /wechat/v3/pay/transactions/native",
            "query": "GET /wechat/v3/pay/transactions/out-trade-no/*",
            "refund": "POST /wechat/v3/refund/domestic/refunds",
        }
        return WeChatDriver(**common("wechat"), gateway=gateway, amount=YUAN, calls=calls)

    def bank_() -> Driver:
        from apps.payouts.operations.transfers import Book

        accounts = BankAccounts(**{name: bank[name] for name in BankAccounts.__dataclass_fields__})
        return BankDriver(**common("bank"), gateway=BankGateway(accounts, Book()), amount=EUROS)

    makers = {"stripe": stripe, "alipay": alipay_, "wechat": wechat_, "bank": bank_}

    def make(name: str) -> Driver:
        driver = makers[name]()
        driver.disarm()
        return driver

    return make


@pytest.fixture(params=EVERY)
def driver(request: pytest.FixtureRequest, at_sandbox: Callable[[str], Driver]) -> Driver:
    """Every gateway."""
    return at_sandbox(request.param)


@pytest.fixture(params=REMOTE)
def remote(request: pytest.FixtureRequest, at_sandbox: Callable[[str], Driver]) -> Driver:
    """Every gateway that is a provider's program, which can be slow, down or forged."""
    return at_sandbox(request.param)
