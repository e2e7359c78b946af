"""What drives the sandbox programs in tests: processes, an inbox, a shop, a sender of parcels."""

from __future__ import annotations

import hashlib
import hmac
import json
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import stripe

SECRET_KEY = "sk_test_of_the_suite"
WEBHOOK_SECRET = "whsec_of_the_suite"
CARRIER_KEY, CARRIER_SECRET = "mk_test_of_the_suite", "ms_test_of_the_suite"


@dataclass
class Program:
    """A running program and the command that starts it again on the same state."""

    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)
    url: str = ""

    def start(self) -> None:
        """Start it and wait until it says where it listens."""
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(self.command, cwd="/", stdout=out, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in self.log.read_text()[before:].splitlines():
                if line.startswith("listening on "):
                    self.url = line.removeprefix("listening on ")
                    return
            time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it and return its exit status."""
        self.process.send_signal(how)
        return self.process.wait(timeout=10)

    def arm(self, kind: str, **options: Any) -> requests.Response:
        """Arm a fault."""
        return requests.post(f"{self.url}/_sandbox/faults", json={"kind": kind} | options, timeout=10)

    def reset(self) -> None:
        """Empty it."""
        assert requests.delete(f"{self.url}/_sandbox/state", timeout=10).status_code == 204

    def state(self) -> dict[str, Any]:
        """The program's counts."""
        return requests.get(f"{self.url}/_sandbox/state", timeout=10).json()


@dataclass
class Post:
    """One request that reached the inbox."""

    headers: dict[str, str]
    body: bytes
    at: float
    secret: str

    @property
    def event(self) -> dict[str, Any]:
        """The body as JSON, unverified."""
        return json.loads(self.body)

    def verify(self, secret: str | None = None) -> stripe.Event:
        """The event as the SDK accepts it."""
        return stripe.Webhook.construct_event(self.body, self.headers["stripe-signature"], secret or self.secret)


@dataclass
class Inbox:
    """A web server that keeps what is posted to it; it answers with the first of `answers`, then 200, and `says`."""

    url: str
    posts: list[Post] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    secret: str = ""
    says: bytes = b""

    def take(self, count: int = 1, *, timeout_s: float = 15) -> list[Post]:
        """All posts, at least `count`."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if len(self.posts) >= count:
                return list(self.posts)
            time.sleep(0.03)
        raise AssertionError(f"{count} posts expected, got {len(self.posts)}")

    def wait(self, type: str, count: int = 1, *, timeout_s: float = 15) -> list[Post]:
        """All posts of an event type, at least `count`."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            found = [post for post in list(self.posts) if post.event["type"] == type]
            if len(found) >= count:
                return found
            time.sleep(0.03)
        raise AssertionError(f"{count} × {type} expected, got {[post.event['type'] for post in self.posts]}")


@dataclass
class Shop:
    """A merchant with the official SDK and buyers with browsers."""

    gateway: Program
    stripe: stripe.StripeClient

    def register(self, url: str) -> str:
        """Have webhooks sent to a URL; the secret that signs them."""
        params = {"url": url, "enabled_events": ["*"]}
        return self.stripe.v1.webhook_endpoints.create(params=params).secret

    def session(self, **params: Any) -> stripe.checkout.Session:
        """Open a checkout session over 25.00 EUR."""
        line = {"currency": "eur", "unit_amount": 1250, "product_data": {"name": "Celadon bowl"}}
        default = {
            "mode": "payment",
            "line_items": [{"quantity": 2, "price_data": line}],
            "success_url": "http://shop.invalid/done?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://shop.invalid/cart",
            "customer_email": "buyer@example.com",
        }
        return self.stripe.v1.checkout.sessions.create(params=default | params)

    def pay(self, session: stripe.checkout.Session, number: str, **fields: str) -> requests.Response:
        """Submit the hosted page's form."""
        form = {"card_number": number, "expiry": "12 / 34", "cvc": "123", "name": "Ada Example"} | fields
        return requests.post(session.url, data=form, allow_redirects=False, timeout=10)

    def answer(self, secure: requests.Response, outcome: str) -> requests.Response:
        """Press a button of the 3-D Secure page that a payment was sent to."""
        url = self.gateway.url + secure.headers["Location"]
        assert requests.get(url, timeout=10).status_code == 200
        return requests.post(url, data={"outcome": outcome}, allow_redirects=False, timeout=10)

    def paid(self, **params: Any) -> stripe.PaymentIntent:
        """A purchase paid with a good card; the intent."""
        session = self.session(**params)
        assert self.pay(session, "4242 4242 4242 4242").status_code == 303
        found = self.stripe.v1.checkout.sessions.retrieve(session.id, params={"expand": ["payment_intent"]})
        return found.payment_intent


def client(url: str, key: str = SECRET_KEY, *, retries: int = 0) -> stripe.StripeClient:
    """The unmodified SDK, pointed at the sandbox."""
    return stripe.StripeClient(key, base_addresses={"api": url}, max_network_retries=retries)


@dataclass
class Meridian:
    """Calls the carrier with signed requests."""

    carrier: Program

    def call(self, method: str, target: str, data: Any = None, **options: Any) -> requests.Response:
        """One signed call. `body`, `sent_body`, `age_s`, `secret`, `key` and `idempotency_key` vary it."""
        body = options.get("body", b"" if data is None else json.dumps(data).encode())
        timestamp = str(int(time.time() - options.get("age_s", 0)))
        text = f"{method}\n{target}\n{timestamp}\n{hashlib.sha256(body).hexdigest()}"
        secret = options.get("secret", CARRIER_SECRET).encode()
        headers = {
            "X-Meridian-Key": options.get("key", CARRIER_KEY),
            "X-Meridian-Timestamp": timestamp,
            "X-Meridian-Signature": hmac.new(secret, text.encode(), hashlib.sha256).hexdigest(),
        }
        if "idempotency_key" in options:
            headers["Idempotency-Key"] = options["idempotency_key"]
        sent = options.get("sent_body", body)
        return requests.request(method, self.carrier.url + target, data=sent, headers=headers, timeout=10)

    def advance(self, *, days: float) -> None:
        """Let simulated time pass."""
        url = f"{self.carrier.url}/_sandbox/clock"
        assert requests.post(url, json={"advance_s": days * 86400}, timeout=10).status_code == 200

    def send(self, booking: dict[str, Any]) -> str:
        """Book and hand over; the tracking number of the first parcel."""
        shipment = self.call("POST", "/v1/shipments", booking)
        assert shipment.status_code == 201, shipment.text
        assert self.call("POST", "/v1/handovers", {"shipments": [shipment.json()["id"]]}).status_code == 201
        return shipment.json()["parcels"][0]["tracking_number"]

    def track(self, number: str) -> dict[str, Any]:
        """What is known of a parcel."""
        return self.call("GET", f"/v1/tracking/{number}").json()
