"""Shipping · tables of the vendor's schema, one module a subject."""

from .dispatch import LabelBatch, LabelBatchItem, Pickup
from .fulfilments import Fulfilment, FulfilmentLine, Label, Parcel, TrackingEvent
from .positions import Attachment, Crossing, Device, Geofence, HistoryRead, Incident, Position

__all__ = [
    "Attachment",
    "Crossing",
    "Device",
    "Fulfilment",
    "FulfilmentLine",
    "Geofence",
    "HistoryRead",
    "Incident",
    "Label",
    "LabelBatch",
    "LabelBatchItem",
    "Parcel",
    "Pickup",
    "Position",
    "TrackingEvent",
]
