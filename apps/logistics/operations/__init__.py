"""Logistics · writes: the rate book, and the schedules of parcels and declarations · public schema."""

from .clearances import claim_clearances, look_after
from .rate_book import load_rows
from .schedule import claim_due, note_silence, reschedule, watch
from .telling import hand_on, receive

__all__ = [
    "claim_clearances",
    "claim_due",
    "hand_on",
    "load_rows",
    "look_after",
    "note_silence",
    "receive",
    "reschedule",
    "watch",
]
