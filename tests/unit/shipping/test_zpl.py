"""ZPL labels read back field by field."""

from __future__ import annotations

import re

from apps.shipping import zpl
from apps.shipping.types import LabelFacts

FACTS = LabelFacts(
    tracking_number="CM000000014CN", human_readable="CM 000 000 014 CN", routing_code="DE FRA 10115",
    sort_code="CAN-FRA-4", service_name="Meridian Standard", incoterm="DDP", weight_g=1250, piece=1, pieces=2,
    order_number="KILN-000001", sender=["Longquan Kilns", "CN"],
    recipient=["Käthe ^Ümlaut~", "Lange_Straße 12", "10115 Berlin", "DE"], country="DE",
)  # fmt: skip


def fields(text: str) -> list[str]:
    """What each field of a format prints, its hexadecimal escapes read."""
    found = re.findall(r"\^FH\^FD(.*?)\^FS", text)
    return [re.sub(r"_([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), field) for field in found]


def test_a_format_for_each_label_says_what_the_label_says() -> None:
    text = zpl.draw([FACTS, FACTS]).decode()
    first, second = re.findall(r"\^XA.*?\^XZ", text, re.S)

    assert first == second
    assert "^CI28" in first
    printed = fields(first)
    assert {"Käthe ^Ümlaut~", "Lange_Straße 12", "DE FRA 10115", "1.250 kg   1/2", "Order KILN-000001"} <= set(printed)
    assert re.search(r"\^BCN,\d+,N,N,N\^FH\^FDCM000000014CN\^FS", first)


def test_nothing_that_is_printed_can_give_the_printer_a_command() -> None:
    body = zpl.draw([FACTS]).decode()

    assert set(re.findall(r"\^([A-Z][A-Z0-9])", body)) == {
        "XA", "CI", "PW", "LL", "LH", "FO", "A0", "FH", "FD", "FS", "GB", "BY", "BC", "XZ"
    }  # fmt: skip
    assert "~" not in body


def test_all_fields_begin_on_the_label() -> None:
    places = re.findall(r"\^FO(\d+),(\d+)", zpl.draw([FACTS]).decode())

    assert all(int(x) < zpl.WIDTH and int(y) < zpl.LENGTH for x, y in places)
