"""bench · no app · inside the marketplace: devices that tell where they are, by the API."""

from __future__ import annotations

import gc
import json
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django_tenants.utils import tenant_context

from apps.accounts import operations as accounts
from apps.accounts.models import User
from apps.accounts.types import Audience
from apps.common.clock import now
from apps.shipping.operations import devices
from apps.vendors import operations as vendors
from apps.vendors import selectors as vendor_reads
from apps.vendors.types import TeamRole
from bench.trials.spending import spending

_DEVICES = 100
_BATCH = 500
_SLUG = "bench-mover"


def main(answer: str, postmaster: str, count: str) -> None:
    """Tell so many points in batches; what each cost."""
    client = _client()
    batches = _batches(int(count) + 2 * _BATCH)
    _send(client, batches[0])
    seen: list[str] = []

    def note(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return run(sql, *rest)

    with connection.execute_wrapper(note):
        _send(client, batches[1])
    gc.collect()
    gc.freeze()
    with spending(int(postmaster)) as bill:
        for batch in batches[2:]:
            _send(client, batch)
    points = len(batches[2:]) * _BATCH
    found = {
        "cpu_ms": 1000 * bill.cpu_s / points,
        "own_ms": 1000 * bill.own_s / points,
        "per_s": points / bill.wall_s,
        "statements": sum("shipping_" in str(sql) for sql in seen),
    }
    print(f"{found['cpu_ms']:.3f} ms of CPU a point, {found['per_s']:.0f} points a second", flush=True)
    Path(answer).write_text(json.dumps(found))


def _client() -> Client:
    at = now()
    vendor = vendor_reads.find_by_slug(_SLUG)
    if vendor is None:
        with transaction.atomic():
            vendor = vendors.register(
                slug=_SLUG, name="Mover", legal_name="Mover Ltd", country="DE", currency="EUR", languages=["en"],
                contact_email="mover@bench.example", trader_address="1 Road", responsible_persons={},
            )  # fmt: skip
        vendors.provision(vendor.pk, at=at)
        vendor = vendor_reads.by_slug(_SLUG)
        with transaction.atomic(), tenant_context(vendor):
            for number in range(_DEVICES):
                devices.keep_device(f"van-{number}", at=at, min_celsius=-30.0, max_celsius=60.0)
            for number in range(20):
                devices.keep_geofence(f"depot-{number}", name="", latitude=50 + number, longitude=10, radius_m=800)
    user = User.objects.create_user(f"{random.getrandbits(40):x}@bench.example")
    with transaction.atomic():
        vendors.set_team_role(vendor_id=vendor.pk, user_id=user.pk, role=TeamRole.FULFILMENT)
        token = accounts.issue_token(
            user.pk, audience=Audience.VENDOR, name="bench", scopes=["positions:write"], vendor_id=vendor.pk, at=at
        )
    settings.API_RATE_LIMITS = dict.fromkeys(settings.API_RATE_LIMITS, 10**9)
    return Client(headers={"Host": settings.MARKETPLACE_HOST, "Authorization": f"Bearer {token.secret}"})


def _batches(count: int) -> list[bytes]:
    """Five points of each device in a batch, a second apart, driving north; a run never tells what another told."""
    start = now() - timedelta(days=1) + timedelta(milliseconds=random.randrange(10**7))
    each = _BATCH // _DEVICES
    found = []
    for batch in range(count // _BATCH):
        points = []
        for device in range(_DEVICES):
            for place in range(each):
                step = batch * each + place
                points.append({
                    "device": f"van-{device}",
                    "recorded_at": (start + timedelta(seconds=step)).isoformat(),
                    "latitude": 50 + device / 10 + step * 0.0001,
                    "longitude": 10.0,
                    "accuracy_m": 8,
                    "celsius": 4.5,
                })  # fmt: skip
        found.append(json.dumps({"points": points}).encode())
    return found


def _send(client: Client, body: bytes) -> None:
    response = client.post("/api/v1/vendor/positions", body, content_type="application/json")
    if response.status_code != 200 or response.json()["new"] != _BATCH:
        raise SystemExit(f"A batch was not taken: {response.status_code} {response.content[:300]!r}")
