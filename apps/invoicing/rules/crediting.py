"""Invoicing · credit notes, derived from the invoice and the refund alone · pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from typing import Any
from uuid import UUID

from djmoney.money import Money

from apps.checkout.types.refunds import LineCells, Taken
from apps.common.money import from_minor, quantum, to_minor

from ..types import Category, Charge, ChargeKind, Document, Kind, Reason, Reference, SoldLine
from .adding_up import NOTHING, TAXED
from .drawing_up import document_of

_AMOUNTS = ("goods", "shipping", "duty", "fees")


@dataclass(frozen=True)
class Issued:
    """An invoice that is there: `key` is its public id."""

    key: UUID
    number: str
    issued_on: date
    document: Document


@dataclass(frozen=True)
class Step:
    """A refund of an order: what it takes, and by place the lines as they are sold since, where another version is."""

    taken: Taken
    resold: Mapping[int, SoldLine] = field(default_factory=dict)


def credit(
    invoices: tuple[Issued, ...], steps: Sequence[Step], *, order_id: UUID, union: Collection[str]
) -> dict[UUID, Document]:
    """The credit notes of the last refund of one order, by the invoice that each is of; together they come to what is
    paid. `steps` are all of its refunds till then.

    Goodwill, and goodwill that was paid before and is kept back now, stand on the note that is worth most. A line whose
    goods are taxed at another rate from then on is credited as it was sold, and what is left of it charged anew.
    """
    taken = steps[-1].taken
    touched = [one for one in invoices if any(line.order_id == order_id for line in one.document.sold)]
    parts = {one.key: _taken(one.document, steps, order_id) for one in touched}
    worth = {key: sum((_worth(line) for line in lines), NOTHING) for key, lines in parts.items()}
    most = max(touched, key=lambda one: worth[one.key]).key if touched else None
    found = {}
    for one in touched:
        extra = _goodwill(one.document, taken) if one.key == most else ()
        if parts[one.key] or extra:
            found[one.key] = _note(one, parts[one.key], extra, union=union)
    return found


def _note(one: Issued, lines: tuple[SoldLine, ...], extra: tuple[Charge, ...], *, union: Collection[str]) -> Document:
    of = one.document
    note = document_of(
        lines,
        kind=Kind.CREDIT_NOTE,
        currency=of.currency,
        language=of.language,
        seller=of.seller,
        buyer=of.buyer,
        delivered_to=of.delivered_to,
        delivered_on=of.delivered_on,
        purchase_number=of.purchase_number,
        purchased_on=of.purchased_on,
        paid_by=of.paid_by,
        union=union,
        extra=extra,
    )
    there = None
    if of.tax_there is not None and of.tax:
        there = (note.tax * of.tax_there / of.tax).quantize(quantum(of.tax_currency), ROUND_HALF_UP)
    return replace(
        note,
        order_numbers=of.order_numbers if not lines else note.order_numbers,
        corrects=Reference(one.number, one.issued_on),
        tax_currency=of.tax_currency,
        tax_there=there,
        exchange=of.exchange,
    )


def _untaxed(category: str) -> str:
    return Reason.OUTSIDE.value if category == Category.OUTSIDE else Reason.CORRECTION.value


def _goodwill(of: Document, taken: Taken) -> tuple[Charge, ...]:
    category = Category.OUTSIDE if of.sold[0].category == Category.OUTSIDE else Category.EXEMPT
    given = [(ChargeKind.GOODWILL, taken.given, False)] if taken.given else []
    moves = [*given, *((ChargeKind.GOODWILL_BEFORE, move, True) for move in taken.recovered)]
    return tuple(
        Charge(kind.value, from_minor(move.amount, of.currency).amount, is_off, category.value, NOTHING,
               _untaxed(category))
        for kind, move, is_off in moves
    )  # fmt: skip


def _taken(of: Document, steps: Sequence[Step], order_id: UUID) -> tuple[SoldLine, ...]:
    mine = [line for line in of.sold if line.order_id == order_id and line.place < len(steps[-1].taken.lines)]
    return tuple(part for line in mine for part in _credited(line, steps, of.currency))


def _credited(sold: SoldLine, steps: Sequence[Step], currency: str) -> tuple[SoldLine, ...]:
    *before, last = steps
    line = reduce(_after, before, sold)
    cells, new = last.taken.lines[sold.place], _after(line, last)
    if (new.category, new.rate) == (line.category, line.rate):
        return (_part(line, cells, currency),) if cells.paid else ()
    left = _cells(sold, currency) - LineCells.sum(one.taken.lines[sold.place] for one in before)
    return (_part(line, left, currency), _part(new, cells - left, currency)) if left.paid else ()


def _after(line: SoldLine, step: Step) -> SoldLine:
    """A line as it is sold after a refund; one whose tax is not the seller's to account for stays as it was."""
    new = step.resold.get(line.place, line)
    return new if {line.category, new.category} <= TAXED else line


def _cells(line: SoldLine, currency: str) -> LineCells:
    units = {name: to_minor(Money(getattr(line, name), currency)) for name in _AMOUNTS}
    return LineCells(quantity=line.quantity, tax=to_minor(Money(line.tax + line.import_tax, currency)), **units)


def _part(line: SoldLine, cells: LineCells, currency: str) -> SoldLine:
    """What of a line goes back; of tax as much is the seller's as of the tax that was charged."""
    amounts: dict[str, Any] = {name: from_minor(getattr(cells, name), currency).amount for name in _AMOUNTS}
    whole, back = line.tax + line.import_tax, from_minor(cells.tax, currency).amount
    own = (back * line.tax / whole).quantize(quantum(currency), ROUND_HALF_UP) if whole else NOTHING
    return replace(line, quantity=cells.quantity, tax=own, import_tax=back - own, **amounts)


def _worth(line: SoldLine) -> Decimal:
    return line.goods + line.shipping + line.duty + line.fees + line.tax + line.import_tax
