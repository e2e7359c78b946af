"""Invoicing · UBL 2.1 invoices and credit notes by EN 16931 and, to businesses, Peppol BIS Billing 3.0.

Between a seller and a business that both have a VAT id of a country whose ids address companies in Peppol, the
document is one of Peppol BIS Billing 3.0; to anybody else it is one of EN 16931 alone, since a consumer has no
electronic address there.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils import translation
from lxml import etree

from apps.invoicing.errors import InvoiceIncomplete
from apps.invoicing.models import Invoice
from apps.invoicing.types import Category, Charge, ChargeKind, Document, Kind, Missing, Party, Reason, Row, TaxSum

_ROOT = {
    Kind.INVOICE: "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    Kind.CREDIT_NOTE: "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
}
_CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
_CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_EN16931 = "urn:cen.eu:en16931:2017"
_PEPPOL = f"{_EN16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
# UNCL1001; UNECE Recommendation 20: one piece.
_TYPE = {Kind.INVOICE: "380", Kind.CREDIT_NOTE: "381"}
_PIECE = "C62"
# UNCL7161: freight.
_CHARGE_CODES = {ChargeKind.SHIPPING.value: "FC"}
# Electronic address schemes (EAS) under which VAT ids address companies.
_SCHEMES = {
    "AT": "9914", "BE": "9925", "BG": "9926", "CH": "9927", "CY": "9928", "CZ": "9929", "DE": "9930", "EE": "9931",
    "GB": "9932", "EL": "9933", "HR": "9934", "IE": "9935", "LI": "9936", "LT": "9937", "LU": "9938", "LV": "9939",
    "MT": "9943", "NL": "9944", "PL": "9945", "PT": "9946", "RO": "9947", "SI": "9949", "SK": "9950", "ES": "9920",
    "HU": "9910", "FR": "9957",
}  # fmt: skip


def ubl(row: Invoice) -> bytes:
    """The document as UBL 2.1, with a declaration and in UTF-8; the same document gives the same bytes.

    Raises:
        InvoiceIncomplete: a fact is missing without which it would not be valid.
    """
    if row.missing:
        raise InvoiceIncomplete(missing=", ".join(str(Missing(one).label) for one in row.missing))
    with translation.override(row.document["language"]):
        return etree.tostring(_Writer(row).root(), xml_declaration=True, encoding="UTF-8", pretty_print=True)


def is_peppol(document: Document) -> bool:
    """Whether both sides have an electronic address."""
    return bool(_scheme(document.seller) and _scheme(document.buyer))


def _scheme(party: Party) -> str:
    return _SCHEMES.get(party.tax_id[:2], "")


class _Writer:
    """One document, element by element in the order of the schema."""

    def __init__(self, row: Invoice) -> None:
        self.row, self.said, self.kind = row, row.said, Kind(row.kind)
        self.is_peppol = is_peppol(self.said)

    def root(self) -> etree._Element:
        said, kind = self.said, self.kind
        root = etree.Element(f"{{{_ROOT[kind]}}}{_name(kind)}", nsmap={None: _ROOT[kind], "cac": _CAC, "cbc": _CBC})
        _text(root, "CustomizationID", _PEPPOL if self.is_peppol else _EN16931)
        if self.is_peppol:
            _text(root, "ProfileID", _PROFILE)
        _text(root, "ID", self.row.number)
        _text(root, "IssueDate", self.row.issued_at.date().isoformat())
        _text(root, f"{_name(kind)}TypeCode", _TYPE[kind])
        _text(root, "DocumentCurrencyCode", said.currency)
        if said.tax_currency:
            _text(root, "TaxCurrencyCode", said.tax_currency)
        _text(root, "BuyerReference", said.purchase_number)
        _text(_part(root, "OrderReference"), "ID", said.purchase_number)
        if said.corrects:
            reference = _part(_part(root, "BillingReference"), "InvoiceDocumentReference")
            _text(reference, "ID", said.corrects.number)
            _text(reference, "IssueDate", said.corrects.issued_on.isoformat())
        self._party(_part(_part(root, "AccountingSupplierParty"), "Party"), said.seller, is_seller=True)
        self._party(_part(_part(root, "AccountingCustomerParty"), "Party"), said.buyer, is_seller=False)
        self._delivery(root)
        _text(_part(root, "PaymentMeans"), "PaymentMeansCode", said.paid_by)
        for charge in said.charges:
            self._charge(root, charge)
        self._taxes(root)
        self._totals(root)
        for number, line in enumerate(said.rows, 1):
            self._line(root, number, line)
        return root

    def _party(self, at: etree._Element, party: Party, *, is_seller: bool) -> None:
        if self.is_peppol:
            _text(at, "EndpointID", party.tax_id, schemeID=_scheme(party))
        if party.ident:
            _text(_part(at, "PartyIdentification"), "ID", party.ident)
        if party.trade_name and party.trade_name != party.name:
            _text(_part(at, "PartyName"), "Name", party.trade_name)
        self._address(at, "PostalAddress", party)
        if party.tax_id:
            scheme = _part(at, "PartyTaxScheme")
            _text(scheme, "CompanyID", party.tax_id)
            _text(_part(scheme, "TaxScheme"), "ID", "VAT" if _is_vat(party.tax_id) else "TAX")
        _text(_part(at, "PartyLegalEntity"), "RegistrationName", party.name)
        if is_seller and party.email:
            _text(_part(at, "Contact"), "ElectronicMail", party.email)

    def _address(self, at: etree._Element, name: str, party: Party) -> None:
        address = _part(at, name)
        street = [line for line in party.street if line]
        for tag, text in zip(("StreetName", "AdditionalStreetName"), street, strict=False):
            _text(address, tag, text)
        _text(address, "CityName", party.locality)
        _text(address, "PostalZone", party.postcode)
        _text(address, "CountrySubentity", party.region)
        if len(street) > 2:
            _text(_part(address, "AddressLine"), "Line", ", ".join(street[2:]))
        _text(_part(address, "Country"), "IdentificationCode", party.country)

    def _delivery(self, root: etree._Element) -> None:
        delivery = _part(root, "Delivery")
        _text(delivery, "ActualDeliveryDate", self.said.delivered_on.isoformat())
        self._address(_part(delivery, "DeliveryLocation"), "Address", self.said.delivered_to)
        _text(_part(_part(delivery, "DeliveryParty"), "PartyName"), "Name", self.said.delivered_to.name)

    def _charge(self, root: etree._Element, charge: Charge) -> None:
        at = _part(root, "AllowanceCharge")
        _text(at, "ChargeIndicator", "false" if charge.is_allowance else "true")
        if not charge.is_allowance:
            _text(at, "AllowanceChargeReasonCode", _CHARGE_CODES.get(charge.kind, ""))
        _text(at, "AllowanceChargeReason", str(ChargeKind(charge.kind).label))
        self._amount(at, "Amount", charge.amount)
        _category(_part(at, "TaxCategory"), charge.category, charge.rate)

    def _taxes(self, root: etree._Element) -> None:
        said = self.said
        whole = _part(root, "TaxTotal")
        self._amount(whole, "TaxAmount", said.tax)
        for one in said.taxes:
            self._tax(_part(whole, "TaxSubtotal"), one)
        if said.tax_there is not None:
            there = _part(root, "TaxTotal")
            _text(there, "TaxAmount", format(said.tax_there, "f"), currencyID=said.tax_currency)

    def _tax(self, at: etree._Element, one: TaxSum) -> None:
        self._amount(at, "TaxableAmount", one.base)
        self._amount(at, "TaxAmount", one.tax)
        category = _part(at, "TaxCategory")
        _text(category, "ID", one.category)
        if one.category != Category.OUTSIDE:
            _text(category, "Percent", format(one.rate, "f"))
        if one.reason:
            _text(category, "TaxExemptionReasonCode", one.code)
            _text(category, "TaxExemptionReason", str(Reason(one.reason).label))
        _text(_part(category, "TaxScheme"), "ID", "VAT")

    def _totals(self, root: etree._Element) -> None:
        said = self.said
        at = _part(root, "LegalMonetaryTotal")
        self._amount(at, "LineExtensionAmount", said.lines_net)
        self._amount(at, "TaxExclusiveAmount", said.net)
        self._amount(at, "TaxInclusiveAmount", said.gross)
        if said.allowed:
            self._amount(at, "AllowanceTotalAmount", said.allowed)
        if said.charged:
            self._amount(at, "ChargeTotalAmount", said.charged)
        self._amount(at, "PrepaidAmount", said.gross)
        self._amount(at, "PayableAmount", said.gross - said.gross)

    def _line(self, root: etree._Element, number: int, line: Row) -> None:
        credits = self.kind is Kind.CREDIT_NOTE
        at = _part(root, "CreditNoteLine" if credits else "InvoiceLine")
        _text(at, "ID", str(number))
        _text(at, "Note", line.note)
        _text(at, "CreditedQuantity" if credits else "InvoicedQuantity", str(line.quantity), unitCode=_PIECE)
        self._amount(at, "LineExtensionAmount", line.net)
        item = _part(at, "Item")
        _text(item, "Name", line.name or str(ChargeKind(line.charge).label))
        if line.sku:
            _text(_part(item, "SellersItemIdentification"), "ID", line.sku)
        if line.origin:
            _text(_part(item, "OriginCountry"), "IdentificationCode", line.origin)
        if line.hs_code:
            code = _part(item, "CommodityClassification")
            _text(code, "ItemClassificationCode", line.hs_code, listID="HS")
        _category(_part(item, "ClassifiedTaxCategory"), line.category, line.rate)
        price = _part(at, "Price")
        _text(price, "PriceAmount", format(line.unit_price, "f"), currencyID=self.said.currency)

    def _amount(self, at: etree._Element, name: str, amount: Decimal) -> None:
        _text(at, name, format(amount, "f"), currencyID=self.said.currency)


def _name(kind: Kind) -> str:
    return "CreditNote" if kind is Kind.CREDIT_NOTE else "Invoice"


def _is_vat(number: str) -> bool:
    """Whether a number begins with its country, as VAT identifiers of EN 16931 do (BR-CO-09)."""
    return number[:2].isalpha() and not number.startswith("CHE-")


def _category(at: etree._Element, category: str, rate: Decimal) -> None:
    _text(at, "ID", category)
    if category != Category.OUTSIDE:
        _text(at, "Percent", format(rate, "f"))
    _text(_part(at, "TaxScheme"), "ID", "VAT")


def _part(at: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(at, f"{{{_CAC}}}{name}")


def _text(at: etree._Element, name: str, text: str, **attributes: str) -> None:
    """An element with text; none where there is no text."""
    if text:
        etree.SubElement(at, f"{{{_CBC}}}{name}", attributes).text = text
