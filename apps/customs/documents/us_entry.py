"""Customs · the data of an entry into the United States as JSON and CSV, with what is missing of it: pure.

Elements are those of CBP Form 7501 (entry summary), named with their block numbers. What was sold under section 321
(19 USC 1321, up to USD 800 without duty) is an entry of type 86, which asks for less (84 FR 40079); as no rule of the
relief holds any more, no later sale becomes one. Else an entry is informal (type 11) up to USD 2,500, above it
formal (type 01): 19 CFR 143.21. Entered values are in whole dollars, as the form's instructions
ask. Nobody files this: it is what a broker needs.
"""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from anyascii import anyascii

from apps.common.addresses import PostalAddress
from apps.common.spreadsheets import as_text

from ..rules.checks import kilograms
from ..types import Snapshot, SnapshotLine, SnapshotParty
from .shares import charges_of, gross_masses

SCHEMA = "portolan-us-entry/1"
INFORMAL, FORMAL, EXEMPT = "11", "01", "86"
MEDIA_TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
_SECTION_321 = "us_de_minimis"
_LIMIT = Decimal(2500)
_HTSUS = 10
# What no sale tells, with who knows it: block number, name, who.
_OF_OTHERS = (
    ("1", "filer_code_and_entry_number", "broker"),
    ("4", "surety_number", "broker"),
    ("5", "bond_type", "broker"),
    ("6", "port_code", "broker"),
    ("11", "import_date", "carrier"),
    ("19", "foreign_port_of_lading", "carrier"),
    ("20", "us_port_of_unlading", "carrier"),
    ("23", "importer_number", "importer"),
)
_FORMAL_ONLY = frozenset({"4", "5"})
_NOT_OF_EXEMPT = _FORMAL_ONLY | {"11", "19", "20", "23"}
_COLUMNS = ("line", "description", "htsus", "origin", "manufacturer_id", "gross_kg", "quantity", "entered_value_usd",
            "rate", "duty_usd")  # fmt: skip


def is_drawn(snapshot: Snapshot) -> bool:
    """Whether there is such an entry: of goods that go to the United States, assessed in dollars."""
    return snapshot.ship_to == "US" and snapshot.authority_currency == "USD"


def dataset(snapshot: Snapshot) -> dict[str, Any]:
    """The entry as JSON values, `missing` with block, name and who knows it; the same snapshot gives the same.

    Raises:
        ValueError: the goods do not go to the United States, or were not assessed in dollars.
    """
    if not is_drawn(snapshot):
        raise ValueError("An entry into the United States is of goods that go there, assessed in USD.")
    lines = _lines(snapshot)
    value = sum((Decimal(line["entered_value_usd"]) for line in lines), Decimal(0))
    duty = sum((Decimal(line["duty_usd"]) for line in lines), Decimal(0))
    fees = sum(
        (one.amount.amount for one in snapshot.charges if one.kind == "fee" and one.paid_to == "border"), Decimal(0)
    )
    kind = _kind(snapshot, value)
    return {
        "schema": SCHEMA,
        "2_entry_type": kind,
        "8_importing_carrier": snapshot.carrier_code,
        "10_country_of_origin": _one_or_multi([line.origin for line in snapshot.lines]),
        "12_bills_of_lading": [parcel.tracking_number for parcel in snapshot.parcels if parcel.tracking_number],
        "13_manufacturer_id": manufacturer_id(snapshot.sender.address),
        "14_exporting_country": snapshot.ship_from,
        "15_export_date": snapshot.packed_at.date().isoformat(),
        "24_reference": snapshot.order_number,
        "25_ultimate_consignee": _party(snapshot.recipient),
        "26_importer_of_record": _party(snapshot.recipient),
        "incoterm": snapshot.incoterm,
        "packages": len(snapshot.parcels),
        "gross_kg": kilograms(snapshot.gross_g),
        "exchange_rate": format(snapshot.authority_rate.normalize(), "f"),
        "lines": lines,
        "35_total_entered_value": format(value, "f"),
        "37_duty": format(duty, "f"),
        "39_other": format(fees, "f"),
        "40_total": format(duty + fees, "f"),
        "missing": _missing(snapshot, kind),
    }


def as_csv(snapshot: Snapshot) -> str:
    """The lines of the entry, for a spreadsheet. Raises ValueError as `dataset` does."""
    text = io.StringIO()
    rows = csv.DictWriter(text, _COLUMNS, lineterminator="\r\n", extrasaction="ignore")
    rows.writeheader()
    rows.writerows({**line, "description": as_text(line["description"])} for line in dataset(snapshot)["lines"])
    return text.getvalue()


def written(snapshot: Snapshot, ending: str) -> str:
    """The entry as a file of a media type (a key of MEDIA_TYPES): the whole as JSON, or its lines as CSV.

    Raises ValueError as `dataset` does.
    """
    if ending == "csv":
        return as_csv(snapshot)
    return json.dumps(dataset(snapshot), indent=2, ensure_ascii=False)


def manufacturer_id(address: PostalAddress) -> str:
    """The MID of who made or sent goods (19 CFR 102, appendix); "" where the address tells too little.

    Country, three letters of the first two words of the name, up to four digits of the street, three letters of the
    city.
    """
    name = [
        re.sub(r"[^A-Z0-9]", "", word) for word in anyascii(address.organisation or address.recipient).upper().split()
    ]
    words = [word for word in name if word and word not in ("THE", "A", "AN", "AND", "OF")][:2]
    number = max((re.findall(r"\d+", anyascii(" ".join(address.lines))) or [""]), key=len)[:4]
    city = re.sub(r"[^A-Z]", "", anyascii(address.locality).upper())[:3]
    if not (words and city and address.country):
        return ""
    return f"{address.country}{''.join(word[:3] for word in words)}{number}{city}"


def _lines(snapshot: Snapshot) -> list[dict[str, Any]]:
    gross, charges, maker = gross_masses(snapshot), charges_of(snapshot), manufacturer_id(snapshot.sender.address)
    found = []
    for line in snapshot.lines:
        duties = [one for one in charges[line.position] if one.kind == "duty"]
        found.append(
            {
                "line": line.position,
                "description": line.description,
                "htsus": line.hs_code,
                "origin": line.origin,
                "manufacturer_id": maker,
                "gross_kg": kilograms(gross[line.position]),
                "quantity": line.quantity,
                "entered_value_usd": format(_dollars(snapshot, line), "f"),
                "rate": " + ".join(_percent(one.rate) for one in duties if one.rate),
                "duty_usd": format(sum((one.amount.amount for one in duties), Decimal(0)), "f"),
            }
        )
    return found


def _kind(snapshot: Snapshot, value: Decimal) -> str:
    if snapshot.scheme == _SECTION_321:
        return EXEMPT
    return FORMAL if value > _LIMIT else INFORMAL


def _percent(rate: Decimal | None) -> str:
    return f"{((rate or Decimal(0)) * 100).normalize():f}%"


def _dollars(snapshot: Snapshot, line: SnapshotLine) -> Decimal:
    return (line.goods.amount * snapshot.authority_rate).quantize(Decimal(1), ROUND_HALF_UP)


def _one_or_multi(origins: list[str]) -> str:
    return origins[0] if len(set(origins)) == 1 else "MULTI"


def _party(party: SnapshotParty) -> dict[str, Any]:
    at = party.address
    return {"name": party.name, "lines": list(at.lines), "city": at.locality, "state": at.region, "zip": at.postcode,
            "country": at.country}  # fmt: skip


def _missing(snapshot: Snapshot, kind: str) -> list[dict[str, str]]:
    unasked = {FORMAL: frozenset(), INFORMAL: _FORMAL_ONLY, EXEMPT: _NOT_OF_EXEMPT}[kind]
    found = [{"block": block, "name": name, "known_by": who} for block, name, who in _OF_OTHERS if block not in unasked]
    for line in snapshot.lines:
        if len(line.hs_code) < _HTSUS:
            found.append({"block": "29", "name": f"htsus_ten_digits_of_line_{line.position}", "known_by": "seller"})
        if not line.origin:
            found.append({"block": "10", "name": f"origin_of_line_{line.position}", "known_by": "seller"})
    if not manufacturer_id(snapshot.sender.address):
        found.append({"block": "13", "name": "manufacturer_id", "known_by": "seller"})
    if not all(parcel.tracking_number for parcel in snapshot.parcels):
        found.append({"block": "12", "name": "bill_of_lading", "known_by": "carrier"})
    return found
