"""Customs · what a vendor's programs hear of its declarations · vendor's schema."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.outbox.types import OutboxRecord
from apps.webhooks.registry import offer

_SAID = ("declaration_id", "shipment_id", "order_id", "purchase_id", "state", "code", "country", "lrn", "mrn",
         "occurred_at")  # fmt: skip


def offer_all() -> None:
    """Say what there is to hear of."""
    offer(
        "customs.declaration_changed",
        type="declaration.changed",
        title=_("Customs has told something of a parcel"),
        describe=describe,
    )


def describe(record: OutboxRecord) -> dict[str, Any]:
    """The declaration, and where it stands now."""
    return {name: record.payload[name] for name in _SAID}
