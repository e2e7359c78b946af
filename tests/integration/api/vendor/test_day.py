"""A vendor's day by the API alone: a product is made and sold, packed, labelled and handed over; a carrier is down."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from apps.stock.models import Counter
from tests.factories import checkout as make
from tests.factories.programs import Program as Caller
from tests.integration.api.vendor.conftest import jpeg
from tests.integration.sandbox.sandbox_world import Program

ROOT = Path(__file__).resolve().parents[4]
HOUSE = {
    "code": "MAIN", "name": "Works", "kind": "own",
    "address": {"recipient": "Kiln Ltd", "country": "CN", "lines": ["1 Kiln Road"], "locality": "Longquan",
                "region": "Zhejiang", "postcode": "323700"},
}  # fmt: skip


@pytest.fixture
def carrier(tmp_path: Path, settings: Any) -> Iterator[Program]:
    """The sandbox carrier."""
    key, secret = "mk_test_api", secrets.token_hex(16)
    file = ROOT / "apps" / "sandbox" / "carrier" / "app.py"
    command = [sys.executable, "-u", str(file), "--port", "0", "--state", str(tmp_path / "carrier"),
               "--api-key", key, "--api-secret", secret, "--time-scale", "1"]  # fmt: skip
    program = Program(command, tmp_path / "carrier.log")
    program.start()
    settings.MERIDIAN = {"api_base": program.url, "key": key, "secret": secret}
    yield program
    program.stop()


def test_a_vendor_s_day(
    own_database: str, mine: Caller, mug: Any, carrier: Program, drain: Any, at: Any, settings: Any
) -> None:
    assert mine("post", "warehouses", HOUSE).status_code == 201
    made = mine("post", "products", mug).json()
    product, variant = made["id"], made["variants"][0]["id"]
    pictured = mine.send(f"products/{product}/media", {"picture": jpeg(), "alt": "A red mug"})
    assert pictured.status_code == 201
    counted = mine("post", "stock-counts", {"counts": [{"sku": "API-1", "warehouse": "MAIN", "quantity": 8}]})
    assert counted.json()["applied"] == 1
    assert mine("post", f"products/{product}/publish").json()["status"] == "published"
    drain()

    make.purchase([UUID(variant)], at=at, quantity=2)
    drain()

    assert mine("get", "summary").json()["to_ship_count"] == 2
    (row,) = mine("get", "orders?status=placed").json()["data"]
    confirmed = mine("post", f"orders/{row['id']}/confirm").json()
    assert confirmed["status"] == "confirmed"
    assert [line["quantity"] for line in confirmed["lines"]] == [2]
    parcel = f"shipments/{confirmed['shipments'][0]['id']}"
    boxes = mine("get", parcel).json()["planned_boxes"]
    assert mine("post", f"{parcel}/pack", {"boxes": boxes}).json()["status"] == "packed"
    answering, settings.MERIDIAN = settings.MERIDIAN, {**settings.MERIDIAN, "api_base": "http://127.0.0.1:9"}
    down = mine("post", f"{parcel}/label")
    assert (down.status_code, down["Content-Type"]) == (503, "application/problem+json")
    assert mine("get", parcel).json()["status"] == "packed"
    assert mine("get", f"{parcel}/label.pdf").status_code == 404
    settings.MERIDIAN = answering
    labelled = mine("post", f"{parcel}/label").json()
    assert labelled["status"] == "labelled"
    assert labelled["parcels"][0]["tracking_number"]
    for paper in (f"{parcel}/label.pdf", f"orders/{row['id']}/packing-slip.pdf"):
        printed = mine("get", paper)
        assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
        assert printed.content.startswith(b"%PDF")
    assert mine("post", f"{parcel}/hand-over").json()["status"] == "handed_over"
    assert mine("post", f"{parcel}/hand-over").json()["status"] == "handed_over"
    drain()

    done = mine("get", f"orders/{row['id']}").json()
    assert done["status"] == "shipped"
    assert [entry["code"] for entry in done["timeline"]][:2] == ["placed", "confirmed"]
    counter = Counter.objects.get(variant_id=variant)
    assert (counter.on_hand, counter.reserved) == (6, 0)
    number = labelled["parcels"][0]["tracking_number"]
    assert [one["id"] for one in mine("get", f"shipments?tracking_number={number}").json()["data"]] == [
        confirmed["shipments"][0]["id"]
    ]
