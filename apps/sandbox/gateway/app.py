"""The gateways and the bank, started by file: `python apps/sandbox/gateway/app.py` · sandbox gateway · no schema."""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path[0] = str(Path(__file__).resolve().parents[3])

from apps.sandbox.alipay import app as alipay
from apps.sandbox.bank import app as bank
from apps.sandbox.bank import payments
from apps.sandbox.base import delivery, jobs, keys, server
from apps.sandbox.base import faults as fault_rules
from apps.sandbox.base.delivery import Channel, Deliverer
from apps.sandbox.base.faults import Fault, Faults
from apps.sandbox.base.host import Host, Provider
from apps.sandbox.base.http import Handler, Request, Response
from apps.sandbox.base.program import Program
from apps.sandbox.base.store import Store
from apps.sandbox.gateway import checkout, endpoints, intents, keygen, purse, settlement
from apps.sandbox.gateway.api import ENDPOINTS, Site
from apps.sandbox.gateway.errors import NotFound
from apps.sandbox.gateway.pages import site as pages
from apps.sandbox.gateway.serving import Serving, encoded, opened
from apps.sandbox.gateway.webhooks import Webhooks, shifted
from apps.sandbox.gateway.work import SCHEMA, Work
from apps.sandbox.wechat import app as wechat

CALL_KINDS = fault_rules.CALL_KINDS | {"wrong_amount", "wrong_merchant", "unknown_serial", "tampered_answer"}
LATER_KINDS = payments.FAULTS | purse.PAYOUT_FAULTS | {"refund_fails"}
HOUSED = ("/alipay/", "/wechat/", "/bank/")
TABLES = SCHEMA + purse.SCHEMA + alipay.SCHEMA + wechat.SCHEMA + bank.SCHEMA
SWEEP_S = 5.0


@dataclass(frozen=True)
class Settings:
    """`public_url` is the hosted pages' origin; without `webhook_url` only registered endpoints hear Stripe's news."""

    state: Path
    secret_key: str
    public_url: str
    webhook_url: str | None = None
    webhook_secret: str = ""
    webhook_events: tuple[str, ...] = ("*",)
    merchant: str = "Portolan"
    retry_base_s: float = 1.0


class Gateway(Program):
    """Stripe, Alipay, WeChat Pay and a bank over one SQLite file."""

    call_kinds = CALL_KINDS

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(settings.state / "gateway.sqlite3", TABLES + fault_rules.SCHEMA)
        super().__init__(Faults(self.store, CALL_KINDS | delivery.FAULT_KINDS | LATER_KINDS))
        self.site = Site(settings.public_url, _salt(settings.state), self.faults)
        with self.store.write() as db:
            work = Work(db, int(time.time()))
            endpoints.keep_default(work, settings.webhook_url, settings.webhook_secret, events=settings.webhook_events)
        self._serving = Serving(self.store, self.site, secret_key=settings.secret_key, announce=self.announce)
        for endpoint in ENDPOINTS:
            self.routes.add(endpoint.method, endpoint.path, self._serving.handler(endpoint))
        pages.register(self)
        channels: dict[str, Channel] = {"stripe": Webhooks()}
        self._jobs = jobs.Jobs(self.store, wake=self._wake, sweep_s=SWEEP_S)
        self._providers = self._house(channels)
        self._deliverer = Deliverer(self.store, self.faults, channels, retry_base_s=settings.retry_base_s)
        self._jobs.add_sweep(_sweep)
        self._jobs.start()

    def _house(self, channels: dict[str, Channel]) -> dict[str, Provider]:
        folder = keygen.make(self.settings.state)
        host = Host(
            store=self.store,
            faults=self.faults,
            routes=self.routes,
            jobs=self._jobs,
            channels=channels,
            keys=folder,
            accounts=json.loads((folder / "accounts.json").read_text()),
            public_url=self.settings.public_url,
            merchant=self.settings.merchant,
            wake=self._wake,
        )
        return {
            "stripe": settlement.Settlement(host),
            "alipay": alipay.Alipay(host),
            "wechat": wechat.WeChat(host),
            "bank": bank.Bank(host),
        }

    def close(self) -> None:
        """Stop deliveries and release the state file."""
        self._jobs.close()
        self._deliverer.close()
        self.store.close()

    @staticmethod
    def work(db: sqlite3.Connection, request: Request) -> Work:
        """A unit of work for a request."""
        return opened(db, request)

    def announce(self, work: Work) -> None:
        """Wake the deliverer if the work, now committed, made news."""
        if work.events:
            self._wake()

    def _wake(self) -> None:
        self._deliverer.wake()

    def subject(self, request: Request) -> str:
        """What faults match: Alipay's methods all have one path, so that their name is added."""
        if request.path != "/alipay/gateway.do":
            return super().subject(request)
        method = alipay.called(request)
        request.params["api"] = method
        request.route += f" {method}"
        return f"{request.method} {request.path} {method}"

    def act(self, handler: Handler, request: Request, faults: list[Fault]) -> Response:
        """Run the handler; Stripe's answer may show amounts that are off."""
        request.faults = faults
        if request.path.startswith(HOUSED):
            return super().act(handler, request, faults)
        response = handler(request)
        for fault in faults:
            if fault.kind == "wrong_amount" and response.headers.get("Content-Type") == "application/json":
                off = shifted(json.loads(response.body), int(fault.number("delta", 1)))
                response = Response(response.status, encoded(off), response.headers)
        return response

    def not_found(self, request: Request) -> Response:
        """Stripe's answer to an unknown path."""
        if not request.path.startswith("/v1/"):
            return Response(404, b"Not Found\n", {"Content-Type": "text/plain"})
        unknown = NotFound(f"Unrecognized request URL ({request.method}: {request.path}).", code="url_unknown")
        return self._serving.refuse(request, unknown)

    def broken(self, request: Request) -> Response:
        """Stripe's answer to its own failure."""
        error = {"error": {"type": "api_error", "message": "The sandbox failed; its log says why."}}
        return Response.json(error, 500)

    def state(self) -> dict[str, Any]:
        """Counts for tests: Stripe's objects by status, deliveries by state, requests, and each provider's own."""
        objects: dict[str, dict[str, int]] = {}
        with self.store.read() as db:
            for row in db.execute("SELECT kind, status, count(*) AS n FROM documents GROUP BY 1, 2"):
                objects.setdefault(row["kind"], {})[row["status"] or "all"] = row["n"]
            deliveries = dict(map(tuple, db.execute("SELECT state, count(*) FROM deliveries GROUP BY 1").fetchall()))
            kept = db.execute("SELECT count(*) FROM idempotency").fetchone()[0]
            waiting = db.execute("SELECT count(*) FROM jobs").fetchone()[0]
            housed = {name: provider.state(db) for name, provider in self._providers.items()}
        found = {"objects": objects, "deliveries": deliveries, "idempotency_keys": kept, "jobs": waiting}
        return super().state() | found | housed

    def forget(self) -> None:
        """Drop every object but the default endpoint, and all that waits to be delivered or done."""
        with self.store.write() as db:
            db.execute("DELETE FROM documents WHERE id <> ?", (endpoints.DEFAULT,))
            for table in ("deliveries", "idempotency", "jobs"):
                db.execute(f"DELETE FROM {table}")
            for provider in self._providers.values():
                provider.forget(db)


def _sweep(db: sqlite3.Connection) -> None:
    """Close Stripe's pages and release its authorisations whose time is over."""
    work = Work(db, int(time.time()))
    checkout.expire_due(work)
    intents.cancel_expired(work)


def _salt(state: Path) -> bytes:
    """The key of card fingerprints, made once."""
    return bytes.fromhex(keys.resolve(state, {"fingerprint_key": (None, "", "")})["fingerprint_key"])


def create_app(settings: Settings) -> Gateway:
    """The WSGI callable; `close()` stops its threads."""
    return Gateway(settings)


def main() -> None:
    """Read the command line and serve."""
    parser = server.parser("gateway", port=9101)
    parser.add_argument("--secret-key")
    parser.add_argument("--webhook-url", help="where Stripe's events go; Alipay and WeChat Pay are told in each order")
    parser.add_argument("--webhook-secret")
    parser.add_argument("--webhook-events", default="*", help="which of Stripe's, with commas (default all)")
    parser.add_argument("--public-url", help="origin of the hosted pages, default the address it listens on")
    parser.add_argument("--merchant", default="Portolan")
    parser.add_argument("--retry-base-s", type=float, default=1.0)
    args = parser.parse_args()
    found = keys.resolve(
        args.state,
        {
            "secret_key": (args.secret_key, "SANDBOX_GATEWAY_SECRET_KEY", "sk_test_"),
            "webhook_secret": (args.webhook_secret, "SANDBOX_GATEWAY_WEBHOOK_SECRET", "whsec_"),
        },
    )

    def build(address: str) -> Gateway:
        return create_app(
            Settings(
                state=args.state,
                public_url=(args.public_url or address).rstrip("/"),
                webhook_url=args.webhook_url,
                webhook_events=tuple(args.webhook_events.split(",")),
                merchant=args.merchant,
                retry_base_s=args.retry_base_s,
                **found,
            )
        )

    server.serve(args.host, args.port, build)


if __name__ == "__main__":
    main()
