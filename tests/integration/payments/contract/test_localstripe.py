"""Stripe's adapter at localstripe, which others wrote: what it supports of the contract.

It has no checkout pages, so payments are made by API with its test cards, and the adapter takes over from there. It
ignores idempotency keys, takes refunds beyond the payment and captures of what was released, and knows no disputes, no
settlement reports and no `amount_received`: what rests on these is tried at the sandbox only. It is a program of its
own, reached over HTTP; its licence (GPL) concerns nobody who does not start it.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
import stripe as sdk
from djmoney.money import Money

from apps.payments.errors import BadCallback, Declined, Duplicate, InvalidRequest
from apps.payments.gateways.stripe import StripeGateway
from apps.payments.gateways.stripe_outcomes import outcome_of
from tests.integration.payments.contract.drivers import Message

if importlib.util.find_spec("localstripe") is None:
    pytest.skip("localstripe is not installed: pip install -r requirements-dev.txt", allow_module_level=True)

WANTED = b'"payment_intent.succeeded"'
SECRET, SIGNING = "sk_test_12345", "whsec_of_localstripe"
# Its own start listens on every interface and keeps its state in a fixed place; this listens on loopback only.
START = (
    "import sys; from aiohttp import web; from localstripe import resources, server; "
    "resources.store.dump_to_disk = lambda: None; "
    "web.run_app(server.app, host='127.0.0.1', port=int(sys.argv[1]), print=None)"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder: Path = tmp_path_factory.mktemp("localstripe")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", START, str(port)],
            cwd=folder, stdout=log, stderr=subprocess.STDOUT, env=os.environ | {"TMPDIR": str(folder)},
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            requests.get(f"{url}/v1/balance", auth=(SECRET, ""), timeout=1)
            break
        except requests.ConnectionError:
            time.sleep(0.05)
    else:
        raise AssertionError((folder / "log").read_text())
    yield url
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=10)


@pytest.fixture
def gateway(address: str) -> StripeGateway:
    return StripeGateway(secret_key=SECRET, webhook_secret=SIGNING, api_base=address, timeout_s=5)


@pytest.fixture
def client(address: str) -> sdk.StripeClient:
    return sdk.StripeClient(SECRET, base_addresses={"api": address}, max_network_retries=0)


def authorised(client: sdk.StripeClient, units: int = 4990, card: str = "4242424242424242") -> Any:
    """A payment that a buyer has authorised by card."""
    method = client.v1.payment_methods.create(
        {"type": "card", "card": {"number": card, "exp_month": 12, "exp_year": 2034, "cvc": "123"}}
    )
    asked: Any = {
        "amount": units, "currency": "eur", "payment_method": method.id, "confirm": True, "capture_method": "manual",
    }  # fmt: skip
    return client.v1.payment_intents.create(asked)


def euros(text: str) -> Money:
    return Money(Decimal(text), "EUR")


def test_an_authorisation_is_taken_whole_once(gateway: StripeGateway, client: sdk.StripeClient) -> None:
    intent = authorised(client)
    assert intent.status == "requires_capture"
    assert gateway.capture(intent.id, euros("49.90"), key=str(uuid4())).reference == intent.id
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
    with pytest.raises((Duplicate, InvalidRequest)):
        gateway.capture(intent.id, euros("49.90"), key=str(uuid4()))


def test_a_part_is_taken(gateway: StripeGateway, client: sdk.StripeClient) -> None:
    intent = authorised(client)
    gateway.capture(intent.id, euros("20.00"), key=str(uuid4()))
    charge = client.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]}).to_dict()["latest_charge"]
    assert charge["amount"] - charge["amount_refunded"] == 2000


def test_an_authorisation_is_released(gateway: StripeGateway, client: sdk.StripeClient) -> None:
    intent = authorised(client)
    gateway.void(intent.id, key=str(uuid4()))
    assert client.v1.payment_intents.retrieve(intent.id).status == "canceled"


def test_a_refund_is_given_and_found_by_its_key(gateway: StripeGateway, client: sdk.StripeClient) -> None:
    intent = authorised(client)
    gateway.capture(intent.id, euros("49.90"), key=str(uuid4()))
    key = str(uuid4())
    given = gateway.refund(intent.id, euros("9.90"), key=key)
    assert client.v1.refunds.retrieve(given.reference).amount == 990
    assert gateway.query_refund(intent.id, key=key) == given
    assert gateway.query_refund(intent.id, key=str(uuid4())) is None


def test_a_payment_that_is_not_there(gateway: StripeGateway) -> None:
    for call in (gateway.void, lambda one, key: gateway.capture(one, euros("1.00"), key=key)):
        with pytest.raises(InvalidRequest):
            call("pi_unknown", key=str(uuid4()))


def test_a_card_that_is_refused_when_it_is_charged(client: sdk.StripeClient, gateway: StripeGateway) -> None:
    with pytest.raises(Declined):
        outcome_of(lambda: authorised(client, card="4000000000000341"))


def test_a_stranger_s_key_opens_nothing(address: str) -> None:
    stranger = StripeGateway(secret_key="nothing", webhook_secret=SIGNING, api_base=address, timeout_s=5)
    with pytest.raises(InvalidRequest):
        stranger.void("pi_unknown", key=str(uuid4()))


def test_its_messages_are_signed_as_stripe_s_are(
    address: str, client: sdk.StripeClient, gateway: StripeGateway, heard: tuple[str, list[Message]]
) -> None:
    told = {"url": f"{heard[0]}/localstripe", "secret": SIGNING}
    assert requests.post(f"{address}/_config/webhooks/contract", json=told, timeout=5).ok
    intent = authorised(client)
    gateway.capture(intent.id, euros("49.90"), key=str(uuid4()))
    deadline = time.monotonic() + 10
    found: list[Message] = []
    while not found and time.monotonic() < deadline:
        found = [one for one in list(heard[1]) if intent.id.encode() in one.body and WANTED in one.body]
        time.sleep(0.02)
    message = found[0]
    at = datetime.now(UTC)

    event = gateway.read_callback(message.headers, message.body, at=at)

    assert event is not None
    assert (event.reference, event.amount, event.currency) == (intent.id, 4990, "EUR")
    with pytest.raises(BadCallback):
        gateway.read_callback(message.headers, message.body.replace(b"4990", b"4991"), at=at)
    with pytest.raises(BadCallback):
        StripeGateway(secret_key=SECRET, webhook_secret="whsec_x", api_base=address, timeout_s=5).read_callback(
            message.headers, message.body, at=at
        )
