"""bench · no app · inside the marketplace: one shelf reserved from by several lean processes, cold and in buckets."""

from __future__ import annotations

import json
import multiprocessing
import time
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import F, Sum

from apps.common.clock import now
from apps.stock import operations, selectors
from apps.stock.models import Bucket, Counter, Reservation
from apps.stock.types import Holding
from apps.vendors import operations as vendors
from apps.vendors.models import Vendor

_PIECES = 10_000_000
_WARM_UPS = 20
_LATEST_S = 60


def main(answer: str, postmaster: str, clients: str, seconds: str) -> None:
    """Hold single pieces for so long by so many; holds a second of a cold shelf and of one in buckets."""
    vendor_id = _vendor()
    found: dict[str, float] = {"off": 0}
    for name, is_hot in (("cold", False), ("hot", True)):
        variant, house, at = uuid4(), uuid4(), now()
        with transaction.atomic():
            operations.apply_movement(
                vendor_id=vendor_id, variant_id=variant, warehouse_id=house, warehouse_country="DE", delta=_PIECES,
                at=at,
            )  # fmt: skip
            if is_hot:
                operations.heat(variant, house, by_hand=True, at=at)
        held, took = _crowd(Holding(vendor_id, variant, house, "DE", 1), int(clients), float(seconds))
        found[name] = held / took
        found["off"] += _off(variant, held + _WARM_UPS * int(clients))
    print(f"{found['cold']:.0f} a second from one counter, {found['hot']:.0f} from its buckets", flush=True)
    Path(answer).write_text(json.dumps(found))


def _vendor() -> int:
    """Whose shelf it is; a row is all that stock needs of a vendor."""
    found = Vendor.objects.order_by("pk").first()
    if found is None:
        with transaction.atomic():
            found = vendors.register(
                slug="seller", name="Seller", legal_name="Seller Ltd", country="DE", currency="EUR", languages=["en"]
            )
    return int(found.pk)


def _crowd(piece: Holding, clients: int, seconds: float) -> tuple[int, float]:
    """How many pieces the clients have held together, and in how long."""
    connection.close()
    forking = multiprocessing.get_context("fork")
    start, told = forking.Barrier(clients + 1), forking.SimpleQueue()
    crew = [
        forking.Process(target=_client, args=(piece, seconds, start, told), daemon=True) for _number in range(clients)
    ]
    for one in crew:
        one.start()
    start.wait(_LATEST_S)
    began = time.perf_counter()
    for one in crew:
        one.join(_LATEST_S + seconds)
        if one.exitcode:
            raise SystemExit(f"A client that reserves ended with status {one.exitcode}.")
    took = time.perf_counter() - began
    return sum(told.get() for _ in crew), took


def _client(piece: Holding, seconds: float, start: Barrier, told: Any) -> None:
    for _ in range(_WARM_UPS):
        _hold(piece)
    start.wait(_LATEST_S)
    held, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        _hold(piece)
        held += 1
    told.put(held)


def _hold(piece: Holding) -> None:
    at = now()
    with transaction.atomic():
        if not operations.hold_exactly([piece], session_id=uuid4(), expires_at=at + timedelta(minutes=15), at=at):
            raise SystemExit("Nothing is left to reserve.")


def _off(variant: UUID, held: int) -> int:
    """Pieces by which counter, buckets and reservations disagree with what was held."""
    counter = Counter.objects.get(variant_id=variant)
    booked = Reservation.objects.filter(variant_id=variant).aggregate(pieces=Sum(F("quantity")))["pieces"] or 0
    in_buckets = Bucket.objects.filter(counter=counter).aggregate(pieces=Sum("pieces"))["pieces"] or 0
    left = selectors.availability([variant])[variant].sellable
    return abs(booked - held) + abs(counter.reserved - in_buckets - booked) + abs(_PIECES - booked - left)
