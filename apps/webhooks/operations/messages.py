"""Webhooks · messages: writing, testing, replaying, forgetting · public schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from apps.common.ids import new_id
from apps.common.sealing import Unreadable, resealed
from apps.common.transactions import transaction_required

from ..errors import DeliveryUnknown, EndpointOff
from ..models import Delivery, Endpoint
from ..rules import messages
from ..types import DeliveryStatus, EndpointStatus
from .endpoints import locked

KEPT = timedelta(days=30)


@transaction_required
def write(
    endpoint_ids: Sequence[int],
    *,
    type: str,
    subject: str,
    data: Mapping[str, Any],
    event_id: int | None,
    occurred_at: datetime,
    at: datetime,
) -> None:
    """Have a message sent to endpoints, frozen as it is now. Once for each event and endpoint."""
    body = messages.body(type, data=data, occurred_at=occurred_at)
    Delivery.objects.bulk_create(
        [
            Delivery(
                endpoint_id=endpoint_id,
                event_id=event_id,
                type=type,
                subject=subject,
                payload=body,
                occurred_at=occurred_at,
                created_at=at,
                next_attempt_at=at,
            )
            for endpoint_id in endpoint_ids
        ],
        ignore_conflicts=True,
    )


@transaction_required
def send_test(public_id: UUID, *, vendor_id: int, at: datetime) -> tuple[int, UUID]:
    """Have a message of type `webhook.test` sent: the endpoint's key, and the message's public id.

    Raises:
        EndpointUnknown: not this vendor's.
        EndpointOff: it is switched off.
    """
    row = locked(public_id, vendor_id=vendor_id)
    _require_open(row)
    data = {"endpoint_id": row.public_id, "text": "This is a test. Answer with any 2xx status."}
    subject = f"test:{new_id()}"
    write([row.pk], type=messages.TEST, subject=subject, data=data, event_id=None, occurred_at=at, at=at)
    return row.pk, Delivery.objects.values_list("public_id", flat=True).get(endpoint=row, subject=subject)


@transaction_required
def replay(delivery_id: UUID, *, vendor_id: int, at: datetime) -> int:
    """Send one message once more, under the same webhook-id and with the same bytes. The endpoint's key.

    Raises:
        DeliveryUnknown: not this vendor's.
        EndpointOff: its endpoint is switched off.
    """
    row = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("endpoint")
        .filter(public_id=delivery_id, endpoint__vendor_id=vendor_id)
        .first()
    )
    if row is None:
        raise DeliveryUnknown()
    _require_open(row.endpoint)
    Delivery.objects.filter(pk=row.pk).update(**_anew(at))
    return row.endpoint_id


@transaction_required
def replay_dead(public_id: UUID, *, vendor_id: int, since: datetime, at: datetime) -> tuple[int, int]:
    """Send again what was given up among the messages written since an instant: the endpoint's key, and how many.

    Raises:
        EndpointUnknown: not this vendor's.
        EndpointOff: it is switched off.
    """
    row = locked(public_id, vendor_id=vendor_id)
    _require_open(row)
    dead = Delivery.objects.filter(endpoint=row, status=DeliveryStatus.DEAD, created_at__gte=since)
    return row.pk, dead.update(**_anew(at))


@transaction_required
def forget_settled(*, at: datetime, limit: int = 5000) -> int:
    """Delete messages, with their attempts, that were settled more than 30 days ago; how many."""
    old = Delivery.objects.filter(settled_at__lt=at - KEPT).order_by("settled_at").values_list("pk", flat=True)
    keys = list(old[:limit])
    Delivery.objects.filter(pk__in=keys).delete()
    return len(keys)


@transaction_required
def reseal_secrets() -> tuple[int, list[str]]:
    """Put every secret under the installation's first key: how many, and the endpoints whose secret nothing opens."""
    lost = []
    rows = list(Endpoint.objects.select_for_update().order_by("pk"))
    for row in rows:
        try:
            row.secret = resealed(row.secret)
            row.previous_secret = resealed(row.previous_secret) if row.previous_secret else ""
        except Unreadable:
            lost.append(str(row.public_id))
        else:
            row.save(update_fields=["secret", "previous_secret"])
    return len(rows) - len(lost), lost


def _require_open(row: Endpoint) -> None:
    if row.status == EndpointStatus.DISABLED:
        raise EndpointOff()


def _anew(at: datetime) -> dict[str, Any]:
    return {"status": DeliveryStatus.WAITING, "attempt_count": 0, "next_attempt_at": at, "settled_at": None}
