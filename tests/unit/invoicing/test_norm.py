"""Invoicing · UBL is valid by the OASIS schema, by CEN's own rules of EN 16931 and by Peppol's, case by case."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from lxml import etree

from apps.checkout.types import QuotedConsignment
from apps.checkout.types.refunds import Funder, GoodwillMove, LineCells, Taken
from apps.common.money import to_minor
from apps.invoicing.documents.ubl import is_peppol, ubl
from apps.invoicing.errors import InvoiceIncomplete
from apps.invoicing.rules.crediting import Issued, Step, credit
from apps.invoicing.rules.drawing_up import Sale, draw_up
from tests.factories import invoicing as make
from tests.factories import peppol
from tests.factories.schematron import failed

IOSS = make.accounting("deemed_supplier", "marketplace", "IOSS")
OWN = make.accounting("own_sale", "seller", "DE-VAT")
REVERSE = make.accounting("reverse_charge", "buyer")
IMPORT = make.accounting("import", "importer")
ABROAD = replace(make.FIRM, name="Hof AG", country="GB", tax_id="GB999900002")
BERLIN = replace(make.FIRM, country="DE", tax_id="DE136695976")
BRITISH = replace(make.VENDOR, numbers={**make.VENDOR.numbers, "GB-VAT": "GB999900002"})


def box(*prices: str, **how: object) -> QuotedConsignment:
    return make.consignment(*prices, **how)  # type: ignore[arg-type]


# What is sold, and the tax categories that its documents have.
CASES: dict[str, tuple[Sale, set[str]]] = {
    "deemed supplier by IOSS, duty prepaid": (
        make.sale(box("19.99", "5.01", tax="0.19", duty="6.00", ships_from="CN", by=IOSS)), {"S", "E"}),
    "two rates": (make.sale(box("19.99", tax="0.19", by=OWN), box("7", tax="0.07", by=OWN)), {"S"}),
    "a business at home": (make.sale(box("19.99", tax="0.19", by=OWN), buyer=BERLIN), {"S"}),
    "zero-rated": (make.sale(box("19.99", by=OWN)), {"Z"}),
    "taxed and zero-rated": (make.sale(box("19.99", by=OWN), box("3.33", tax="0.055", by=OWN, quantity=3)), {"S", "Z"}),
    "within the Union, reverse charge": (make.sale(box("119.99", by=REVERSE), buyer=make.FIRM), {"K"}),
    "reverse charge in Great Britain": (
        make.sale(box("99", ships_from="CN", by=REVERSE), buyer=ABROAD, vendor=BRITISH), {"AE"}),
    "export, import tax prepaid": (
        make.sale(box("119.99", duty="4.00", import_tax="0.081", by=IMPORT), ship_to="CH"), {"G", "E"}),
    "outside the scope": (
        make.sale(box("119.99", duty="4", import_tax="0.081", ships_from="CN", by=IMPORT), ship_to="US"), {"O"}),
    "tax of another currency": (
        make.sale(box("1119.99", tax="0.2", ships_from="CN", currency="USD", there=("GBP", "0.78"),
                      by=make.accounting("deemed_supplier", "marketplace", "GB-VAT")), ship_to="GB"), {"S"}),
    "a number that is no VAT id": (
        make.sale(box("10", tax="0.1", ships_from="CN",
                      by=make.accounting("deemed_supplier", "marketplace", "AU-GST")), ship_to="AU"), {"S"}),
    "one order of two sellers": (
        make.sale(box("19.99", tax="0.19", ships_from="CN", by=IOSS), box("7", tax="0.07", by=OWN),
                  box("9", ships_from="CN", by=IMPORT)), {"S", "O"}),
    "without decimals": (make.sale(box("1999", tax="0.1", currency="JPY", by=OWN, freight="690")), {"S"}),
}  # fmt: skip


def refunds_of(sale: Sale) -> dict[str, Taken]:
    """What people may be given back of it."""
    lines = [
        LineCells(quantity=one.quantity, **{name: to_minor(getattr(one, name)) for name in
                                            ("goods", "shipping", "duty", "tax", "fees")})
        for box in sale.parts[0].consignments for one in box.lines
    ]  # fmt: skip
    none, whole = LineCells(), sum(line.paid for line in lines)
    half = replace(lines[0], quantity=1, goods=lines[0].goods // 2, shipping=0, tax=lines[0].tax // 2, duty=0)
    rest = [none] * (len(lines) - 1)
    levied = LineCells(duty=lines[0].duty // 2, tax=lines[0].tax // 2)
    return {
        "all of it": Taken(tuple(lines), whole),
        "a piece": Taken((half, *rest), half.paid),
        "shipping alone": Taken((LineCells(shipping=lines[0].shipping), *rest), lines[0].shipping),
        "tax alone": Taken((LineCells(tax=lines[0].tax // 3), *rest), lines[0].tax // 3),
        "some cents of tax": Taken((LineCells(tax=min(lines[0].tax, 30)), *rest), min(lines[0].tax, 30)),
        "duty and tax": Taken((levied, *rest), levied.paid),
        "goodwill": Taken((none, *rest), 200, given=GoodwillMove(Funder.VENDOR, 200, 200)),
        "a piece, less goodwill of before": Taken(
            (half, *rest), half.paid - 200, (GoodwillMove(Funder.VENDOR, 200, 200),)
        ),
    }


def documents() -> dict[str, bytes]:
    """Every case's invoices, and the credit notes of every refund of it."""
    found = {}
    for name, (sale, _) in CASES.items():
        drafts = draw_up(sale)
        assert not any(draft.missing for draft in drafts), name
        invoices = tuple(
            Issued(UUID(int=at), f"N-{at}", date(2026, 11, 2), draft.document) for at, draft in enumerate(drafts)
        )
        for at, draft in enumerate(drafts):
            found[f"{name} · {at}"] = ubl(make.as_row(draft.document))
        for what, taken in refunds_of(sale).items():
            notes = credit(invoices, [Step(taken)], order_id=sale.parts[0].order_id, union=make.UNION)
            for key, note in notes.items():
                found[f"{name} · {what} · {key.int}"] = ubl(make.as_row(note, "N-C-1"))
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_case_has_the_categories_of_the_law_and_comes_to_what_was_charged(name: str) -> None:
    sale, categories = CASES[name]
    drafts = draw_up(sale)
    assert {tax.category for draft in drafts for tax in draft.document.taxes} == categories
    charged = sum((one.totals.total.amount for one in sale.parts[0].consignments), Decimal(0))
    assert sum(draft.document.gross for draft in drafts) == charged
    taxed = sum(one.tax for draft in drafts for one in draft.document.taxes)
    assert taxed == sum(line.tax for draft in drafts for line in draft.document.sold)


def test_every_document_is_valid_by_schema_and_by_the_norm_and_a_spoiled_one_is_not() -> None:
    found = documents()
    assert len(found) > 60
    for name, text in found.items():
        root = etree.fromstring(text)
        schema = make.schema(etree.QName(root).localname)
        assert schema.validate(root), (name, schema.error_log)
    spoiled = found["two rates · 0"].replace(b">78.15<", b">78.00<", 1)
    told = failed(found | {"spoiled": spoiled}, [make.rules_of_the_norm()])
    assert told.pop("spoiled")[0].startswith("BR-CO-15")
    assert told == {}


@pytest.mark.skipif("UBL_SCHEMATRON" not in os.environ, reason="UBL_SCHEMATRON names no folder with Peppol's own rules")
def test_documents_of_peppol_are_valid_by_the_network_s_own_rules() -> None:
    rules = sorted(Path(os.environ["UBL_SCHEMATRON"]).glob("*.xsl*"))
    assert rules, "compile PEPPOL-EN16931-UBL.sch to XSLT into the folder first: docs/customs.md"
    claiming = {name: text for name, text in documents().items() if b"peppol.eu:2017:poacc:billing:3.0" in text}
    assert len(claiming) > 10
    assert failed(claiming, rules) == {}


def test_a_document_between_businesses_of_the_union_is_one_of_peppol() -> None:
    for name in ("within the Union, reverse charge", "a business at home"):
        sale, _ = CASES[name]
        drafts = draw_up(sale)
        assert all(is_peppol(draft.document) for draft in drafts)
        invoice = Issued(UUID(int=1), "N-1", date(2026, 11, 2), drafts[0].document)
        notes = [
            ubl(make.as_row(note))
            for taken in refunds_of(sale).values()
            for note in credit((invoice,), [Step(taken)], order_id=sale.parts[0].order_id, union=make.UNION).values()
        ]
        assert len(notes) >= 5
        assert not any(peppol.broken(text) for text in (ubl(make.as_row(drafts[0].document)), *notes))
    assert not any(is_peppol(draft.document) for draft in draw_up(CASES["two rates"][0]))


def test_our_reading_of_peppol_s_rules_finds_what_is_wrong() -> None:
    text = ubl(make.as_row(draw_up(CASES["within the Union, reverse charge"][0])[0].document))
    spoiled = text.replace(b">119.99<", b">118.00<").replace(b"billing:01:1.0", b"billing:02:1.0")
    assert peppol.broken(spoiled) == ["PEPPOL-EN16931-R007", "PEPPOL-EN16931-R120"]


def test_without_a_number_of_the_seller_there_is_no_electronic_form_and_it_says_what_is_missing() -> None:
    nobody = replace(make.VENDOR, numbers={})
    (draft,) = draw_up(make.sale(box("19.99", tax="0.19", by=OWN), vendor=nobody))
    assert draft.missing == ("seller_tax_number",)
    with pytest.raises(InvoiceIncomplete) as refused:
        ubl(make.as_row(draft.document, missing=draft.missing))
    assert "the seller's tax number" in refused.value.text()
