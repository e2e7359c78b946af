"""Waiting until nothing moves any more: what is still open, by name and number."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing

import psycopg2

from tests.stack import Stack

_LOOK_EVERY_S = 2.0
_OPEN = {
    "events to send": "SELECT count(*) FROM outbox_outboxevent WHERE sent_at IS NULL AND parked_at IS NULL",
    "checkouts placed": "SELECT count(*) FROM checkout_checkoutsession WHERE status = 'placed'",
    "payments in between": "SELECT count(*) FROM payments_intent WHERE status IN ('authorised', 'conflicted')",
    "operations open": "SELECT count(*) FROM payments_operation WHERE resolved_at IS NULL AND kind <> 'authorise'",
    "payments unknown": "SELECT count(*) FROM payments_operation WHERE state IN ('unknown', 'requested')",
    "callbacks waiting": "SELECT count(*) FROM payments_callback WHERE handled_at IS NULL",
    "goods held": "SELECT count(*) FROM stock_reservation WHERE state = 'held'",
}


def settle(stack: Stack, *, within_s: float, show: Callable[[str], None]) -> tuple[float, dict[str, int]]:
    """Wait; the seconds it took, and what was still open at the end."""
    began = time.monotonic()
    while (left := still_open(stack)) and time.monotonic() - began < within_s:
        show(
            f"Settling {time.monotonic() - began:.0f} s: "
            + ", ".join(f"{count} {what}" for what, count in left.items())
        )
        time.sleep(_LOOK_EVERY_S)
    return time.monotonic() - began, left


def still_open(stack: Stack) -> dict[str, int]:
    """What has not come to its end, with how many of it."""
    found = {}
    with closing(psycopg2.connect(stack.servers.database_url)) as link, link.cursor() as cursor:
        for what, statement in _OPEN.items():
            cursor.execute(statement)
            if count := cursor.fetchone()[0]:
                found[what] = count
    with closing(sqlite3.connect(f"file:{stack.servers.gateway_file}?mode=ro", uri=True)) as link:
        asked = "SELECT count(*) FROM documents WHERE kind = 'payment_intent' AND status = 'requires_capture'"
        if count := link.execute(asked).fetchone()[0]:
            found["authorisations at the gateway"] = count
    return found
