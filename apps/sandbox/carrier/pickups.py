"""A van that comes for parcels · sandbox carrier · no schema."""

from __future__ import annotations

import json
import secrets
import sqlite3
from datetime import date, time
from typing import Any

from apps.sandbox.carrier import network
from apps.sandbox.carrier.booking import Reader, read_address
from apps.sandbox.carrier.errors import Invalid, Restricted, not_found

SCHEMA = """
CREATE TABLE IF NOT EXISTS pickups (id TEXT PRIMARY KEY, body TEXT NOT NULL);
"""
SHORTEST_MINUTES = 120


def book(db: sqlite3.Connection, data: Any) -> dict[str, Any]:
    """Have a van come.

    Raises:
        Invalid: fields are missing or malformed. Restricted: no van comes there, on that day or for so short a while.
    """
    form = Reader(data)
    form.only("address", "day", "from", "until", "parcels", "weight_g", "note")
    address = read_address(form.group("address"))
    day = form.matching("day", r"\d{4}-\d{2}-\d{2}", "Send a day such as 2026-11-23.")
    ready = [form.matching(name, r"\d{2}:\d{2}", "Send a time such as 14:30.") for name in ("from", "until")]
    pickup = {
        "id": f"pck_{secrets.token_hex(8)}",
        "status": "booked",
        "address": address,
        "day": day,
        "from": ready[0],
        "until": ready[1],
        "parcels": form.whole("parcels", most=500),
        "weight_g": form.whole("weight_g", most=10**7),
        "note": form.text("note", max_length=200),
    }
    if form.wrong:
        raise Invalid(form.wrong)
    _refuse(pickup)
    db.execute("INSERT INTO pickups VALUES (?, ?)", (pickup["id"], json.dumps(pickup)))
    return pickup


def cancel(db: sqlite3.Connection, ident: str) -> dict[str, Any]:
    """Call a van off; doing it twice changes nothing.

    Raises:
        CarrierError: 404.
    """
    pickup = get(db, ident) | {"status": "cancelled"}
    db.execute("UPDATE pickups SET body = ? WHERE id = ?", (json.dumps(pickup), ident))
    return pickup


def get(db: sqlite3.Connection, ident: str) -> dict[str, Any]:
    """A pick-up.

    Raises:
        CarrierError: 404.
    """
    row = db.execute("SELECT body FROM pickups WHERE id = ?", (ident,)).fetchone()
    if row is None:
        raise not_found("pickup", ident)
    found: dict[str, Any] = json.loads(row["body"])
    return found


def _refuse(pickup: dict[str, Any]) -> None:
    if pickup["address"]["country"] not in network.NETWORK:
        raise Restricted("address.country", f"Meridian does not serve {pickup['address']['country']}.")
    try:
        day = date.fromisoformat(pickup["day"])
        start, end = (time.fromisoformat(pickup[name]) for name in ("from", "until"))
    except ValueError as error:
        raise Invalid([{"field": "day", "code": "malformed", "message": str(error)}]) from None
    if day.weekday() == 6:
        raise Restricted("day", "No van comes on a Sunday.")
    if (end.hour - start.hour) * 60 + end.minute - start.minute < SHORTEST_MINUTES:
        raise Restricted("until", f"Leave the driver {SHORTEST_MINUTES} minutes at least.")
