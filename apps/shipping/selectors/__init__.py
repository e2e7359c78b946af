"""Shipping · reads, one module a subject · vendor's schema."""

from .dispatch import (
    awaiting_carrier,
    batch,
    batch_members,
    batches,
    manifest,
    manifests,
    pickup,
    pickups,
    to_dispatch,
)
from .fulfilments import (
    as_draft,
    as_view,
    for_orders,
    fulfilment,
    fulfilments,
    ids_of_order,
    scans_of,
    statuses_of_order,
    to_do_counts,
    view,
)
from .labels import facts_of, kept_labels, label_pdf
from .positions import device, devices, geofences, incidents, live_positions, points

__all__ = [
    "as_draft",
    "as_view",
    "awaiting_carrier",
    "batch",
    "batch_members",
    "batches",
    "device",
    "devices",
    "facts_of",
    "for_orders",
    "fulfilment",
    "fulfilments",
    "geofences",
    "ids_of_order",
    "incidents",
    "kept_labels",
    "label_pdf",
    "live_positions",
    "manifest",
    "manifests",
    "pickup",
    "pickups",
    "points",
    "scans_of",
    "statuses_of_order",
    "to_dispatch",
    "to_do_counts",
    "view",
]
