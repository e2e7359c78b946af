"""Shipping · the fulfilment's machine, the folding of scans, and what positions tell: pure."""

from .parcels import (
    FULFILMENT,
    all_back,
    all_delivered,
    as_scan,
    columns_of,
    current_status,
    event_id,
    news_in,
    standing,
)
from .positions import Breach, Point, believable, breaches, distance_m, entered_and_left

__all__ = [
    "FULFILMENT",
    "Breach",
    "Point",
    "all_back",
    "all_delivered",
    "as_scan",
    "believable",
    "breaches",
    "columns_of",
    "current_status",
    "distance_m",
    "entered_and_left",
    "event_id",
    "news_in",
    "standing",
]
