"""Karrio's unified answers in our words; where the SDK is installed, over its own client and a server on loopback."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from apps.logistics.carriers.karrio_sdk import Karrio
from apps.logistics.errors import CarrierLacks
from apps.logistics.types import TrackingStatus

ACCOUNT = {"consumer_key": "key", "consumer_secret": "secret"}


def test_scans_without_an_instant_are_left_out_and_reasons_are_read() -> None:
    events = [
        {"timestamp": "2026-11-20T10:00:00+01:00", "code": "transit", "status": "in_transit", "location": "Köln"},
        {"date": "2026-11-21", "time": "09:30", "code": "XX", "status": "delivery_failed",
         "reason": "carrier_parcel_lost"},
    ]  # fmt: skip
    told = SimpleNamespace(
        tracking_number="1", status="in_transit", estimated_delivery="2026-11-24", info=None,
        events=[SimpleNamespace(**{**dict.fromkeys(
            ("timestamp", "date", "time", "code", "status", "reason", "description", "location", "latitude",
             "longitude")
        ), **event}) for event in events],
    )  # fmt: skip

    [scan] = Karrio(connector="x", settings={})._tracking(told).scans
    both = Karrio(connector="x", settings={}, zone="Europe/Berlin")._tracking(told).scans

    assert (scan.occurred_at, scan.status, scan.location) == (
        datetime(2026, 11, 20, 9, tzinfo=UTC), TrackingStatus.IN_TRANSIT, "Köln"
    )  # fmt: skip
    assert (both[1].status, both[1].occurred_at) == (TrackingStatus.LOST, datetime(2026, 11, 21, 8, 30, tzinfo=UTC))


def test_a_web_server_never_loads_the_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "granian", SimpleNamespace())

    with pytest.raises(CarrierLacks):
        Karrio(connector="dhl_universal", settings=ACCOUNT).track(["1"])
    assert "karrio.sdk" not in sys.modules


@pytest.fixture
def dhl() -> Iterator[str]:
    """A server that answers as DHL's unified tracking does."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = {"shipments": [{
                "id": "7777777770", "service": "express", "status": {"statusCode": "transit", "status": "In transit"},
                "events": [{"timestamp": "2026-11-20T10:00:00", "statusCode": "transit", "status": "In transit",
                            "description": "Shipment is in transit",
                            "location": {"address": {"addressLocality": "Leipzig", "countryCode": "DE"}}}],
            }]}  # fmt: skip
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_real_client_tracks_a_parcel(dhl: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("karrio.sdk", reason="the optional SDK is not installed (deploy/requirements-karrio.txt)")
    adapter = Karrio(connector="dhl_universal", settings=ACCOUNT)
    gateway: Any = adapter._gateway
    monkeypatch.setattr(type(gateway.settings), "server_url", property(lambda self: dhl))

    [told] = adapter.track(["7777777770"])

    assert (told.tracking_number, told.status) == ("7777777770", TrackingStatus.IN_TRANSIT)
    assert [(scan.text, scan.location) for scan in told.scans] == [("Shipment is in transit", "Leipzig")]
    with pytest.raises(CarrierLacks):
        adapter.cancel("x")
