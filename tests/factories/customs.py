"""Snapshots of consignments for tests of declarations and papers: no database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from djmoney.money import Money

from apps.common.addresses import PostalAddress
from apps.customs.types import (
    Charge,
    Registration,
    Snapshot,
    SnapshotLine,
    SnapshotParcel,
    SnapshotParty,
)

SOLD = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)
KILN = PostalAddress(
    recipient="Longquan Kiln Works", country="CN", lines=("1 Kiln Road",), locality="Longquan", region="Zhejiang",
    postcode="323700", latin=(),
)  # fmt: skip
BERLIN = PostalAddress(
    recipient="Käthe Müller", country="DE", lines=("Lange Straße 12",), locality="Berlin", postcode="10115",
    phone="+4930901820",
)  # fmt: skip


def money(text: str, currency: str = "EUR") -> Money:
    """An amount."""
    return Money(Decimal(text), currency)


def line(position: int, **changes: Any) -> SnapshotLine:
    """Two celadon vases of 20.00."""
    facts: dict[str, Any] = {
        "position": position, "variant_id": UUID(int=position), "sku": f"VASE-{position}",
        "description": "Celadon vase, hand thrown", "hs_code": "691390", "origin": "CN", "quantity": 2, "net_g": 1800,
        "goods": money("40.00"), "shipping": money("9.00"), "duty": money("3.00"), "tax": money("9.88"),
        "fees": money("0.00"),
    }  # fmt: skip
    return SnapshotLine(**{**facts, **changes})


def charges(
    *lines: SnapshotLine, rate: str = "0.05", tax: str = "0.19", currency: str = "EUR", tax_to: str = "border"
) -> tuple[Charge, ...]:
    """Duty and tax of each line, half up to the cent; `tax_to` collects the tax."""
    found: list[Charge] = []
    for one in lines:
        base = one.goods.amount
        duty = (base * Decimal(rate)).quantize(Decimal("0.01"))
        found.append(_charge("duty", one.position, base, rate, duty, currency))
        found.append(
            _charge("tax", one.position, base + duty, tax, ((base + duty) * Decimal(tax)).quantize(Decimal("0.01")),
                    currency, tax_to)
        )  # fmt: skip
    return tuple(found)


def _charge(
    kind: str, position: int, base: Decimal, rate: str, amount: Decimal, currency: str, to: str = "border"
) -> Charge:
    return Charge(
        kind=kind, label=kind, position=position, base=Money(base, currency), rate=Decimal(rate),
        amount=Money(amount, currency), paid_to=to, rule_id=f"TEST-{kind}", is_verified=False,
    )  # fmt: skip


def snapshot(*lines: SnapshotLine, parcels: int = 1, **changes: Any) -> Snapshot:
    """A consignment of these lines (two kinds of vases where none are given) from Longquan to Berlin."""
    goods = lines or (line(1), line(2, quantity=1, net_g=700, goods=money("25.50")))
    net = sum(one.net_g for one in goods)
    gross = net + 120 * parcels
    facts: dict[str, Any] = {
        "shipment_id": UUID("019a0000-0000-7000-8000-000000000001"), "order_id": UUID(int=2),
        "order_number": "KIL-000001",
        "purchase_id": UUID(int=3), "purchase_number": "P-1", "placed_at": SOLD, "packed_at": SOLD,
        "sender": SnapshotParty(KILN), "recipient": SnapshotParty(BERLIN, email="k@example.org"),
        "marketplace": SnapshotParty(
            PostalAddress(recipient="Portolan", country="DE", locality="Hamburg"),
            registrations=(Registration("EORI", "DE123456789012345"), Registration("IOSS", "IM2760012000")),
        ),
        "ship_from": "CN", "ship_to": "DE", "incoterm": "DDP", "procedure": "h7", "scheme": "eu_relief",
        "carrier_code": "meridian", "currency": "EUR", "lines": goods,
        "parcels": tuple(
            SnapshotParcel(number, f"CM{number:08d}4CN", gross // parcels + (gross % parcels if number == 1 else 0),
                           300, 200, 200)
            for number in range(1, parcels + 1)
        ),
        "charges": charges(*goods), "authority_currency": "EUR", "authority_rate": Decimal(1), "rule_set": "test",
        "assessed_on": date(2026, 9, 1), "is_verified": False,
    }  # fmt: skip
    return Snapshot(**{**facts, **changes})
