"""Rules that Peppol BIS Billing 3.0 sets on top of EN 16931, by id, written from the published list of them.

Peppol's own schematron may not be handed on, so that no package carries it; these are ours, and no proof of what it
would say. Rules of single countries are not among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

_NS = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
_SPEC = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_INVOICE_TYPES = {"71", "80", "82", "84", "102", "218", "219", "326", "331", "380", "382", "383", "386", "388", "393",
                  "395", "553", "575", "623", "780", "817", "870", "875", "876", "877"}  # fmt: skip
_NOTE_TYPES = {"81", "83", "381", "396", "532"}


def broken(text: bytes) -> list[str]:
    """The ids of the rules that a document breaks."""
    return sorted(set(_broken(etree.fromstring(text))))


def _broken(root: etree._Element) -> Iterator[str]:
    def texts(path: str, at: etree._Element = root) -> list[str]:
        return [one.text or "" for one in at.xpath(path, namespaces=_NS)]

    def number(path: str, at: etree._Element = root) -> Decimal:
        return Decimal(next(iter(texts(path, at)), "0"))

    is_note = etree.QName(root).localname == "CreditNote"
    if texts("cbc:ProfileID") != [_PROFILE]:
        yield "PEPPOL-EN16931-R001" if not texts("cbc:ProfileID") else "PEPPOL-EN16931-R007"
    if len(texts("cbc:Note")) > 1:
        yield "PEPPOL-EN16931-R002"
    if not texts("cbc:BuyerReference") and not texts("cac:OrderReference/cbc:ID"):
        yield "PEPPOL-EN16931-R003"
    if not texts("cbc:CustomizationID")[0].startswith(_SPEC):
        yield "PEPPOL-EN16931-R004"
    if texts("cbc:TaxCurrencyCode") == texts("cbc:DocumentCurrencyCode"):
        yield "PEPPOL-EN16931-R005"
    if any(not len(one) and not (one.text or "").strip() for one in root.iter()):
        yield "PEPPOL-EN16931-R008"
    if not texts("cac:AccountingCustomerParty/cac:Party/cbc:EndpointID"):
        yield "PEPPOL-EN16931-R010"
    if not texts("cac:AccountingSupplierParty/cac:Party/cbc:EndpointID"):
        yield "PEPPOL-EN16931-R020"
    if any(one not in ("true", "false") for one in texts("//cbc:ChargeIndicator")):
        yield "PEPPOL-EN16931-R043"
    if texts("//cac:Price/cac:AllowanceCharge"):
        yield "PEPPOL-EN16931-R044"
    currency = texts("cbc:DocumentCurrencyCode")[0]
    others = [one for one in root.xpath("//*[@currencyID]") if one.get("currencyID") != currency]
    if any(etree.QName(one).localname != "TaxAmount" or one.get("currencyID") not in texts("cbc:TaxCurrencyCode")
           for one in others):  # fmt: skip
        yield "PEPPOL-EN16931-R051"
    totals = root.findall("cac:TaxTotal", _NS)
    if sum(one.find("cac:TaxSubtotal", _NS) is not None for one in totals) != 1:
        yield "PEPPOL-EN16931-R053"
    if sum(one.find("cac:TaxSubtotal", _NS) is None for one in totals) != len(texts("cbc:TaxCurrencyCode")):
        yield "PEPPOL-EN16931-R054"
    if len({Decimal(one.find("cbc:TaxAmount", _NS).text) < 0 for one in totals if one.find("cbc:TaxAmount", _NS).text
            not in ("0", "0.00")}) > 1:  # fmt: skip
        yield "PEPPOL-EN16931-R055"
    if len(texts("cac:OrderReference")) > 1 or len(texts("cac:ProjectReference")) > 1:
        yield "PEPPOL-EN16931-R080"
    for line in root.findall("cac:CreditNoteLine" if is_note else "cac:InvoiceLine", _NS):
        pieces = number("cbc:CreditedQuantity | cbc:InvoicedQuantity", line)
        net = pieces * number("cac:Price/cbc:PriceAmount", line)
        if abs(net - number("cbc:LineExtensionAmount", line)) > Decimal("0.02"):
            yield "PEPPOL-EN16931-R120"
        if any(Decimal(one) <= 0 for one in texts("cac:Price/cbc:BaseQuantity", line)):
            yield "PEPPOL-EN16931-R121"
    if len(texts("cbc:Note")) > 1:
        yield "PEPPOL-EN16931-R130"
    kind = next(iter(texts("cbc:CreditNoteTypeCode | cbc:InvoiceTypeCode")))
    if kind not in (_NOTE_TYPES if is_note else _INVOICE_TYPES):
        yield "PEPPOL-EN16931-P0101" if is_note else "PEPPOL-EN16931-P0100"
    yield from _reasons(root)


def _reasons(root: etree._Element) -> Iterator[str]:
    """Codes of reasons that ask for one category (PEPPOL-EN16931-P0104 to P0111)."""
    asked = {"VATEX-EU-G": ("G", "P0104"), "VATEX-EU-O": ("O", "P0105"), "VATEX-EU-IC": ("K", "P0106"),
             "VATEX-EU-AE": ("AE", "P0107")}  # fmt: skip
    for category in root.iterfind(".//cac:TaxSubtotal/cac:TaxCategory", _NS):
        code = category.findtext("cbc:TaxExemptionReasonCode", "", _NS)
        wanted, rule = asked.get(code, ("", ""))
        if wanted and category.findtext("cbc:ID", "", _NS) != wanted:
            yield f"PEPPOL-EN16931-{rule}"
