"""Logistics · writes: the rate book, hubs and timetables, schedules of parcels and declarations · public schema."""

from .clearances import claim_clearances, look_after
from .network import HUB_COLUMNS, LEG_COLUMNS, close_leg, load_hubs, load_legs, open_leg, renew_network
from .planned_ways import claim_unreached, index_way, note_look
from .rate_book import load_rows
from .schedule import claim_due, note_silence, reschedule, watch
from .telling import hand_on, receive

__all__ = [
    "HUB_COLUMNS",
    "LEG_COLUMNS",
    "claim_clearances",
    "claim_due",
    "claim_unreached",
    "close_leg",
    "hand_on",
    "index_way",
    "load_hubs",
    "load_legs",
    "load_rows",
    "look_after",
    "note_look",
    "note_silence",
    "open_leg",
    "receive",
    "renew_network",
    "reschedule",
    "watch",
]
