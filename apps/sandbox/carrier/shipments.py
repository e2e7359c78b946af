"""Shipments: book, cancel, hand over · sandbox carrier · no schema."""

from __future__ import annotations

import json
import secrets
import sqlite3
from typing import Any

from apps.sandbox.carrier import network, plan, s10
from apps.sandbox.carrier.clock import Clock
from apps.sandbox.carrier.errors import CarrierError, Invalid, not_found
from apps.sandbox.carrier.plan import Scan, Trip
from apps.sandbox.carrier.services import SERVICES

SCHEMA = """
CREATE TABLE IF NOT EXISTS shipments (
    id TEXT PRIMARY KEY, reference TEXT NOT NULL, status TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS shipments_reference ON shipments (reference);
CREATE TABLE IF NOT EXISTS parcels (
    serial INTEGER PRIMARY KEY AUTOINCREMENT, tracking_number TEXT UNIQUE, shipment TEXT NOT NULL,
    service TEXT NOT NULL, origin TEXT NOT NULL, destination TEXT NOT NULL, recipient TEXT NOT NULL,
    from_city TEXT NOT NULL, to_city TEXT NOT NULL,
    booked_at REAL NOT NULL, booked_elapsed REAL NOT NULL, promised_from TEXT NOT NULL,
    promised_to TEXT NOT NULL, mishaps TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX IF NOT EXISTS parcels_shipment ON parcels (shipment);
CREATE TABLE IF NOT EXISTS scans (
    tracking_number TEXT NOT NULL, code TEXT NOT NULL, at REAL NOT NULL, place TEXT NOT NULL, id TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS scans_parcel ON scans (tracking_number, at);
CREATE TABLE IF NOT EXISTS handovers (id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body BLOB NOT NULL
);
"""
PLACES = {place.code: place for places in network.NETWORK.values() for place in places}
MAX_HANDOVER = 500

Mishap = dict[str, Any]


def book(
    db: sqlite3.Connection, booking: dict[str, Any], *, clock: Clock, mishaps: list[list[Mishap]]
) -> dict[str, Any]:
    """Take a checked booking; `mishaps` holds for each parcel what is to befall it."""
    service = SERVICES[booking["service"]]
    origin, destination = (
        network.depot(side["country"], side["city"], side["postcode"]) for side in (booking["from"], booking["to"])
    )
    ident, now = f"shp_{secrets.token_hex(10)}", clock.real_s()
    window = plan.promise(service, origin.country, destination.country, at=now, zone=destination.zone)
    labels = []
    for index, parcel in enumerate(booking["parcels"]):
        cursor = db.execute(
            "INSERT INTO parcels (shipment, service, origin, destination, recipient, from_city, to_city,"
            " booked_at, booked_elapsed, promised_from, promised_to, mishaps)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(ident, service.code, origin.code, destination.code),
                *(booking["to"]["name"], booking["from"]["city"], booking["to"]["city"]),
                *(now, clock.elapsed_s(), *window, json.dumps(mishaps[index])),
            ),
        )
        serial = cursor.lastrowid or 0
        number = s10.number(service.prefix, serial, origin.country)
        db.execute("UPDATE parcels SET tracking_number = ? WHERE serial = ?", (number, serial))
        _insert(db, number, [Scan("INFO_RECEIVED", float(int(now)), origin)])
        label = _label(booking, index, number, (origin, destination))
        labels.append(
            {
                "tracking_number": number,
                "reference": parcel["reference"],
                "weight_g": parcel["weight_g"],
                "label": label,
            }
        )
    shipment = {
        "id": ident,
        "reference": booking["reference"],
        "status": "booked",
        "service": {"code": service.code, "name": service.name},
        "incoterm": booking["incoterm"] or None,
        "created_at": plan.universal(now),
        "handed_over_at": None,
        "parcels": labels,
        "estimated_delivery": {"from": window[0], "to": window[1]},
    }
    _save(db, shipment)
    return shipment


def _label(
    booking: dict[str, Any], index: int, number: str, ends: tuple[network.Place, network.Place]
) -> dict[str, Any]:
    origin, destination = ends
    service, to = SERVICES[booking["service"]], booking["to"]
    out, into = network.gateway(origin.country).code, network.gateway(destination.country).code
    return {
        "barcode": number,
        "symbology": "code128",
        "human_readable": f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:11]} {number[11:]}",
        "routing_code": " ".join(part for part in (to["country"], into, to["postcode"]) if part),
        "sort_code": f"{out}-{into}-{destination.code}",
        "service_name": service.name,
        "service_code": service.code,
        "incoterm": booking["incoterm"] or None,
        "weight_g": booking["parcels"][index]["weight_g"],
        "piece": index + 1,
        "pieces": len(booking["parcels"]),
        "from": _lines(booking["from"]),
        "to": _lines(to),
    }


def _lines(address: dict[str, str]) -> list[str]:
    town = " ".join(part for part in (address["postcode"], address["city"], address["region"]) if part)
    parts = (
        address["name"],
        address["company"],
        address["line1"],
        address["line2"],
        town,
        address["country"],
    )
    return [part for part in parts if part]


def _save(db: sqlite3.Connection, shipment: dict[str, Any]) -> None:
    db.execute(
        "INSERT INTO shipments (id, reference, status, body) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET status = excluded.status, body = excluded.body",
        (shipment["id"], shipment["reference"], shipment["status"], json.dumps(shipment)),
    )


def get(db: sqlite3.Connection, ident: str) -> dict[str, Any]:
    """A shipment.

    Raises:
        CarrierError: 404.
    """
    row = db.execute("SELECT body FROM shipments WHERE id = ?", (ident,)).fetchone()
    if row is None:
        raise not_found("shipment", ident)
    shipment: dict[str, Any] = json.loads(row["body"])
    return shipment


def by_reference(db: sqlite3.Connection, reference: str) -> list[dict[str, Any]]:
    """All shipments with the sender's reference, oldest first."""
    rows = db.execute("SELECT body FROM shipments WHERE reference = ? ORDER BY rowid", (reference,))
    return [json.loads(row["body"]) for row in rows]


def cancel(db: sqlite3.Connection, ident: str, *, clock: Clock) -> dict[str, Any]:
    """Cancel before hand-over; doing it twice changes nothing.

    Raises:
        CarrierError: 404, or 409 `already_handed_over`.
    """
    shipment = get(db, ident)
    if shipment["status"] == "handed_over":
        raise CarrierError(409, "already_handed_over", f"Shipment {ident} is on its way and cannot be cancelled.")
    if shipment["status"] == "booked":
        shipment["status"] = "cancelled"
        _save(db, shipment)
        for parcel in _parcels(db, ident):
            now = float(int(clock.now_of(parcel)))
            _insert(db, parcel["tracking_number"], [Scan("CANCELLED", now, PLACES[parcel["origin"]])])
    return shipment


def hand_over(db: sqlite3.Connection, data: Any, *, clock: Clock) -> dict[str, Any]:
    """Take over shipments, all or none; from here their parcels move.

    Raises:
        Invalid: no list of ids, or one named twice.
        CarrierError: 404, 409 `already_handed_over` or `cancelled`, naming the entry.
    """
    named = data.get("shipments") if isinstance(data, dict) else None
    idents = [ident for ident in named if isinstance(ident, str)] if isinstance(named, list) else []
    if idents != named or not 1 <= len(idents) <= MAX_HANDOVER or len(set(idents)) != len(idents):
        message = f"Send a list of 1 to {MAX_HANDOVER} different shipment ids."
        raise Invalid([{"field": "shipments", "code": "invalid_type", "message": message}])
    numbers: list[str] = []
    now = clock.real_s()
    for index, ident in enumerate(idents):
        shipment = _ready(db, ident, f"shipments[{index}]")
        for parcel in _parcels(db, ident):
            _start(db, parcel, clock)
            numbers.append(parcel["tracking_number"])
        shipment |= {"status": "handed_over", "handed_over_at": plan.universal(now)}
        _save(db, shipment)
    handover = {
        "id": f"mft_{secrets.token_hex(10)}",
        "handed_over_at": plan.universal(now),
        "parcel_count": len(numbers),
        "shipments": idents,
        "tracking_numbers": numbers,
    }
    db.execute("INSERT INTO handovers (id, body) VALUES (?, ?)", (handover["id"], json.dumps(handover)))
    return handover


def _ready(db: sqlite3.Connection, ident: str, field: str) -> dict[str, Any]:
    try:
        shipment = get(db, ident)
    except CarrierError as error:
        error.field = field
        raise
    if shipment["status"] == "handed_over":
        raise CarrierError(409, "already_handed_over", f"Shipment {ident} was handed over before.", field=field)
    if shipment["status"] == "cancelled":
        raise CarrierError(409, "cancelled", f"Shipment {ident} is cancelled.", field=field)
    return shipment


def get_handover(db: sqlite3.Connection, ident: str) -> dict[str, Any]:
    """A manifest.

    Raises:
        CarrierError: 404.
    """
    row = db.execute("SELECT body FROM handovers WHERE id = ?", (ident,)).fetchone()
    if row is None:
        raise not_found("handover", ident)
    handover: dict[str, Any] = json.loads(row["body"])
    return handover


def _start(db: sqlite3.Connection, parcel: sqlite3.Row, clock: Clock) -> None:
    """Draw the parcel's plan and let its mishaps fall on it."""
    now = clock.now_of(parcel)
    trip = Trip(
        parcel["tracking_number"],
        SERVICES[parcel["service"]],
        PLACES[parcel["origin"]],
        PLACES[parcel["destination"]],
    )
    scans = plan.draw(trip, handed_over_at=now)
    for mishap in json.loads(parcel["mishaps"]):
        scans = plan.spoil(scans, mishap["kind"], now=now, days=mishap["days"])
    zone = trip.destination.zone
    window = plan.promise(trip.service, trip.origin.country, trip.destination.country, at=now, zone=zone)
    db.execute("UPDATE parcels SET promised_from = ?, promised_to = ? WHERE serial = ?", (*window, parcel["serial"]))
    _insert(db, parcel["tracking_number"], scans)


def befall(db: sqlite3.Connection, number: str, mishap: Mishap, *, clock: Clock) -> None:
    """Let a mishap change what has not happened yet to a parcel.

    Raises:
        CarrierError: 404, or 409 `finished` if nothing is left that could change.
    """
    parcel = db.execute("SELECT * FROM parcels WHERE tracking_number = ?", (number,)).fetchone()
    if parcel is None:
        raise not_found("parcel", number)
    now = clock.now_of(parcel)
    scans = planned(db, number)
    if len(scans) == 1:
        known = [*json.loads(parcel["mishaps"]), mishap]
        db.execute("UPDATE parcels SET mishaps = ? WHERE serial = ?", (json.dumps(known), parcel["serial"]))
        return
    changed = plan.spoil(scans, mishap["kind"], now=now, days=mishap["days"])
    if changed == scans:
        raise CarrierError(409, "finished", f"Nothing is left to happen to {number}.")
    db.execute("DELETE FROM scans WHERE tracking_number = ? AND at > ?", (number, now))
    _insert(db, number, [scan for scan in changed if scan.at > now])


def planned(db: sqlite3.Connection, number: str) -> list[Scan]:
    """All scans of a parcel, past and to come, oldest first."""
    rows = db.execute("SELECT * FROM scans WHERE tracking_number = ? ORDER BY at, rowid", (number,))
    return [Scan(row["code"], row["at"], PLACES[row["place"]]) for row in rows]


def _parcels(db: sqlite3.Connection, ident: str) -> list[sqlite3.Row]:
    return db.execute("SELECT * FROM parcels WHERE shipment = ? ORDER BY serial", (ident,)).fetchall()


def _insert(db: sqlite3.Connection, number: str, scans: list[Scan]) -> None:
    db.executemany(
        "INSERT INTO scans (tracking_number, code, at, place, id) VALUES (?, ?, ?, ?, ?)",
        [(number, scan.code, scan.at, scan.place.code, f"scn_{secrets.token_hex(8)}") for scan in scans],
    )
