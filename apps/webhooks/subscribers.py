"""Webhooks · what follows from others' news, and from an endpoint being switched off."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django_tenants.utils import get_tenant_model, tenant_context

from apps.common.clock import now
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from . import notices, operations, registry, selectors
from .tasks import wake


def register() -> None:
    """Listen to what the apps above offer, and to our own news."""
    registry.announce_with(announce)
    subscribe("webhooks.endpoint_disabled", write_to_owners, name="webhooks.write_to_owners")


def announce(record: OutboxRecord) -> None:
    """Write a message to each endpoint that wants to hear of it, and wake their sender. Twice is once.

    A vendor without such an endpoint costs one query.
    """
    offer = registry.offer_of(record.topic)
    for vendor_id in offer.audience(record):
        endpoints = selectors.listening(vendor_id, type=offer.type)
        if not endpoints:
            continue
        with tenant_context(get_tenant_model().objects.get(pk=vendor_id)):
            data = offer.describe(record)
        occurred_at = record.payload.get("occurred_at")
        operations.write(
            endpoints,
            type=offer.type,
            subject=f"{record.topic.partition('.')[0]}:{record.aggregate_id}",
            data=data,
            event_id=record.id,
            occurred_at=datetime.fromisoformat(occurred_at) if occurred_at else record.created_at,
            at=now(),
        )
        for endpoint_id in endpoints:
            transaction.on_commit(lambda found=endpoint_id: wake(found))  # type: ignore[misc]


def write_to_owners(record: OutboxRecord) -> None:
    """Tell the vendor's owners by mail; one that cannot be sent is tried again by the relay."""
    notices.endpoint_disabled(UUID(record.payload["endpoint_id"]))
