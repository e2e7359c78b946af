"""The carrier, started by file: `python apps/sandbox/carrier/app.py` · sandbox carrier · no schema."""

from __future__ import annotations

import json
import secrets
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path[0] = str(Path(__file__).resolve().parents[3])

from apps.sandbox.base import delivery, jobs, keys, server
from apps.sandbox.base import faults as fault_rules
from apps.sandbox.base.faults import FaultError, Faults
from apps.sandbox.base.http import Handler, Request, Response
from apps.sandbox.base.program import Program
from apps.sandbox.base.store import Store
from apps.sandbox.carrier import booking, clock, notices, pickups, plan, rating, shipments, signature, tracking
from apps.sandbox.carrier.clock import Clock
from apps.sandbox.carrier.errors import CarrierError, Invalid, Restricted
from apps.sandbox.carrier.network import NETWORK
from apps.sandbox.carrier.once import once
from apps.sandbox.carrier.services import SERVICES

VIEW_FAULTS = frozenset({"repeated", "out_of_order", "corrected"})
DEFAULT_SCALE = 2880.0
MAX_NUMBERS = 50


@dataclass(frozen=True)
class Settings:
    """`time_scale` is simulated seconds per real second. With a `webhook_url` the shipper is told of every scan."""

    state: Path
    api_key: str
    api_secret: str
    time_scale: float = DEFAULT_SCALE
    webhook_url: str = ""
    retry_base_s: float = 1.0


class Carrier(Program):
    """Meridian Express."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        parts = (shipments, clock, fault_rules, pickups, notices, delivery, jobs)
        schema = "".join(part.SCHEMA for part in parts)
        self._store = Store(settings.state / "carrier.sqlite3", schema)
        super().__init__(
            Faults(self._store, fault_rules.CALL_KINDS | plan.MISHAPS | VIEW_FAULTS | delivery.FAULT_KINDS)
        )
        self._clock = Clock(self._store, scale=settings.time_scale)
        self._open_notices(settings)
        add = self.routes.add
        add("GET", "/_sandbox/clock", self._show_clock)
        add("POST", "/_sandbox/clock", self._advance_clock)
        add("GET", "/v1/services", self._signed(self._services))
        add("POST", "/v1/shipments", self._signed(self._once(self._book)))
        add("GET", "/v1/shipments", self._signed(self._by_reference))
        add("GET", "/v1/shipments/<id>", self._signed(self._shipment))
        add("DELETE", "/v1/shipments/<id>", self._signed(self._cancel))
        add("POST", "/v1/handovers", self._signed(self._once(self._hand_over)))
        add("GET", "/v1/handovers/<id>", self._signed(self._handover))
        add("POST", "/v1/rates", self._signed(self._rates))
        add("POST", "/v1/pickups", self._signed(self._once(pickups.book)))
        add("GET", "/v1/pickups/<id>", self._signed(self._pickup))
        add("DELETE", "/v1/pickups/<id>", self._signed(self._cancel_pickup))
        add("GET", "/v1/tracking", self._signed(self._track_many))
        add("GET", "/v1/tracking/<number>", self._signed(self._track))

    def _open_notices(self, settings: Settings) -> None:
        """Only where somebody listens: nobody else pays for the threads."""
        self._deliverer: delivery.Deliverer | None = None
        self._jobs: jobs.Jobs | None = None
        if not settings.webhook_url:
            return
        channels = {notices.CHANNEL: notices.Channel(settings.api_secret)}
        self._deliverer = delivery.Deliverer(self._store, self.faults, channels, retry_base_s=settings.retry_base_s)
        self._jobs = jobs.Jobs(self._store, wake=self._deliverer.wake, sweep_s=notices.SWEEP_S)
        telling = notices.Notices(self._clock, settings.webhook_url, self._view_faults)
        self._jobs.add_sweep(telling.sweep)
        self._jobs.start()

    def close(self) -> None:
        """Stop the threads and release the state file."""
        if self._jobs is not None and self._deliverer is not None:
            self._jobs.close()
            self._deliverer.close()
        self._store.close()

    def state(self) -> dict[str, Any]:
        """Counts for tests: shipments by status, parcels, kept keys."""
        with self._store.read() as db:
            by_status = dict(db.execute("SELECT status, count(*) FROM shipments GROUP BY 1").fetchall())
            parcels = db.execute("SELECT count(*) FROM parcels").fetchone()[0]
            kept = db.execute("SELECT count(*) FROM idempotency").fetchone()[0]
        return super().state() | {"shipments": by_status, "parcels": parcels, "idempotency_keys": kept}

    def forget(self) -> None:
        """Drop every shipment; the clock runs on and numbers are not used again."""
        with self._store.write() as db:
            for table in ("shipments", "parcels", "scans", "handovers", "pickups", "idempotency", "deliveries"):
                db.execute(f"DELETE FROM {table}")

    def not_found(self, request: Request) -> Response:
        """404 in the carrier's shape."""
        return _refusal(CarrierError(404, "not_found", f"No {request.method} {request.path} here."))

    def arm(self, order: dict[str, Any]) -> dict[str, Any]:
        """Arm a fault; a mishap with a tracking number befalls that parcel at once."""
        number = order.get("tracking_number")
        if order.get("kind") not in plan.MISHAPS or not isinstance(number, str):
            return self.faults.arm(order)
        days = order.get("days", 3)
        if isinstance(days, bool) or not isinstance(days, int | float) or days <= 0:
            raise FaultError("days must be a positive number")
        with self._store.write() as db:
            shipments.befall(db, number, {"kind": order["kind"], "days": days}, clock=self._clock)
        return {"kind": order["kind"], "tracking_number": number, "days": days}

    def control(self, request: Request) -> Response:
        """The faults resource in the carrier's shape of errors."""
        try:
            return super().control(request)
        except CarrierError as error:
            return _refusal(error)

    def _signed(self, handler: Handler) -> Handler:
        """Check the signature first; answer errors in the carrier's shape."""

        def handle(request: Request) -> Response:
            settings = self._settings
            try:
                signature.verify(request, api_key=settings.api_key, api_secret=settings.api_secret, now_s=time.time())
                return handler(request)
            except CarrierError as error:
                return _refusal(error)

        return handle

    def _once(self, act: Callable[[sqlite3.Connection, Any], dict[str, Any]]) -> Handler:
        """Act in one transaction, once per idempotency key; failures leave the key free."""

        def handle(request: Request) -> Response:
            data = _json(request)
            with self._store.write() as db:
                return once(db, request, lambda: act(db, data))

        return handle

    def _services(self, request: Request) -> Response:
        query = request.query
        for name in ("from", "to"):
            if query.get(name, "DE") not in NETWORK:
                raise Restricted(name, f"Meridian does not serve {query[name]}.")
        listed = [service.shown(query.get("from"), query.get("to")) for service in SERVICES.values()]
        return Response.json({"services": listed})

    def _book(self, db: sqlite3.Connection, data: Any) -> dict[str, Any]:
        checked = booking.read(data)
        mishaps = [self._mishaps(db) for _ in checked["parcels"]]
        return shipments.book(db, checked, clock=self._clock, mishaps=mishaps)

    def _mishaps(self, db: sqlite3.Connection) -> list[shipments.Mishap]:
        """What armed faults have in store for the next parcel."""
        taken = self.faults.take_in(db, plan.MISHAPS, "parcel")
        return [{"kind": fault.kind, "days": fault.number("days", 3)} for fault in taken]

    def _by_reference(self, request: Request) -> Response:
        reference = request.query.get("reference")
        if not reference:
            message = "Send ?reference=…"
            raise Invalid([{"field": "reference", "code": "required", "message": message}])
        with self._store.read() as db:
            return Response.json({"shipments": shipments.by_reference(db, reference)})

    def _shipment(self, request: Request) -> Response:
        with self._store.read() as db:
            return Response.json(shipments.get(db, request.params["id"]))

    def _cancel(self, request: Request) -> Response:
        with self._store.write() as db:
            return Response.json(shipments.cancel(db, request.params["id"], clock=self._clock))

    def _hand_over(self, db: sqlite3.Connection, data: Any) -> dict[str, Any]:
        return shipments.hand_over(db, data, clock=self._clock)

    def _handover(self, request: Request) -> Response:
        with self._store.read() as db:
            return Response.json(shipments.get_handover(db, request.params["id"]))

    def _rates(self, request: Request) -> Response:
        return Response.json(rating.rates(_json(request)))

    def _pickup(self, request: Request) -> Response:
        with self._store.read() as db:
            return Response.json(pickups.get(db, request.params["id"]))

    def _cancel_pickup(self, request: Request) -> Response:
        with self._store.write() as db:
            return Response.json(pickups.cancel(db, request.params["id"]))

    def _view_faults(self, number: str) -> list[str]:
        taken = self.faults.take(VIEW_FAULTS, "tracking", tracking_number=number)
        return [fault.kind for fault in taken]

    def _track(self, request: Request) -> Response:
        number = request.params["number"]
        with self._store.read() as db:
            return Response.json(tracking.of(db, number, clock=self._clock, faults=self._view_faults(number)))

    def _track_many(self, request: Request) -> Response:
        numbers = list(dict.fromkeys(filter(None, request.query.get("numbers", "").split(","))))
        if not 1 <= len(numbers) <= MAX_NUMBERS:
            message = f"Send ?numbers= with 1 to {MAX_NUMBERS} tracking numbers."
            raise Invalid([{"field": "numbers", "code": "required", "message": message}])
        found, unknown = [], []
        with self._store.read() as db:
            for number in numbers:
                try:
                    found.append(tracking.of(db, number, clock=self._clock, faults=self._view_faults(number)))
                except CarrierError:
                    unknown.append(number)
        return Response.json({"tracking": found, "unknown": unknown})

    def _show_clock(self, request: Request) -> Response:
        return Response.json({"time_scale": self._clock.scale, "elapsed_s": self._clock.elapsed_s()})

    def _advance_clock(self, request: Request) -> Response:
        try:
            by_s = float(json.loads(request.body)["advance_s"])
        except (ValueError, KeyError, TypeError):
            by_s = -1.0
        if not 0 <= by_s < 10**9:
            return Response.json({"error": "advance_s must be a number of seconds from 0"}, 422)
        self._clock.advance(by_s)
        return self._show_clock(request)


def _json(request: Request) -> Any:
    try:
        data = json.loads(request.body)
        json.dumps(data, ensure_ascii=False).encode()
        return data
    except (ValueError, RecursionError):
        raise CarrierError(400, "malformed_json", "The body is not JSON.") from None


def _refusal(error: CarrierError) -> Response:
    request_id = f"req_{secrets.token_hex(8)}"
    return Response.json(error.body(request_id), error.status, Request_Id=request_id)


def create_app(settings: Settings) -> Carrier:
    """The WSGI callable."""
    return Carrier(settings)


def main() -> None:
    """Read the command line and serve."""
    parser = server.parser("carrier", port=9102)
    parser.add_argument("--api-key")
    parser.add_argument("--api-secret")
    parser.add_argument("--webhook-url", default="", help="whom to tell of every scan")
    parser.add_argument("--retry-base-s", type=float, default=1.0, help="the pause after a first refusal")
    parser.add_argument("--time-scale", type=float, default=DEFAULT_SCALE, help="simulated seconds per real second")
    args = parser.parse_args()
    found = keys.resolve(
        args.state,
        {
            "api_key": (args.api_key, "SANDBOX_CARRIER_API_KEY", "mk_test_"),
            "api_secret": (args.api_secret, "SANDBOX_CARRIER_API_SECRET", "ms_test_"),
        },
    )
    settings = Settings(
        state=args.state,
        time_scale=args.time_scale,
        webhook_url=args.webhook_url,
        retry_base_s=args.retry_base_s,
        **found,
    )
    server.serve(args.host, args.port, lambda address: create_app(settings))


if __name__ == "__main__":
    main()
