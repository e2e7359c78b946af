"""bench · no app · inside the marketplace: one shelf reserved from by several lean processes, cold and in buckets."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Sum

from apps.common.clock import now
from apps.stock import operations, selectors
from apps.stock.models import Bucket, Counter, Reservation
from apps.stock.types import Holding
from apps.vendors import operations as vendors
from apps.vendors.models import Vendor
from bench.trials.crowds import Act, together

_PIECES = 10_000_000
_WARM_UPS = 20


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
        prepare = partial(_holder, Holding(vendor_id, variant, house, "DE", 1))
        held, took = together(int(clients), float(seconds), prepare, warm_ups=_WARM_UPS)
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


def _holder(piece: Holding, _client: int) -> Act:
    return partial(_hold, piece)


def _hold(piece: Holding) -> int:
    at = now()
    with transaction.atomic():
        if not operations.hold_exactly([piece], session_id=uuid4(), expires_at=at + timedelta(minutes=15), at=at):
            raise SystemExit("Nothing is left to reserve.")
    return 1


def _off(variant: UUID, held: int) -> int:
    """Pieces by which counter, buckets and reservations disagree with what was held."""
    counter = Counter.objects.get(variant_id=variant)
    booked = Reservation.objects.filter(variant_id=variant).aggregate(pieces=Sum(F("quantity")))["pieces"] or 0
    in_buckets = Bucket.objects.filter(counter=counter).aggregate(pieces=Sum("pieces"))["pieces"] or 0
    left = selectors.availability([variant])[variant].sellable
    return abs(booked - held) + abs(counter.reserved - in_buckets - booked) + abs(_PIECES - booked - left)
