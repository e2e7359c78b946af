"""Consignments into and out of China, and their messages: no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from apps.common.addresses import PostalAddress
from apps.customs.documents.ceb import Transfer
from apps.customs.documents.ceb_drawing import Buyer, Company, Enrolment, Paid, messages
from apps.customs.types import Snapshot, SnapshotParty
from apps.customs.types.ceb import CebMessage, MessageKind

from .customs import BERLIN, SOLD, line, money, snapshot

SHANGHAI = PostalAddress(
    recipient="王小明", country="CN", lines=("南京西路100号",), locality="上海", postcode="200040", phone="13800000000",
)  # fmt: skip
TRANSFER = Transfer("3301960A01", "Portolan", "DXPENT0000000001")
ENROLMENT = Enrolment(
    platform=Company("3301960A01", "Portolan"), seller=Company("3301960B02", "Longquan Kiln Works"),
    payer=Company("3301960P03", "Quay Pay"), carrier=Company("3301960L04", "Meridian"),
    agent=Company("3301960G05", "Harbour Agents"), customs_code="2900", port_code="2910",
)  # fmt: skip
BUYER = Buyer("王小明", "31010119900101123X", "13800000000")
DECLARED = SOLD + timedelta(days=1)


def inbound(**changes: Any) -> Snapshot:
    """Vases and a book from Berlin to Shanghai, paid in yuan; one line's sum does not divide by its pieces."""
    zero, tax = money("0", "CNY"), money("9.10", "CNY")
    lines = (
        line(1, goods=money("100.00", "CNY"), quantity=3, shipping=money("12.00", "CNY"), duty=zero, tax=tax, fees=zero,
             origin="DE"),
        line(2, goods=money("45.50", "CNY"), quantity=1, shipping=money("3.00", "CNY"), duty=zero, tax=tax, fees=zero,
             origin="IT", hs_code="4901990000"),
    )  # fmt: skip
    facts = {"ship_from": "DE", "ship_to": "CN", "currency": "CNY", "authority_currency": "CNY", "procedure": "h1",
             "scheme": "cn_cbec", "sender": SnapshotParty(BERLIN), "recipient": SnapshotParty(SHANGHAI),
             "packed_at": SOLD + timedelta(hours=5), "charges": ()}  # fmt: skip
    return snapshot(*lines, **{**facts, **changes})


def outbound(**changes: Any) -> Snapshot:
    """Vases from Longquan to Berlin."""
    return snapshot(**{"packed_at": SOLD + timedelta(hours=5), **changes})


def drawn(one: Snapshot, *, is_paid: bool = True, reference: str = "PT0123456789ABCDEFGH12") -> list[CebMessage]:
    """The messages of a consignment."""
    amount = one.total if one.ship_to == "CN" else one.goods + one.shipping
    paid = Paid(f"T-{one.order_number}", amount, SOLD + timedelta(minutes=3)) if is_paid else None
    buyer = BUYER if one.ship_to == "CN" else None
    return messages(one, reference=reference, enrolment=ENROLMENT, paid=paid, buyer=buyer, at=DECLARED)


def key_of(some: list[CebMessage]) -> tuple[str, str]:
    """The order that messages are of."""
    return next(one.order_key for one in some if one.kind is MessageKind.ORDER)


def changed(some: list[CebMessage], kind: MessageKind, **head: str) -> list[CebMessage]:
    """The messages with fields of one of them changed."""
    return [replace(one, head={**one.head, **head}) if one.kind is kind else one for one in some]
