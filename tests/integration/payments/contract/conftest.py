"""One sandbox process for the whole suite of contracts, and each gateway at it."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from apps.payments.gateways.alipay import AlipayGateway
from apps.payments.gateways.alipay_client import AlipayKeys
from apps.payments.gateways.bank import BankAccounts, BankGateway
from apps.payments.gateways.port import Gateway
from apps.payments.gateways.stripe import StripeGateway
from apps.payments.gateways.wechat import WeChatGateway
from apps.payments.gateways.wechat_client import WeChatKeys
from apps.payments.gateways.wechat_payer import WeChatAccount
from apps.payouts.operations.transfers import Book
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
    WeChatInsideDriver,
)
from tests.integration.sandbox.sandbox_world import SECRET_KEY, WEBHOOK_SECRET, Program

ROOT = Path(__file__).resolve().parents[4]
TIMEOUT_S = 5
REMOTE = ("stripe", "alipay", "wechat", "wechat_inside")
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


@pytest.fixture(scope="session")
def adapters(running: tuple[Program, Path]) -> dict[str, Gateway]:
    """The adapters of all gateways; reading their keys takes a while."""
    program, state = running
    alipay, wechat, bank = of_sandbox(state / "keys", program.url)
    return {
        "stripe": StripeGateway(
            secret_key=SECRET_KEY, webhook_secret=WEBHOOK_SECRET, api_base=program.url, timeout_s=TIMEOUT_S
        ),
        "alipay": AlipayGateway(taken(AlipayKeys, alipay), gateway_url=alipay["gateway_url"], timeout_s=TIMEOUT_S),
        "wechat": WeChatGateway(
            taken(WeChatKeys, wechat),
            api_base=wechat["api_base"],
            timeout_s=TIMEOUT_S,
            account=WeChatAccount(
                wechat["app_id"], wechat["app_secret"], wechat["account_page_base"], wechat["account_api_base"]
            ),
            stand_in=wechat["stand_in"],
        ),
        "bank": BankGateway(taken(BankAccounts, bank), Book()),
    }


def taken(shape: Any, given: dict[str, Any]) -> Any:
    """An account's values out of a setting."""
    return shape(**{field.name: given[field.name] for field in fields(shape)})


CALLS = {
    "stripe": {
        "start": "POST /v1/checkout/sessions",
        "query": "GET /v1/checkout/sessions/*",
        "refund": "POST /v1/refunds",
    },
    "alipay": {
        "start": "POST /alipay/gateway.do alipay.trade.precreate",
        "query": "POST /alipay/gateway.do alipay.trade.query",
        "refund": "POST /alipay/gateway.do alipay.trade.refund",
        "bill": "POST /alipay/gateway.do alipay.data.*",
    },
    "wechat": {
        "start": "POST /wechat/v3/pay/transactions/native",
        "query": "GET /wechat/v3/pay/transactions/out-trade-no/*",
        "refund": "POST /wechat/v3/refund/domestic/refunds",
        "bill": "GET /wechat/v3/bill/*",
    },
    "bank": {},
}
CALLS["wechat_inside"] = CALLS["wechat"] | {"start": "POST /wechat/v3/pay/transactions/jsapi"}
DRIVERS = {
    "stripe": StripeDriver,
    "alipay": AlipayDriver,
    "wechat": WeChatDriver,
    "wechat_inside": WeChatInsideDriver,
    "bank": BankDriver,
}


@pytest.fixture
def at_sandbox(
    running: tuple[Program, Path], adapters: dict[str, Gateway], heard: tuple[str, list[Message]], settings: Any
) -> Callable[[str], Driver]:
    """Makes the driver of a gateway by its name, with no fault armed."""
    program, state = running
    _, _, bank = of_sandbox(state / "keys", program.url)
    few = {code: bank["iban_by_currency"][code] for code in ("EUR", "JPY", "KWD")}
    settings.BANK = bank | {"iban_by_currency": few}
    heard[1].clear()

    def make(way: str) -> Driver:
        name = way.partition("_")[0]
        driver = DRIVERS[way](
            name=name,
            gateway=adapters[name],
            program=program,
            hook=heard[0],
            messages=heard[1],
            amount=YUAN if name in ("alipay", "wechat") else EUROS,
            calls=CALLS[way],
        )
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


@pytest.fixture(params=("alipay", "wechat"))
def signing(request: pytest.FixtureRequest, at_sandbox: Callable[[str], Driver]) -> Driver:
    """Every provider that signs its answers too, and names the merchant in its messages."""
    return at_sandbox(request.param)
