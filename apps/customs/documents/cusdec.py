"""Customs · the same declaration as UN/EDIFACT CUSDEC D.96B, and the checks of its segments: pure.

pydifact knows no table of CUSDEC's segments, so that what we write is checked here: order, count
and control totals. Source: UN/EDIFACT D.96B, message CUSDEC.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

from djmoney.money import Money
from pydifact.exceptions import MissingImplementationWarning
from pydifact.segmentcollection import Interchange
from pydifact.segments import Segment

from apps.common.money import on_wire

from ..rules.checks import kilograms, type_code
from ..types import Snapshot, SnapshotParty
from .shares import charges_of, gross_masses

_TYPE = ("CUSDEC", "D", "96B", "UN")
_HEADER = ("UNH", "BGM", "LOC", "DTM", "GIS", "MEA", "RFF", "TDT", "NAD", "TOD", "MOA")
_ITEM = ("CST", "FTX", "LOC", "MEA", "PAC", "MOA", "TAX")


def message(snapshot: Snapshot, *, lrn: str, version: int) -> bytes:
    """An interchange with one CUSDEC message. The same snapshot gives the same bytes."""
    stamp: datetime = snapshot.packed_at
    interchange = Interchange(
        sender=_plain(snapshot.marketplace.name)[:35] or "PORTOLAN",
        recipient=f"CUSTOMS{snapshot.ship_to}",
        control_reference=lrn[-14:],
        syntax_identifier=("UNOY", 4),
        timestamp=stamp,
    )
    segments = [*_header(snapshot, lrn, version), *_items(snapshot), *_summary(snapshot)]
    numbered = [Segment("UNH", lrn[-14:], list(_TYPE)), *segments]
    numbered.append(Segment("UNT", str(len(numbered) + 1), lrn[-14:]))
    for segment in numbered:
        interchange.add_segment(segment)
    with _quietly():
        return str(interchange.serialize(break_lines=True)).encode()


def _header(snapshot: Snapshot, lrn: str, version: int) -> list[Segment]:
    return [
        Segment("BGM", "929", lrn, "9" if version == 1 else "5"),
        Segment("LOC", "35", snapshot.ship_from),
        Segment("LOC", "36", snapshot.ship_to),
        Segment("DTM", ["137", snapshot.packed_at.strftime("%Y%m%d%H%M"), "203"]),
        Segment("GIS", ["1", "105"]),
        Segment("MEA", "WT", "AAD", ["KGM", kilograms(snapshot.gross_g)]),
        Segment("RFF", ["IV", snapshot.order_number]),
        *[Segment("RFF", ["AAM", parcel.tracking_number]) for parcel in snapshot.parcels],
        Segment("TDT", "11", "", "5"),
        _name("EX", snapshot.sender),
        _name("IM", snapshot.recipient),
        Segment("TOD", "6", "", snapshot.incoterm),
        _amount("39", snapshot.goods),
    ]


def _items(snapshot: Snapshot) -> list[Segment]:
    gross, charges = gross_masses(snapshot), charges_of(snapshot)
    found: list[Segment] = [Segment("UNS", "D")]
    for line in snapshot.lines:
        found += [
            Segment("CST", str(line.position), [line.hs_code, "122"]),
            Segment("FTX", "AAA", "", "", _text(line.description)),
            Segment("LOC", "27", line.origin),
            Segment("MEA", "WT", "AAA", ["KGM", kilograms(line.net_g)]),
            Segment("MEA", "WT", "AAB", ["KGM", kilograms(gross[line.position])]),
            Segment("PAC", str(line.quantity), "", "PCE"),
            _amount("38", line.goods),
        ]
        for charge in charges[line.position]:
            rate = "" if charge.rate is None else format((charge.rate * 100).quantize(Decimal("0.001")), "f")
            found.append(
                Segment("TAX", "1", type_code(charge.kind), "", on_wire(charge.base)["amount"], ["", "", "", rate])
            )
            found.append(_amount("55", charge.amount))
    return found


def _summary(snapshot: Snapshot) -> list[Segment]:
    return [
        Segment("UNS", "S"),
        Segment("CNT", ["5", str(len(snapshot.lines))]),
        Segment("CNT", ["11", str(len(snapshot.parcels))]),
        Segment("CNT", ["7", kilograms(snapshot.gross_g), "KGM"]),
    ]


def problems(body: bytes) -> list[str]:
    """What is wrong with an interchange of ours: type, order of segments, counts, totals; empty where all is well."""
    with _quietly():
        interchange: Any = Interchange.from_str(body.decode())
    segments = [segment for segment in interchange.segments if segment.tag not in ("UNB", "UNZ", "UNA")]
    tags = [segment.tag for segment in segments]
    found: list[str] = []
    if not tags or tags[0] != "UNH" or tuple(segments[0].elements[1]) != _TYPE:
        found.append("The message does not begin as CUSDEC D.96B.")
    if not tags or tags[-1] != "UNT" or int(segments[-1].elements[0]) != len(tags):
        found.append("UNT does not count the segments.")
    if tags.count("UNS") != 2 or tags.count("BGM") != 1:
        return [*found, "BGM comes once, UNS twice."]
    first, second = (index for index, tag in enumerate(tags) if tag == "UNS")
    if not _in_order(tags[:first], _HEADER):
        found.append("The header's segments are out of order.")
    if any(tag not in _ITEM for tag in tags[first + 1 : second]) or tags[first + 1] != "CST":
        found.append("The items hold a segment that has no place there.")
    counts = {str(one.elements[0][0]): str(one.elements[0][1]) for one in segments if one.tag == "CNT"}
    if int(counts.get("5", "-1")) != tags.count("CST"):
        found.append("CNT 5 does not count the items.")
    gross = sum(
        Decimal(one.elements[2][1]) for one in segments[first:second] if one.tag == "MEA" and one.elements[1] == "AAB"
    )
    if gross != Decimal(counts.get("7", "-1")):
        found.append("CNT 7 is not the sum of the items' gross mass.")
    return found


@contextmanager
def _quietly() -> Iterator[None]:
    """pydifact warns that it has no tables of service segments: our own checks stand in for them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingImplementationWarning)
        yield


def _in_order(tags: list[str], wanted: tuple[str, ...]) -> bool:
    places = [wanted.index(tag) if tag in wanted else -1 for tag in tags]
    return -1 not in places and places == sorted(places)


def _name(role: str, party: SnapshotParty) -> Segment:
    address = party.address
    street = _text(", ".join(address.lines) or address.locality)
    return Segment(
        "NAD",
        role,
        "",
        "",
        _text(party.name),
        street,
        _text(address.locality),
        address.region[:9],
        address.postcode[:9],
        address.country,
    )


def _amount(qualifier: str, money: Money) -> Segment:
    return Segment("MOA", [qualifier, on_wire(money)["amount"], money.currency.code])


def _text(text: str) -> list[str]:
    """Up to five components of 70 characters."""
    cut = " ".join(text.split())
    return [cut[start : start + 70] for start in range(0, min(len(cut), 350), 70)] or [""]


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isascii() and (character.isalnum() or character == " "))
