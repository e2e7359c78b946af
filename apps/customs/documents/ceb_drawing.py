"""Customs · the four messages of a consignment into or out of China, drawn from its snapshot: pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid5
from zoneinfo import ZoneInfo

from djmoney.money import Money

from apps.common.addresses import PostalAddress
from apps.common.money import exponent

from ..rules.checks import kilograms
from ..types import Snapshot, SnapshotLine
from ..types.ceb import NEW, CebMessage, Flow

CHINA = ZoneInfo("Asia/Shanghai")
_DECLARED, _TOTAL_AMOUNT, _ID_CARD = "2", "3", "1"


@dataclass(frozen=True)
class Company:
    """A company as it is registered with customs: ten-digit code or unified social credit code, and name."""

    code: str
    name: str


@dataclass(frozen=True)
class Enrolment:
    """Who takes part in the trade, and where and how the goods cross: codes of the customs parameter tables."""

    platform: Company
    seller: Company
    payer: Company
    carrier: Company
    agent: Company
    customs_code: str
    port_code: str
    trade_mode: str = "9610"
    traffic_mode: str = "5"
    wrap_type: str = "2"
    assurance: str = ""


@dataclass(frozen=True)
class Buyer:
    """Who buys by retail import, by identity card."""

    name: str
    id_number: str
    phone: str


@dataclass(frozen=True)
class Paid:
    """A payment as its provider knows it. `at` is aware."""

    transaction: str
    amount: Money
    at: datetime


def problems(snapshot: Snapshot, *, buyer: Buyer | None) -> list[str]:
    """Codes of what keeps messages from being drawn; empty where nothing does."""
    codes = _codes()
    found = [] if snapshot.currency in codes["currencies"] else ["currency"]
    countries = {snapshot.ship_to, snapshot.ship_from, *(line.origin for line in snapshot.lines)}
    found += ["country"] if countries - set(codes["countries"]) else []
    if flow_of(snapshot) is Flow.IMPORT:
        found += ["currency_cny"] if snapshot.currency != "CNY" else []
        found += ["buyer_identity"] if buyer is None else []
        found += ["fees"] if snapshot.fees.amount else []
    return found


def flow_of(snapshot: Snapshot) -> Flow | None:
    """Which way a consignment crosses China's border; None where it does not, or stays within."""
    if (snapshot.ship_from == "CN") == (snapshot.ship_to == "CN"):
        return None
    return Flow.IMPORT if snapshot.ship_to == "CN" else Flow.EXPORT


def messages(
    snapshot: Snapshot,
    *,
    reference: str,
    number: str = "",
    enrolment: Enrolment,
    paid: Paid | None,
    buyer: Buyer | None,
    at: datetime,
) -> list[CebMessage]:
    """Order, payment where there is one, waybill and list. The same facts give the same messages, guids too.

    `number` joins them, since an order that leaves from two warehouses is two for customs; the order's if not given.

    Raises:
        ValueError: `problems` finds something.
    """
    wrong = problems(snapshot, buyer=buyer)
    if wrong:
        raise ValueError(", ".join(wrong))
    drawing = _Import if flow_of(snapshot) is Flow.IMPORT else _Export
    drawn = drawing(snapshot, reference, number or snapshot.order_number, enrolment, paid, buyer, at)
    return [drawn.order(), *([drawn.payment(paid)] if paid else []), drawn.waybill(), drawn.declared()]


@dataclass(frozen=True)
class _Drawing:
    snapshot: Snapshot
    reference: str
    joined_by: str
    enrolment: Enrolment
    paid: Paid | None
    buyer: Buyer | None
    at: datetime

    def head(self, number: str, at: datetime) -> dict[str, str]:
        guid = str(uuid5(self.snapshot.shipment_id, f"ceb:{number}")).upper()
        return {"guid": guid, "appType": NEW, "appTime": stamp(at), "appStatus": _DECLARED}

    @property
    def traders(self) -> dict[str, str]:
        one = self.enrolment
        return {**_named("ebp", one.platform), **_named("ebc", one.seller)}

    @property
    def carriage(self) -> dict[str, str]:
        return {
            **_named("logistics", self.enrolment.carrier),
            "logisticsNo": self.snapshot.parcels[0].tracking_number,
            "freight": _amount(self.snapshot.shipping),
            "insuredFee": "0",
            "packNo": str(len(self.snapshot.parcels)),
        }

    @property
    def number(self) -> dict[str, str]:
        return {"orderNo": self.joined_by}

    @property
    def currency(self) -> str:
        return str(_codes()["currencies"][self.snapshot.currency])

    @property
    def gross(self) -> str:
        return kilograms(self.snapshot.gross_g)

    def goods(self) -> Iterator[tuple[int, SnapshotLine, int, Decimal]]:
        """Number, line, pieces and price of each goods line, so that pieces times price is the line's sum exactly."""
        position = 0
        for line in self.snapshot.lines:
            for pieces, price in divided(line.goods, line.quantity):
                position += 1
                yield position, line, pieces, price

    def line(self, position: int, line: SnapshotLine, pieces: int, price: Decimal) -> dict[str, str]:
        return {
            "gnum": str(position), "itemNo": line.sku[:30], "itemName": line.description[:250],
            "unit": _codes()["units"]["piece"], "currency": self.currency, "qty": str(pieces), "price": _plain(price),
            "totalPrice": _plain(price * pieces),
        }  # fmt: skip

    def declared_line(
        self, position: int, line: SnapshotLine, pieces: int, price: Decimal, country: str
    ) -> dict[str, str]:
        units = _codes()["units"]
        mass = f"{Decimal(line.net_g) * pieces / line.quantity / 1000:.5f}"
        return {
            **self.line(position, line, pieces, price), "gcode": line.hs_code, "gname": line.description[:250],
            "gmodel": line.sku[:510], "country": country, "qty1": mass, "unit1": units["kilogram"],
        }  # fmt: skip

    def border(self) -> dict[str, str]:
        one = self.enrolment
        return {
            "copNo": self.reference[:20], "customsCode": one.customs_code, "portCode": one.port_code,
            **_named("agent", one.agent), "tradeMode": one.trade_mode, "trafMode": one.traffic_mode,
            "wrapType": one.wrap_type, "grossWeight": self.gross, "netWeight": kilograms(self.snapshot.net_g),
        }  # fmt: skip


class _Export(_Drawing):
    def order(self) -> CebMessage:
        head = {
            **self.head("303", self.snapshot.placed_at), "orderType": "E", **self.number, **self.traders,
            "goodsValue": _amount(self.snapshot.goods), "freight": _amount(self.snapshot.shipping),
            "currency": self.currency,
        }  # fmt: skip
        return CebMessage("303", head, tuple(self.line(*one) for one in self.goods()))

    def payment(self, paid: Paid) -> CebMessage:
        head = {
            **self.head("403", paid.at), **self.traders, **self.number, **_named("pay", self.enrolment.payer),
            "payNo": paid.transaction, "charge": _amount(paid.amount), "currency": self.currency,
            "accountingDate": stamp(paid.at)[:8],
        }  # fmt: skip
        return CebMessage("403", head)

    def waybill(self) -> CebMessage:
        head = {
            **self.head("505", self.snapshot.packed_at), **self.carriage, "currency": self.currency,
            "grossWeight": self.gross, **_named("ebc", self.enrolment.seller),
        }  # fmt: skip
        return CebMessage("505", head)

    def declared(self) -> CebMessage:
        country = _codes()["countries"][self.snapshot.ship_to]
        head = {
            **self.head("603", self.at), **self.border(), **self.traders, **self.number, **self.carriage,
            "ieFlag": "E", **_named("owner", self.enrolment.seller), "country": country, "fCurrency": self.currency,
            "fFlag": _TOTAL_AMOUNT, "iCurrency": self.currency, "iFlag": _TOTAL_AMOUNT,
        }  # fmt: skip
        return CebMessage("603", head, tuple(self.declared_line(*one, country) for one in self.goods()))


class _Import(_Drawing):
    @property
    def person(self) -> dict[str, str]:
        assert self.buyer is not None
        return {"buyerName": self.buyer.name, "buyerTelephone": self.buyer.phone, "buyerIdType": _ID_CARD,
                "buyerIdNumber": self.buyer.id_number}  # fmt: skip

    def line(self, position: int, line: SnapshotLine, pieces: int, price: Decimal) -> dict[str, str]:
        country = _codes()["countries"][line.origin]
        return {**super().line(position, line, pieces, price), "gmodel": line.sku[:510], "country": country}

    def order(self) -> CebMessage:
        one, where = self.snapshot, self.snapshot.recipient.address
        head = {
            **self.head("311", one.placed_at), "orderType": "I", **self.number, **self.traders,
            "goodsValue": _amount(one.goods), "freight": _amount(one.shipping), "discount": "0",
            "taxTotal": _amount(one.duty + one.tax), "acturalPaid": _amount(one.total), "currency": self.currency,
            "buyerRegNo": str(one.purchase_id), **self.person, "consignee": where.recipient,
            "consigneeTelephone": where.phone, "consigneeAddress": _where(where),
        }  # fmt: skip
        if self.paid:
            head |= {**_named("pay", self.enrolment.payer), "payTransactionId": self.paid.transaction}
        return CebMessage("311", head, tuple(self.line(*one) for one in self.goods()))

    def payment(self, paid: Paid) -> CebMessage:
        assert self.buyer is not None
        head = {
            **self.head("411", paid.at), **_named("pay", self.enrolment.payer), "payTransactionId": paid.transaction,
            **self.number, **_named("ebp", self.enrolment.platform), "payerIdType": _ID_CARD,
            "payerIdNumber": self.buyer.id_number, "payerName": self.buyer.name, "telephone": self.buyer.phone,
            "amountPaid": _amount(paid.amount), "currency": _codes()["currencies"][paid.amount.currency.code],
            "payTime": stamp(paid.at),
        }  # fmt: skip
        return CebMessage("411", head)

    def waybill(self) -> CebMessage:
        where = self.snapshot.recipient.address
        head = {
            **self.head("511", self.snapshot.packed_at), **self.carriage, **self.number, "currency": self.currency,
            "weight": self.gross, "consignee": where.recipient, "consigneeAddress": _where(where),
            "consigneeTelephone": where.phone,
        }  # fmt: skip
        return CebMessage("511", head)

    def declared(self) -> CebMessage:
        country = _codes()["countries"][self.snapshot.ship_from]
        day = stamp(self.at)[:8]
        head = {
            **self.head("621", self.at), **self.border(), **self.traders, **self.number, **self.carriage,
            **self.person, "assureCode": self.enrolment.assurance or self.enrolment.agent.code, "ieFlag": "I",
            "declTime": day, "ieDate": day, "consigneeAddress": _where(self.snapshot.recipient.address),
            "country": country, "currency": self.currency,
        }  # fmt: skip
        origins = _codes()["countries"]
        return CebMessage("621", head, tuple(self.declared_line(*one, origins[one[1].origin]) for one in self.goods()))


def stamp(at: datetime) -> str:
    """An instant as messages bear it: China's wall clock, yyyyMMddHHmmss."""
    return at.astimezone(CHINA).strftime("%Y%m%d%H%M%S")


def divided(total: Money, pieces: int) -> list[tuple[int, Decimal]]:
    """A sum as pieces at prices in whole minor units, exactly: 1.00 for three is two at 0.33 and one at 0.34."""
    digits = exponent(total.currency.code)
    minor = int(total.amount.scaleb(digits).to_integral_exact())
    each, rest = divmod(minor, pieces)
    some = [(pieces - rest, each), (rest, each + 1)]
    return [(count, Decimal(price).scaleb(-digits)) for count, price in some if count]


@cache
def _codes() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(Path(__file__).with_name("ceb_codes.json").read_text())
    return read


def _named(prefix: str, company: Company) -> dict[str, str]:
    return {f"{prefix}Code": company.code, f"{prefix}Name": company.name}


def _amount(money: Money) -> str:
    return _plain(money.amount)


def _plain(amount: Decimal) -> str:
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _where(address: PostalAddress) -> str:
    return " ".join(filter(None, (address.region, address.locality, *address.lines)))[:200]
