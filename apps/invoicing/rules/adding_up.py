"""Invoicing · from lines as sold, or what of them goes back, to a document that adds up · pure.

Net and tax of a document come to what was paid, to the minor unit. Where a tax that was charged is not its rate upon
the net amounts (it was rounded line by line, or at an authority's rate of exchange), the net moves between taxed and
not taxed by a pair of adjustments, so that neither the total nor the tax differs from what was charged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from ..types import Category, Charge, ChargeKind, Reason, Row, SoldLine, TaxSum
from .categories import vatex

NOTHING = Decimal(0)
_UNIT_PRICE = Decimal("0.000001")
# EN 16931 (BR-S-09, BR-CO-17) allows less than one unit of the currency; half of it is left for its rounding.
_TOLERANCE = Decimal("0.5")
_COMPONENTS = (ChargeKind.SHIPPING, ChargeKind.DUTY, ChargeKind.FEES)
TAXED = frozenset({Category.STANDARD, Category.ZERO})


def rows_of(lines: Iterable[SoldLine]) -> tuple[Row, ...]:
    """The goods, line by line; lines of which nothing is charged or given back are left out.

    What is charged anew on a credit note has quantity and amounts below nothing, and its price above.
    """
    return tuple(
        Row(
            name=line.title,
            quantity=line.quantity or 1,
            unit_price=unit_price(line.goods, line.quantity),
            net=line.goods,
            category=line.category,
            rate=line.rate,
            sku=line.sku,
            note=f"{line.sold_by}, {line.order_number}",
            hs_code=line.hs_code,
            origin=line.origin,
        )
        for line in lines
        if line.goods or line.quantity
    )


def unit_price(net: Decimal, quantity: int) -> Decimal:
    """The price of a piece; exact where it can be, else to six decimals."""
    price = net / (quantity or 1)
    return price.quantize(_UNIT_PRICE, ROUND_HALF_UP).normalize() if price else NOTHING


def charges_of(lines: Sequence[SoldLine], *, step: Decimal) -> tuple[Charge, ...]:
    """What is charged beside the goods, by kind and category, with the adjustments that the rates ask for.

    `step` is a minor unit of the currency.
    """
    sums: dict[tuple[ChargeKind, Category, Decimal, Reason], Decimal] = defaultdict(Decimal)
    for line in lines:
        for kind in _COMPONENTS:
            sums[kind, *_category(line, kind)] += getattr(line, kind.value)
        sums[ChargeKind.IMPORT_TAX, *_category(line, ChargeKind.IMPORT_TAX)] += line.import_tax
    found = [
        Charge(kind.value, abs(amount), amount < 0, category.value, rate, reason.value)
        for (kind, category, rate, reason), amount in sums.items()
        if amount
    ]
    return (*found, *_adjustments(lines, found, step=step))


def taxes_of(
    rows: Iterable[Row], charges: Iterable[Charge], lines: Iterable[SoldLine], *, seller: str, union: Collection[str]
) -> tuple[TaxSum, ...]:
    """The tax by category and rate; `seller` is the seller's tax number."""
    bases: dict[tuple[str, Decimal], Decimal] = defaultdict(Decimal)
    reasons: dict[tuple[str, Decimal], set[str]] = defaultdict(set)
    for row in rows:
        bases[row.category, row.rate] += row.net
    for charge in charges:
        bases[charge.category, charge.rate] += -charge.amount if charge.is_allowance else charge.amount
        reasons[charge.category, charge.rate].add(charge.reason)
    taxed: dict[tuple[str, Decimal], Decimal] = defaultdict(Decimal)
    for line in lines:
        taxed[line.category, line.rate] += line.tax
        if line.tax:
            bases[line.category, line.rate] += NOTHING
        reasons[line.category, line.rate].add(line.reason)
    return tuple(
        _tax_sum(key, bases[key], taxed[key], reasons[key], seller=seller, union=union) for key in sorted(bases)
    )


def _tax_sum(
    key: tuple[str, Decimal], base: Decimal, tax: Decimal, told: set[str], *, seller: str, union: Collection[str]
) -> TaxSum:
    reasons = [Reason(one) for one in Reason.values if one in told and one]
    if key[0] in TAXED or not reasons:
        return TaxSum(key[0], key[1], base, tax)
    reason = reasons[0] if len(reasons) == 1 or Reason.DISBURSED not in reasons else Reason.DISBURSED
    return TaxSum(key[0], key[1], base, tax, reason.value, vatex(reason, seller=seller, union=union))


def _category(line: SoldLine, kind: ChargeKind) -> tuple[Category, Decimal, Reason]:
    """Carriage follows its goods; what is paid on for the border is no part of a seller's own supply."""
    category, reason = Category(line.category), Reason(line.reason)
    if category is Category.OUTSIDE:
        return category, line.rate, reason
    if category in TAXED:
        if kind.value in line.taxed:
            return category, line.rate, reason
        return Category.EXEMPT, NOTHING, Reason.CORRECTION if kind is ChargeKind.SHIPPING else Reason.DISBURSED
    if kind is ChargeKind.SHIPPING:
        return category, line.rate, reason
    return Category.EXEMPT, NOTHING, Reason.DISBURSED


def _adjustments(lines: Sequence[SoldLine], charges: Iterable[Charge], *, step: Decimal) -> list[Charge]:
    net: dict[Decimal, Decimal] = defaultdict(Decimal)
    tax: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.category == Category.STANDARD:
            net[line.rate] += line.goods
            tax[line.rate] += line.tax
    for charge in charges:
        if charge.category == Category.STANDARD:
            net[charge.rate] += -charge.amount if charge.is_allowance else charge.amount
    found = []
    for rate in sorted(net):
        is_alone = not net[rate] and tax[rate]  # nothing else would be on the document
        if not is_alone and abs(net[rate] * rate / 100 - tax[rate]) <= _TOLERANCE:
            continue
        by = (tax[rate] * 100 / rate).quantize(step, ROUND_HALF_UP) - net[rate]
        one = Charge(ChargeKind.ADJUSTMENT.value, abs(by), by < 0, Category.STANDARD.value, rate)
        other = replace(
            one, is_allowance=by > 0, category=Category.EXEMPT.value, rate=NOTHING, reason=Reason.CORRECTION.value
        )
        found += [one, other]
    return found


def with_rows(rows: tuple[Row, ...], charges: tuple[Charge, ...]) -> tuple[tuple[Row, ...], tuple[Charge, ...]]:
    """A document needs a line: where no goods are on it, its charges are its lines."""
    if rows:
        return rows, charges
    return tuple(
        Row(
            name="",
            quantity=-1 if one.is_allowance else 1,
            unit_price=one.amount,
            net=-one.amount if one.is_allowance else one.amount,
            category=one.category,
            rate=one.rate,
            charge=one.kind,
        )
        for one in charges
    ), ()
