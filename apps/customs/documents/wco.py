"""Customs · a standard import declaration as WCO Data Model 3.6 XML, in the profile of HMRC's CDS: pure.

Source of structure and code lists: HMRC customs-declarations, WCO_DEC_2_DMS.xsd and its samples.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from djmoney.money import Money
from lxml import etree

from apps.common.money import on_wire

from ..rules.checks import kilograms, type_code
from ..types import Charge, Snapshot, SnapshotLine, SnapshotParty
from .shares import charges_of, gross_masses

MD = "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"
DEC = "urn:wco:datamodel:WCO:DEC-DMS:2"
_NAME, _LINE, _CITY, _POSTCODE, _DESCRIPTION = 70, 70, 35, 9, 512
_Element: TypeAlias = etree._Element


def declaration(snapshot: Snapshot, *, lrn: str, version: int) -> bytes:
    """The declaration; its first version is an original (function 9), every later one an amendment (13).

    The same snapshot gives the same bytes.
    """
    root = etree.Element(f"{{{MD}}}MetaData", nsmap={"md": MD, None: DEC})
    _md(root, "WCODataModelVersionCode", "3.6")
    _md(root, "WCOTypeName", "DEC")
    _md(root, "ResponsibleCountryCode", snapshot.ship_to)
    _md(root, "ResponsibleAgencyName", "Customs")
    _md(root, "AgencyAssignedCustomizationVersionCode", "v2.1")
    top = _in(root, "Declaration")
    _in(top, "FunctionCode", "9" if version == 1 else "13")
    _in(top, "FunctionalReferenceID", lrn)
    _in(top, "TypeCode", "IMD")
    _in(top, "GoodsItemQuantity", str(len(snapshot.lines)))
    _money(top, "InvoiceAmount", snapshot.goods)
    _in(top, "TotalGrossMassMeasure", kilograms(snapshot.gross_g))
    _in(top, "TotalPackageQuantity", str(len(snapshot.parcels)))
    agent = _in(top, "Agent")
    _agent(agent, snapshot)
    if snapshot.currency != snapshot.authority_currency:
        exchange = _in(top, "CurrencyExchange")
        _in(exchange, "CurrencyTypeCode", snapshot.currency)
        _in(exchange, "RateNumeric", format((1 / snapshot.authority_rate).quantize(Decimal("0.00001")), "f"))
    _party(_in(top, "Declarant"), snapshot.marketplace, snapshot.registration("EORI"))
    _party(_in(top, "Exporter"), snapshot.sender)
    _shipment(_in(top, "GoodsShipment"), snapshot)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _agent(agent: _Element, snapshot: Snapshot) -> None:
    number = snapshot.registration("EORI")
    if number:
        _in(agent, "ID", number[:17])
    else:
        _in(agent, "Name", snapshot.marketplace.name[:_NAME])
    _in(agent, "FunctionCode", "3")


def _shipment(goods: _Element, snapshot: Snapshot) -> None:
    _in(goods, "TransactionNatureCode", "1")
    _party(_in(goods, "Buyer"), snapshot.recipient)
    consignment = _in(goods, "Consignment")
    _in(consignment, "ContainerCode", "0")
    _in(_in(goods, "Destination"), "CountryCode", snapshot.ship_to)
    _in(_in(goods, "ExportCountry"), "ID", snapshot.ship_from)
    gross, charges = gross_masses(snapshot), charges_of(snapshot)
    for line in snapshot.lines:
        _item(_in(goods, "GovernmentAgencyGoodsItem"), snapshot, line, gross[line.position], charges[line.position])
    _party(_in(goods, "Importer"), snapshot.recipient)
    for parcel in snapshot.parcels:
        previous = _in(goods, "PreviousDocument")
        _in(previous, "CategoryCode", "Z")
        _in(previous, "ID", parcel.tracking_number[:35])
        _in(previous, "TypeCode", "740")
    _party(_in(goods, "Seller"), snapshot.sender)
    terms = _in(goods, "TradeTerms")
    _in(terms, "ConditionCode", snapshot.incoterm)
    _in(terms, "LocationName", (snapshot.recipient.address.locality or snapshot.ship_to)[:37])


def _item(item: _Element, snapshot: Snapshot, line: SnapshotLine, gross_g: int, charges: list[Charge]) -> None:
    _in(item, "SequenceNumeric", str(line.position))
    invoice = _in(item, "AdditionalDocument")
    _in(invoice, "CategoryCode", "N")
    _in(invoice, "ID", snapshot.order_number)
    _in(invoice, "TypeCode", "935")
    _in(invoice, "LPCOExemptionCode", "AC")
    pieces = _in(item, "AdditionalInformation")
    _in(pieces, "StatementCode", "QTY")
    _in(pieces, "StatementDescription", str(line.quantity))
    commodity = _in(item, "Commodity")
    _in(commodity, "Description", line.description[:_DESCRIPTION])
    classification = _in(commodity, "Classification")
    _in(classification, "ID", line.hs_code[:8])
    _in(classification, "IdentificationTypeCode", "TSP")
    for charge in charges:
        _charge(_in(commodity, "DutyTaxFee"), charge, snapshot)
    measure = _in(commodity, "GoodsMeasure")
    _in(measure, "GrossMassMeasure", kilograms(gross_g))
    _in(measure, "NetNetWeightMeasure", kilograms(line.net_g))
    _money(_in(commodity, "InvoiceLine"), "ItemChargeAmount", line.goods)
    _in(_in(item, "CustomsValuation"), "MethodCode", "1")
    procedure = _in(item, "GovernmentProcedure")
    _in(procedure, "CurrentCode", "40")
    _in(procedure, "PreviousCode", "00")
    origin = _in(item, "Origin")
    _in(origin, "CountryCode", line.origin)
    _in(origin, "TypeCode", "1")
    packaging = _in(item, "Packaging")
    _in(packaging, "SequenceNumeric", "1")
    _in(packaging, "MarksNumbersID", snapshot.order_number)
    # Items may lie in one box: the first one states the boxes, the others none of their own.
    _in(packaging, "QuantityQuantity", str(len(snapshot.parcels) if line.position == snapshot.lines[0].position else 0))
    _in(packaging, "TypeCode", "CT")


def _charge(fee: _Element, charge: Charge, snapshot: Snapshot) -> None:
    _money(fee, "AdValoremTaxBaseAmount", charge.base)
    _in(fee, "DutyRegimeCode", "100")
    if charge.rate is not None:
        _in(fee, "TaxRateNumeric", format((charge.rate * 100).quantize(Decimal("0.001")), "f"))
    _in(fee, "TypeCode", type_code(charge.kind))
    payment = _in(fee, "Payment")
    _in(payment, "MethodCode", "E" if snapshot.incoterm == "DDP" else "A")
    _money(payment, "TaxAssessedAmount", charge.amount)


def _party(element: _Element, party: SnapshotParty, number: str = "") -> None:
    if number:
        _in(element, "ID", number[:17])
        return
    address = party.address
    _in(element, "Name", party.name[:_NAME])
    place = _in(element, "Address")
    _in(place, "CityName", (address.locality or address.region or address.country)[:_CITY])
    _in(place, "CountryCode", address.country)
    _in(place, "Line", (", ".join(address.lines) or address.locality or address.country)[:_LINE])
    if address.postcode:
        _in(place, "PostcodeID", address.postcode[:_POSTCODE])


def _md(parent: _Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{MD}}}{name}").text = text


def _in(parent: _Element, name: str, text: str | None = None) -> _Element:
    child = etree.SubElement(parent, f"{{{DEC}}}{name}")
    if text is not None:
        child.text = text
    return child


def _money(parent: _Element, name: str, money: Money) -> None:
    _in(parent, name, on_wire(money)["amount"]).set("currencyID", money.currency.code)
