"""The card gateway, started by file: `python apps/sandbox/gateway/app.py` · sandbox gateway · no schema."""

from __future__ import annotations

import base64
import json
import secrets
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path[0] = str(Path(__file__).resolve().parents[3])

from apps.sandbox.base import faults as fault_rules
from apps.sandbox.base import keys, server
from apps.sandbox.base.faults import Fault, Faults
from apps.sandbox.base.http import Handler, Request, Response
from apps.sandbox.base.program import Program
from apps.sandbox.base.store import Store
from apps.sandbox.gateway import checkout, endpoints, expansion, form, intents
from apps.sandbox.gateway.api import ENDPOINTS, Call, Endpoint, Site
from apps.sandbox.gateway.delivery import FAULT_KINDS, Deliverer, shifted
from apps.sandbox.gateway.errors import GatewayError, InvalidParameter, NotFound, Unauthorized
from apps.sandbox.gateway.idempotency import Keys
from apps.sandbox.gateway.pages import site as pages
from apps.sandbox.gateway.params import items, parse, text
from apps.sandbox.gateway.work import SCHEMA, Document, Work, new_id

CALL_KINDS = fault_rules.CALL_KINDS | {"wrong_amount"}
SWEEP_S = 5.0


@dataclass(frozen=True)
class Settings:
    """`public_url` is the hosted page's origin; without `webhook_url` only registered endpoints hear news."""

    state: Path
    secret_key: str
    public_url: str
    webhook_url: str | None = None
    webhook_secret: str = ""
    merchant: str = "Portolan"
    retry_base_s: float = 1.0


class Gateway(Program):
    """Stripe's API and a hosted payment page over one SQLite file."""

    call_kinds = CALL_KINDS

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(settings.state / "gateway.sqlite3", SCHEMA + fault_rules.SCHEMA)
        super().__init__(Faults(self.store, CALL_KINDS | FAULT_KINDS))
        self.keys = Keys(self.store)
        self.site = Site(settings.public_url, _salt(settings.state))
        with self.store.write() as db:
            work = Work(db, int(time.time()))
            endpoints.keep_default(work, settings.webhook_url, settings.webhook_secret)
        for endpoint in ENDPOINTS:
            self.routes.add(endpoint.method, endpoint.path, self._handler(endpoint))
        pages.register(self)
        self._deliverer = Deliverer(self.store, self.faults, retry_base_s=settings.retry_base_s)
        self._stopping = threading.Event()
        self._sweeper = threading.Thread(target=self._sweep, daemon=True)
        self._sweeper.start()

    def close(self) -> None:
        """Stop deliveries and release the state file."""
        self._stopping.set()
        self._sweeper.join(timeout=2)
        self._deliverer.close()
        self.store.close()

    def work(self, db: Any, request: Request) -> Work:
        """A unit of work for a request."""
        return Work(
            db,
            int(time.time()),
            request_id=new_id("req_"),
            idempotency_key=_key(request),
            api_version=request.headers.get("stripe-version", ""),
        )

    def announce(self, work: Work) -> None:
        """Wake the deliverer if the work, now committed, made news."""
        if work.events:
            self._deliverer.wake()

    def act(self, handler: Handler, request: Request, faults: list[Fault]) -> Response:
        """Run the handler; the answer may show amounts that are off."""
        request.faults = faults
        response = handler(request)
        for fault in faults:
            if fault.kind == "wrong_amount" and response.headers.get("Content-Type") == "application/json":
                off = shifted(json.loads(response.body), int(fault.number("delta", 1)))
                response = Response(response.status, _encode(off), response.headers)
        return response

    def not_found(self, request: Request) -> Response:
        """Stripe's answer to an unknown path."""
        if not request.path.startswith("/v1/"):
            return Response(404, b"Not Found\n", {"Content-Type": "text/plain"})
        return self._refuse(
            request,
            NotFound(f"Unrecognized request URL ({request.method}: {request.path}).", code="url_unknown"),
        )

    def broken(self, request: Request) -> Response:
        """Stripe's answer to its own failure."""
        error = {"error": {"type": "api_error", "message": "The sandbox failed; its log says why."}}
        return Response.json(error, 500)

    def state(self) -> dict[str, Any]:
        """Counts for tests: objects by status, deliveries by state, requests by route, kept keys."""
        objects: dict[str, dict[str, int]] = {}
        with self.store.read() as db:
            for row in db.execute("SELECT kind, status, count(*) AS n FROM documents GROUP BY 1, 2"):
                objects.setdefault(row["kind"], {})[row["status"] or "all"] = row["n"]
            deliveries = dict(db.execute("SELECT state, count(*) FROM deliveries GROUP BY 1").fetchall())
            kept = db.execute("SELECT count(*) FROM idempotency").fetchone()[0]
        return super().state() | {"objects": objects, "deliveries": deliveries, "idempotency_keys": kept}

    def forget(self) -> None:
        """Drop every object but the default endpoint, and all that waits to be delivered."""
        with self.store.write() as db:
            db.execute("DELETE FROM documents WHERE id <> ?", (endpoints.DEFAULT,))
            db.execute("DELETE FROM deliveries")
            db.execute("DELETE FROM idempotency")

    def _handler(self, endpoint: Endpoint) -> Handler:
        def handle(request: Request) -> Response:
            try:
                self._authenticate(request)
                raw = form.decode(request.query_string if request.method != "POST" else request.body.decode("utf-8"))
                expand = items(text())(raw.pop("expand", {}), "expand")
                response = self._run(endpoint, request, raw, expand)
            except GatewayError as error:
                return self._refuse(request, error)
            except UnicodeDecodeError:
                return self._refuse(request, InvalidParameter("The request body is not UTF-8."))
            return self._headed(request, response)

        return handle

    def _authenticate(self, request: Request) -> None:
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                value = base64.b64decode(value).decode().partition(":")[0]
            except ValueError:
                value = ""
        if not value:
            raise Unauthorized("You did not provide an API key. Use it as a Bearer token in the Authorization header.")
        if not secrets.compare_digest(value.strip().encode(), self.settings.secret_key.encode()):
            hidden = f"{value[:8]}{'*' * 8}{value[-4:]}" if len(value) > 16 else "*" * 8
            raise Unauthorized(f"Invalid API Key provided: {hidden}")

    def _run(self, endpoint: Endpoint, request: Request, raw: dict[str, Any], expand: list[str]) -> Response:
        params = parse(raw, endpoint.schema)
        if request.method == "GET":
            fault_rules.delay(request.faults)
            with self.store.read() as db:
                body = self._body(endpoint, self.work(db, request), request, params, expand)
            return Response(200, body)
        key = _key(request)
        earlier = self.keys.begin(key, request) if key is not None else None
        return earlier or self._write(endpoint, request, params, expand, key)

    def _write(
        self, endpoint: Endpoint, request: Request, params: dict[str, Any], expand: list[str], key: str | None
    ) -> Response:
        try:
            fault_rules.delay(request.faults)
            with self.store.write() as db:
                work = self.work(db, request)
                try:
                    status, body = 200, self._body(endpoint, work, request, params, expand)
                except GatewayError as error:
                    if not error.keeps_writes:
                        raise
                    status, body = error.status, _encode(error.body)
                Keys.finish(work, status, body)
        except GatewayError as error:
            if not error.is_replayed:
                self.keys.release(key)
                raise
            status, body = error.status, _encode(error.body)
            self.keys.keep(key, status, body)
            return Response(status, body)
        except Exception:
            self.keys.release(key)
            raise
        self.announce(work)
        return Response(status, body)

    def _body(
        self, endpoint: Endpoint, work: Work, request: Request, params: dict[str, Any], expand: list[str]
    ) -> bytes:
        document: Document = endpoint.run(Call(work, self.site, params, request.params))
        return _encode(expansion.render(work, document, expand))

    def _refuse(self, request: Request, error: GatewayError) -> Response:
        return self._headed(request, Response(error.status, _encode(error.body)))

    @staticmethod
    def _headed(request: Request, response: Response) -> Response:
        response.headers |= {"Content-Type": "application/json", "Request-Id": new_id("req_")}
        for name in ("Stripe-Version", "Idempotency-Key"):
            if name.lower() in request.headers:
                response.headers[name] = request.headers[name.lower()]
        if "Idempotent-Replayed" not in response.headers and response.status == 409:
            response.headers["Stripe-Should-Retry"] = "true"
        return response

    def _sweep(self) -> None:
        while not self._stopping.wait(SWEEP_S):
            try:
                with self.store.write() as db:
                    work = Work(db, int(time.time()))
                    checkout.expire_due(work)
                    intents.cancel_expired(work)
                self.announce(work)
            except Exception:
                traceback.print_exc(file=sys.stderr)


def _key(request: Request) -> str | None:
    """The idempotency key, if the method takes one."""
    return request.headers.get("idempotency-key") or None if request.method == "POST" else None


def _encode(document: Document) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


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
    parser.add_argument("--webhook-url")
    parser.add_argument("--webhook-secret")
    parser.add_argument("--public-url", help="origin of the payment page, default the address it listens on")
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
                merchant=args.merchant,
                retry_base_s=args.retry_base_s,
                **found,
            )
        )

    server.serve(args.host, args.port, build)


if __name__ == "__main__":
    main()
