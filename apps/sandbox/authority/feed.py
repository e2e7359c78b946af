"""The ECB's gesmes XML · sandbox · no schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" \
xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">"""
_SENDER = "<gesmes:subject>Reference rates</gesmes:subject>"
_NAME = "<gesmes:name>European Central Bank</gesmes:name>"


def _printed(rate: Decimal) -> str:
    text = format(rate, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def daily(day: date, rates: Mapping[str, Decimal]) -> str:
    """`eurofxref-daily.xml`: one day, tab-indented, single quotes, as the ECB writes it."""
    lines = [f"\t\t\t<Cube currency='{currency}' rate='{_printed(rate)}'/>" for currency, rate in rates.items()]
    return "\n".join(
        [
            _HEAD,
            f"\t{_SENDER}",
            "\t<gesmes:Sender>",
            f"\t\t{_NAME}",
            "\t</gesmes:Sender>",
            "\t<Cube>",
            f"\t\t<Cube time='{day.isoformat()}'>",
            *lines,
            "\t\t</Cube>",
            "\t</Cube>",
            "</gesmes:Envelope>",
        ]
    )


def history(days: Iterable[tuple[date, Mapping[str, Decimal]]]) -> str:
    """`eurofxref-hist-90d.xml`: newest day first, double quotes, on one line, as the ECB writes it."""
    cubes = []
    for day, rates in days:
        lines = "".join(f'<Cube currency="{currency}" rate="{_printed(rate)}"/>' for currency, rate in rates.items())
        cubes.append(f'<Cube time="{day.isoformat()}">{lines}</Cube>')
    sender = f"<gesmes:Sender>{_NAME}</gesmes:Sender>"
    return f"{_HEAD}{_SENDER}{sender}<Cube>{''.join(cubes)}</Cube></gesmes:Envelope>"
