"""Invoicing · goods sent as another version at another rate: credited as they were sold, charged as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from lxml import etree

from apps.checkout.types import QuotedConsignment
from apps.checkout.types.refunds import LineCells, Taken
from apps.common.money import from_minor, to_minor
from apps.invoicing.documents.ubl import ubl
from apps.invoicing.rules.crediting import Issued, Step, credit
from apps.invoicing.rules.drawing_up import Sale, draw_up, sold_since
from apps.invoicing.types import Document
from tests.factories import invoicing as make
from tests.factories import peppol
from tests.factories.schematron import failed

OWN = make.accounting("own_sale", "seller", "DE-VAT")
BERLIN = replace(make.FIRM, country="DE", tax_id="DE136695976")
Rates = dict[tuple[str, Decimal], tuple[Decimal, Decimal]]


def of(sale: Sale) -> tuple[Issued, ...]:
    drafts = draw_up(sale)
    return tuple(Issued(UUID(int=at), f"N-{at}", date(2026, 11, 2), one.document) for at, one in enumerate(drafts))


def cells(box: QuotedConsignment) -> LineCells:
    """The only line of a consignment."""
    names = ("goods", "shipping", "duty", "tax", "fees")
    (line,) = box.lines
    return LineCells(line.quantity, **{name: to_minor(getattr(line, name)) for name in names})


def noted(sale: Sale, steps: Sequence[Step]) -> Document:
    (note,) = credit(of(sale), steps, order_id=sale.parts[0].order_id, union=make.UNION).values()
    assert note.gross == from_minor(steps[-1].taken.paid, sale.currency).amount
    return note


def taxed(*signed: tuple[int, Document]) -> Rates:
    """Bases and taxes by category and rate; what comes to nothing is left out."""
    sums: Counter[tuple[str, Decimal, str]] = Counter()
    for sign, document in signed:
        for one in document.taxes:
            sums[one.category, one.rate, "base"] += sign * one.base  # type: ignore[assignment]
            sums[one.category, one.rate, "tax"] += sign * one.tax  # type: ignore[assignment]
    found = {key[:2]: (Decimal(sums[*key[:2], "base"]), Decimal(sums[*key[:2], "tax"])) for key in sums}
    return {key: pair for key, pair in found.items() if any(pair)}


def swapped(sale: Sale, new: QuotedConsignment, *before: Taken) -> Step:
    """The refund by which what is left of a sale's only line is sold as another version, all at the same price."""
    left = cells(sale.parts[0].consignments[0]) - LineCells.sum(one.lines[0] for one in before)
    share = Decimal(cells(new).tax) / cells(sale.parts[0].consignments[0]).tax
    less = LineCells(tax=left.tax - int((left.tax * share).quantize(Decimal(1), "ROUND_HALF_UP")))
    return Step(Taken((less,), less.paid), sold_since(sale, sale.parts[0].order_id, new))


def test_what_was_sold_at_one_rate_is_credited_at_it_and_charged_at_the_other() -> None:
    old, new = (make.consignment("100", tax=rate, by=OWN) for rate in ("0.19", "0.07"))
    sale = make.sale(old, buyer=BERLIN)
    swap = swapped(sale, new)

    note = noted(sale, [swap])

    assert taxed((1, note)) == {
        ("S", Decimal(19)): (Decimal("206.90"), Decimal("39.31")),
        ("S", Decimal(7)): (Decimal("-206.90"), Decimal("-14.48")),
    }
    assert [(row.quantity, row.unit_price, row.net) for row in note.rows] == [
        (2, Decimal(100), Decimal("200.00")), (-2, Decimal(100), Decimal("-200.00"))
    ]  # fmt: skip
    assert [(one.kind, one.amount, one.is_allowance) for one in note.charges] == [
        ("shipping", Decimal("6.90"), False), ("shipping", Decimal("6.90"), True)
    ]  # fmt: skip

    rest = cells(old) - swap.taken.lines[0]
    last = noted(sale, [swap, Step(Taken((rest,), rest.paid))])
    assert taxed((1, last)) == {("S", Decimal(7)): (Decimal("206.90"), Decimal("14.48"))}
    assert taxed((1, of(sale)[0].document), (-1, note), (-1, last)) == {}


@pytest.mark.parametrize("to", ["0.07", "0", "0.055"])
@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
def test_whatever_went_back_before_and_after_nothing_is_left_of_any_rate(to: str, currency: str) -> None:
    price = {"EUR": "33.33", "JPY": "3333", "KWD": "33.333"}[currency]
    old, new = (
        make.consignment(price, tax=rate, by=OWN, currency=currency, there=(currency, "1"), quantity=3, freight="7")
        for rate in ("0.19", to)
    )
    sale, whole = make.sale(old), cells(old)
    piece = LineCells(1, whole.goods // 3, whole.shipping // 3, 0, whole.tax // 3)
    first = Step(Taken((piece,), piece.paid))
    swap = swapped(sale, new, first.taken)
    rest = whole - piece - swap.taken.lines[0]
    half = LineCells(1, rest.goods // 2, 0, 0, rest.tax // 2)
    steps = [first, swap, *(Step(Taken((one,), one.paid)) for one in (half, rest - half))]

    notes = [noted(sale, steps[: at + 1]) for at in range(4)]

    left = taxed((1, of(sale)[0].document), *((-1, note) for note in notes))
    unit = from_minor(1, currency).amount
    assert all(tax == 0 for _, tax in left.values())
    assert all(abs(base) <= 100 * unit for base, _ in left.values()), "what adjustments of cents' tax moved"
    assert sum(base for base, _ in left.values()) == 0


def test_such_a_note_is_valid_by_the_schema_by_the_norm_and_by_the_network_s_rules() -> None:
    found = {}
    for to in ("0.07", "0"):
        old, new = (make.consignment("19.99", tax=rate, duty="6", by=OWN, quantity=3) for rate in ("0.19", to))
        sale = make.sale(old, buyer=BERLIN)
        found[to] = ubl(make.as_row(noted(sale, [swapped(sale, new)]), "N-C-1"))

    for name, text in found.items():
        root = etree.fromstring(text)
        schema = make.schema(etree.QName(root).localname)
        assert schema.validate(root), (name, schema.error_log)
        assert not peppol.broken(text), name
    assert failed(found, [make.rules_of_the_norm()]) == {}


def test_at_the_same_rate_only_what_is_less_is_credited() -> None:
    old, new = (make.consignment("100", tax="0.19", duty=duty, by=OWN) for duty in ("9.00", "4.00"))
    sale = make.sale(old)
    less = cells(old) - cells(new)
    step = Step(Taken((less,), less.paid), sold_since(sale, sale.parts[0].order_id, new))

    note = noted(sale, [step])

    assert (note.gross, note.tax, [one.kind for one in note.charges]) == (Decimal("5.00"), 0, [])
    assert [(row.charge, row.net) for row in note.rows] == [("duty", Decimal("5.00"))]
