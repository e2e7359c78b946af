"""Reading a WCO declaration (DEC-DMS) · sandbox · no schema."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from apps.sandbox.authority.customs.errors import Unreadable
from apps.sandbox.authority.customs.facts import DeclaredCharge, Facts, Item

_D = "{urn:wco:datamodel:WCO:DEC-DMS:2}"
_M = "{urn:wco:datamodel:WCO:DocumentMetaData-DMS:2}"


def read(body: bytes) -> Facts:
    """The facts of a declaration.

    Raises:
        Unreadable: not XML of this kind, or a part is missing.
    """
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Unreadable("A declaration has no document type and no entities.")
    try:
        root = ET.fromstring(body)
        top = root.find(f"{_D}Declaration")
        if root.tag != f"{_M}MetaData" or top is None:
            raise Unreadable("This is no WCO declaration.")
        shipment = _child(top, "GoodsShipment")
        total = _child(top, "InvoiceAmount")
        rate = _find(top, "CurrencyExchange/RateNumeric")
        return Facts(
            kind="IM",
            lrn=_text(top, "FunctionalReferenceID"),
            country=(root.findtext(f"{_M}ResponsibleCountryCode") or "").strip(),
            exporter=_find(top, "Exporter/Name"),
            importer=_find(shipment, "Importer/Name"),
            currency=total.get("currencyID", ""),
            total_value=Decimal(total.text or ""),
            gross_kg=Decimal(_text(top, "TotalGrossMassMeasure")),
            packages=int(_text(top, "TotalPackageQuantity")),
            transport_documents=tuple(
                _text(one, "ID") for one in shipment.findall(f"{_D}PreviousDocument") if _text(one, "TypeCode") == "740"
            ),
            items=tuple(_items(shipment)),
            rate=1 / Decimal(rate) if rate else Decimal(1),
            is_deferred=_find(shipment, "TradeTerms/ConditionCode") == "DDP",
        )
    except (ET.ParseError, ValueError, KeyError, InvalidOperation, ArithmeticError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"The declaration cannot be read: {type(error).__name__} {error}") from error


def _items(shipment: ET.Element) -> Iterator[Item]:
    for item in shipment.findall(f"{_D}GovernmentAgencyGoodsItem"):
        commodity = _child(item, "Commodity")
        pieces = [
            _text(one, "StatementDescription")
            for one in item.findall(f"{_D}AdditionalInformation")
            if _text(one, "StatementCode") == "QTY"
        ]
        yield Item(
            number=int(_text(item, "SequenceNumeric")),
            description=_text(commodity, "Description"),
            hs_code=_find(commodity, "Classification/ID"),
            origin=_find(item, "Origin/CountryCode"),
            quantity=int(pieces[0]) if pieces else 1,
            value=Decimal(_find(commodity, "InvoiceLine/ItemChargeAmount")),
            net_kg=Decimal(_find(commodity, "GoodsMeasure/NetNetWeightMeasure")),
            gross_kg=Decimal(_find(commodity, "GoodsMeasure/GrossMassMeasure")),
            charges=tuple(_charges(commodity)),
        )


def _charges(commodity: ET.Element) -> Iterator[DeclaredCharge]:
    for fee in commodity.findall(f"{_D}DutyTaxFee"):
        amount = fee.find(f"{_D}Payment/{_D}TaxAssessedAmount")
        if amount is None:
            continue
        rate = _text(fee, "TaxRateNumeric")
        yield DeclaredCharge(
            type_code=_text(fee, "TypeCode"),
            base=Decimal(_text(fee, "AdValoremTaxBaseAmount") or "0"),
            rate=Decimal(rate) / 100 if rate else None,
            amount=Decimal(amount.text or ""),
            currency=amount.get("currencyID", ""),
        )


def _child(parent: ET.Element, name: str) -> ET.Element:
    found = parent.find(f"{_D}{name}")
    if found is None:
        raise Unreadable(f"{name} is missing.")
    return found


def _find(parent: ET.Element, path: str) -> str:
    return (parent.findtext("/".join(f"{_D}{part}" for part in path.split("/"))) or "").strip()


def _text(parent: ET.Element, name: str) -> str:
    return (parent.findtext(f"{_D}{name}") or "").strip()
