"""Invoicing · from a purchase as it was quoted to one document for each seller of record and tax number · pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from apps.checkout.types import QuotedConsignment, QuotedLine
from apps.common.money import quantum, split
from apps.discovery.types import in_language
from apps.tariffs.types import Assessment, AssessmentLine

from ..types import Category, Charge, Document, Kind, Missing, Party, Reason, SoldLine
from .adding_up import NOTHING, charges_of, rows_of, taxes_of, with_rows
from .categories import UNION_VAT, Treatment, treatment

_NEEDS_NUMBER = frozenset(Category) - {Category.OUTSIDE}
_RATE = Decimal("0.01")
_NEEDS_BUYER = (Category.REVERSE, Category.WITHIN_UNION)


@dataclass(frozen=True)
class Seller:
    """Who may be seller of record, with the numbers that it has on the day of sale, by scheme (GB-VAT, AU-GST …)."""

    vendor_id: int | None
    party: Party
    numbers: Mapping[str, str]

    def number(self, registration: str, union: Collection[str]) -> str:
        """Its number under a scheme; for "*" its own country's VAT id, or another one of the Union; "" without one."""
        if registration != UNION_VAT:
            return self.numbers.get(registration, "")
        home = self.numbers.get(f"{self.party.country}-VAT", "") if self.party.country in union else ""
        others = sorted(scheme for scheme in self.numbers if scheme[:2] in union and scheme.endswith("-VAT"))
        return home or next((self.numbers[scheme] for scheme in others), "")


@dataclass(frozen=True)
class SoldPart:
    """One vendor's part of a purchase."""

    order_id: UUID
    order_number: str
    vendor: Seller
    trade_name: str
    consignments: tuple[QuotedConsignment, ...]


@dataclass(frozen=True)
class Sale:
    """A completed purchase, and who is known of those who sell; `union` are the member states."""

    number: str
    placed_on: date
    arrives_on: date
    currency: str
    language: str
    ship_to: str
    buyer: Party
    delivered_to: Party
    paid_by: str
    parts: tuple[SoldPart, ...]
    marketplace: Seller
    union: frozenset[str]


@dataclass(frozen=True)
class Draft:
    """A document before it has a number; `missing` as `Missing` names them."""

    vendor_id: int | None
    document: Document
    missing: tuple[str, ...]


@dataclass(frozen=True)
class _Taxed:
    """A consignment's lines with the tax in the currency of the country whose tax it is."""

    lines: tuple[SoldLine, ...]
    there: Decimal
    currency: str
    exchange: Decimal | None


def draw_up(sale: Sale) -> tuple[Draft, ...]:
    """The documents of a sale, in the order of its parts; what is outside the scope of tax stands on one of its own.

    Their totals are together what was charged.
    """
    groups: dict[tuple[int | None, str, bool], tuple[Seller, list[_Taxed]]] = {}
    for part in sale.parts:
        places = 0
        for one in part.consignments:
            how = _treated(sale, part, one)
            seller = sale.marketplace if how.by_marketplace else part.vendor
            number = seller.number(how.registration, sale.union)
            key = (seller.vendor_id, number, how.category is Category.OUTSIDE)
            groups.setdefault(key, (seller, []))[1].append(_taxed(part, one, how, sale, first=places))
            places += len(one.lines)
    return tuple(_draft(sale, seller, number, found) for (_, number, _), (seller, found) in groups.items())


def sold_since(sale: Sale, order_id: UUID, resold: QuotedConsignment) -> dict[int, SoldLine]:
    """The lines of an order's house by their place, since its goods are sold as another version of them is."""
    part, first = next(one for one in sale.parts if one.order_id == order_id), 0
    for one in part.consignments:
        if one.key == resold.key:
            taxed = _taxed(part, resold, _treated(sale, part, one), sale, first=first)
            return {line.place: line for line in taxed.lines}
        first += len(one.lines)
    return {}


def _treated(sale: Sale, part: SoldPart, one: QuotedConsignment) -> Treatment:
    return treatment(
        one.accounting,
        ships_from=one.warehouse_country,
        ship_to=sale.ship_to,
        union=sale.union,
        own=part.vendor.numbers,
    )


def _draft(sale: Sale, seller: Seller, number: str, found: Sequence[_Taxed]) -> Draft:
    lines = tuple(line for one in found for line in one.lines)
    country = seller.party.country or (number[:2] if number[:2].isalpha() else "")
    party = replace(seller.party, tax_id=number, country=country)
    is_outside = lines[0].category == Category.OUTSIDE
    currencies = {one.currency for one in found if one.there}
    there = currencies.pop() if len(currencies) == 1 else ""
    document = document_of(
        lines,
        kind=Kind.INVOICE,
        currency=sale.currency,
        language=sale.language,
        seller=replace(party, tax_id="") if is_outside else party,
        buyer=replace(sale.buyer, tax_id="") if is_outside else sale.buyer,
        delivered_to=sale.delivered_to,
        delivered_on=sale.arrives_on,
        purchase_number=sale.number,
        purchased_on=sale.placed_on,
        paid_by=sale.paid_by,
        union=sale.union,
    )
    if there and there != sale.currency:
        document = replace(
            document,
            tax_currency=there,
            tax_there=sum((one.there for one in found), NOTHING),
            exchange=next((one.exchange for one in found if one.exchange), None),
        )
    return Draft(seller.vendor_id, replace(document, sold=lines), _missing(document))


def document_of(
    lines: tuple[SoldLine, ...],
    *,
    kind: Kind,
    currency: str,
    language: str,
    seller: Party,
    buyer: Party,
    delivered_to: Party,
    delivered_on: date,
    purchase_number: str,
    purchased_on: date,
    paid_by: str,
    union: Collection[str],
    extra: tuple[Charge, ...] = (),
) -> Document:
    """A document of lines, whose rows, charges and taxes follow from them; `extra` charges come on top."""
    rows, charges = rows_of(lines), (*charges_of(lines, step=quantum(currency)), *extra)
    taxes = taxes_of(rows, charges, lines, seller=seller.tax_id or seller.country, union=union)
    rows, charges = with_rows(rows, charges)
    return Document(
        kind=kind.value,
        currency=currency,
        language=language,
        seller=seller,
        buyer=buyer,
        delivered_to=delivered_to,
        delivered_on=delivered_on,
        purchase_number=purchase_number,
        purchased_on=purchased_on,
        order_numbers=tuple(dict.fromkeys(line.order_number for line in lines)),
        rows=rows,
        charges=charges,
        taxes=taxes,
        paid_by=paid_by,
    )


def _missing(document: Document) -> tuple[str, ...]:
    categories = {Category(one.category) for one in document.taxes}
    found = []
    if categories & _NEEDS_NUMBER and not document.seller.tax_id:
        found.append(Missing.SELLER_TAX_NUMBER)
    if not document.seller.country:
        found.append(Missing.SELLER_COUNTRY)
    if categories & set(_NEEDS_BUYER) and not document.buyer.tax_id:
        found.append(Missing.BUYER_TAX_NUMBER)
    return tuple(one.value for one in found)


def _taxed(part: SoldPart, one: QuotedConsignment, how: Treatment, sale: Sale, *, first: int) -> _Taxed:
    assessment = Assessment.from_json(one.assessment) if one.assessment else None
    taxes = [line for line in assessment.lines if _is_of_sale(line)] if assessment and how.is_taxed else []
    by_line = _by_line(one.lines, taxes)
    lines = tuple(
        _sold(part, line, first + place, how, by_line[place], sale, assessment) for place, line in enumerate(one.lines)
    )
    there = sum((line.authority_amount.amount for line in taxes), NOTHING)
    currency = taxes[0].authority_amount.currency.code if taxes else ""
    return _Taxed(lines, there, currency, _exchange(assessment, sale.currency, currency))


def _is_of_sale(line: AssessmentLine) -> bool:
    return line.kind == "tax" and line.collected_by == "marketplace"


def _by_line(
    lines: Sequence[QuotedLine], taxes: Iterable[AssessmentLine]
) -> list[list[tuple[AssessmentLine, Decimal]]]:
    """The taxes of each line with what of them falls on it; one on the whole is shared as the quote shares it."""
    found: list[list[tuple[AssessmentLine, Decimal]]] = [[] for _ in lines]
    by_value = [line.goods.amount for line in lines]
    for tax in taxes:
        if tax.ref is None:
            for place, share in enumerate(split(tax.amount, by_value)):
                found[place].append((tax, share.amount))
            continue
        place = next(at for at, line in enumerate(lines) if str(line.variant_id) == tax.ref)
        found[place].append((tax, tax.amount.amount))
    return found


def _sold(
    part: SoldPart,
    line: QuotedLine,
    place: int,
    how: Treatment,
    taxes: Sequence[tuple[AssessmentLine, Decimal]],
    sale: Sale,
    assessment: Assessment | None,
) -> SoldLine:
    tax = sum((share for _, share in taxes), NOTHING)
    rate = _rate([one for one, _ in taxes])
    category = how.category
    if how.is_taxed and not rate and not tax:
        category = Category.ZERO
    title, option = in_language(line.titles, sale.language), in_language(line.option_labels, sale.language)
    return SoldLine(
        order_id=part.order_id,
        order_number=part.order_number,
        place=place,
        sku=line.sku,
        title=f"{title}, {option}" if option else title,
        sold_by=part.trade_name,
        quantity=line.quantity,
        goods=line.goods.amount,
        shipping=line.shipping.amount,
        duty=line.duty.amount,
        fees=line.fees.amount,
        tax=tax,
        import_tax=line.tax.amount - tax,
        category=category.value,
        rate=rate,
        reason=Reason.NONE.value if how.is_taxed else how.reason.value,
        taxed=_components([one for one, _ in taxes], assessment),
        hs_code=line.hs_code,
        origin=line.origin,
    )


def _rate(taxes: Sequence[AssessmentLine]) -> Decimal:
    """Per cent: of several taxes on one base their sum, else what they come to together on the first one's base."""
    rates = [one.rate for one in taxes if one.rate is not None]
    if len(rates) == len(taxes) and len({one.authority_base for one in taxes}) <= 1:
        return (sum(rates, NOTHING) * 100).normalize() + 0
    whole = sum((one.authority_amount.amount for one in taxes), NOTHING)
    base = taxes[0].authority_base.amount
    return max((whole * 100 / base).quantize(_RATE, ROUND_HALF_UP), _RATE) if base and whole else NOTHING


def _components(taxes: Sequence[AssessmentLine], assessment: Assessment | None) -> tuple[str, ...]:
    """What beside the goods a tax was reckoned on, by its working; carriage, where none is known."""
    numbers = [one.working for one in taxes if one.working is not None]
    if assessment is None or not numbers:
        return ("shipping",)
    parts = assessment.workings[numbers[0]].parts
    return tuple(name for name, part in (("shipping", "freight"), ("duty", "duty")) if part in parts)


def _exchange(assessment: Assessment | None, currency: str, into: str) -> Decimal | None:
    if assessment is None:
        return None
    return next((one.rate for one in assessment.exchange if (one.currency, one.into) == (currency, into)), None)
