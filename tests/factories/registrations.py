"""The marketplace's registrations in tests: right in form, nobody's."""

from __future__ import annotations

from datetime import date, datetime

IOSS = "IM2760012000"
EORI = "DE123456789012345"
NUMBERS = (
    ("IOSS", "EU", IOSS),
    ("EORI", "EU", EORI),
    ("OSS", "EU", "DE999999903"),
    ("VAT", "DE", "DE999999903"),
    ("VAT", "GB", "GB999900002"),
    ("ARN", "AU", "300000000000"),
    ("GST", "NZ", "100000008"),
    ("GST", "SG", "199900000R"),
    ("LVG", "MY", "LVG-0000-0000"),
    ("VOEC", "NO", "2000000"),
    ("VAT", "CH", "CHE-999.999.996 MWST"),
    ("JCT", "JP", "T9000000000000"),
    ("PRC", "BR", "PRC-0000"),
)


def register_marketplace(at: datetime) -> None:
    """Have the marketplace registered everywhere that a shipped rule asks for, since long ago."""
    from apps.registrations import operations

    for kind, jurisdiction, number in NUMBERS:
        operations.register(kind=kind, jurisdiction=jurisdiction, number=number, since=date(2018, 1, 1), at=at)
