"""Checkout · what a refund takes of each line: always of what is left, so that nothing is ever a minor unit off. Pure.

A part's lines are cells of minor units. Each refund takes a share of what is left in
them, and whoever takes the last of a line takes all of it: whatever refunds went before,
the whole comes to exactly what was sold. What is the vendor's and the marketplace's goes
back in proportion to the goods.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from djmoney.money import Money

from apps.checkout.errors import LineUnknown, NothingLeft, RefundAmountUnusable, RefundTooMuch
from apps.checkout.types import QuotedVendor
from apps.checkout.types.refunds import (
    BUYER_CELLS,
    CELLS,
    Funder,
    GoodwillMove,
    LineCells,
    RefundKind,
    RefundWish,
    Taken,
)
from apps.common.money import from_minor, is_at_exponent, rounded, split, to_minor

from .shares import VendorShare, goods_own

# What goes back with the goods: the vendor's side, and what was levied on them.
_WITH_GOODS = ("commission", "commission_tax", "own_goods", "own_commission", "own_tax")
_PRICE_CELLS = ("goods", "duty", "tax", "fees")


@dataclass(frozen=True)
class Left:
    """What is left of a part's lines, and of the goodwill that its buyer was given."""

    lines: tuple[LineCells, ...]
    goodwill: tuple[GoodwillMove, ...] = ()

    @property
    def paid(self) -> int:
        """What can still be paid back to the buyer."""
        return sum(line.paid for line in self.lines) - sum(move.amount for move in self.goodwill)


def sold(vendor: QuotedVendor, share: VendorShare) -> tuple[LineCells, ...]:
    """A part's lines as they were sold, with what the marketplace took of each."""
    taken: dict[int, dict[str, int]] = {}
    for rule in share.rules:
        lines = [vendor.lines[place] for place in rule.places]
        by_own = [goods_own(line).amount for line in lines]
        by_price = [line.goods.amount for line in lines]
        parts = {
            "commission": split(rule.commission, by_price),
            "commission_tax": split(rule.tax, by_price),
            "own_commission": split(rule.commission_own, by_own),
            "own_tax": split(rule.tax_own, by_own),
        }
        for at, place in enumerate(rule.places):
            taken[place] = {name: to_minor(amounts[at]) for name, amounts in parts.items()}
    return tuple(
        LineCells(
            quantity=line.quantity,
            **{name: to_minor(getattr(line, name)) for name in BUYER_CELLS},
            **taken[place],
            own_goods=to_minor(goods_own(line)),
        )
        for place, line in enumerate(vendor.lines)
    )


def left_of(lines: Sequence[LineCells], before: Iterable[Taken]) -> Left:
    """What is left of lines as they were sold, after earlier refunds."""
    rest = list(lines)
    goodwill: dict[Funder, GoodwillMove] = {}
    for taken in before:
        rest = [line - part for line, part in zip(rest, taken.lines, strict=True)]
        if taken.given is not None:
            _move(goodwill, taken.given, sign=1)
        for move in taken.recovered:
            _move(goodwill, move, sign=-1)
    return Left(tuple(rest), tuple(goodwill[funder] for funder in Funder if funder in goodwill))


def take(wish: RefundWish, left: Left, vendor: QuotedVendor) -> Taken:
    """What a wish takes of what is left.

    Raises:
        NothingLeft: all of it has been given back.
        RefundTooMuch: more is asked for than is left. LineUnknown: there is no such line.
    """
    if wish.kind is RefundKind.GOODWILL:
        return _goodwill(wish, left, vendor)
    lines = _WAYS[wish.kind](wish, left, vendor)
    if not LineCells.sum(lines).has_money:
        raise NothingLeft()
    asked = sum(line.paid for line in lines)
    paid = min(asked, left.paid)
    return Taken(tuple(lines), paid, tuple(_recovered(left.goodwill, asked - paid)))


def _whole(wish: RefundWish, left: Left, vendor: QuotedVendor) -> list[LineCells]:
    return list(left.lines)


def _pieces(wish: RefundWish, left: Left, vendor: QuotedVendor) -> list[LineCells]:
    wanted = wish.lines or {}
    if any(not 0 <= place < len(left.lines) or pieces < 1 for place, pieces in wanted.items()):
        raise LineUnknown(count=len(left.lines))
    lines = []
    for place, line in enumerate(left.lines):
        pieces = wanted.get(place, 0)
        if pieces > line.quantity:
            raise RefundTooMuch(field="lines", left=str(line.quantity))
        part = _share(line, pieces, line.quantity) if pieces else LineCells()
        lines.append(part if wish.with_shipping else replace(part, shipping=0))
    there = sum(line.paid for line in lines)
    asked = there if wish.amount is None else _units(wish, vendor)
    if asked >= there:
        return lines
    less = [replace(part, quantity=line.quantity) for part, line in zip(_spread(asked, lines), lines, strict=True)]
    return [_with_goods(part, line) for part, line in zip(less, lines, strict=True)]


def _amount(wish: RefundWish, left: Left, vendor: QuotedVendor) -> list[LineCells]:
    """An amount lessens the price: goods and what was levied on them; what goes beyond that is of the shipping."""
    if wish.charges is not None:
        return [wish.charges.get(place, LineCells()) for place in range(len(left.lines))]
    asked = _asked(wish, left, vendor)
    priced = [
        _only(line, _PRICE_CELLS) if not wish.lines or place in wish.lines else LineCells()
        for place, line in enumerate(left.lines)
    ]
    of_price = min(asked, sum(line.paid for line in priced))
    lines = _spread(of_price, priced)
    freight = _spread(asked - of_price, [_only(line, ("shipping",)) for line in left.lines])
    return [_with_goods(one + other, line) for one, other, line in zip(lines, freight, left.lines, strict=True)]


def _shipping(wish: RefundWish, left: Left, vendor: QuotedVendor) -> list[LineCells]:
    freight = [
        _only(line, ("shipping",)) if not wish.lines or place in wish.lines else LineCells()
        for place, line in enumerate(left.lines)
    ]
    there = sum(line.shipping for line in freight)
    asked = there if wish.amount is None else _units(wish, vendor)
    if asked > there:
        raise RefundTooMuch(field="amount", left=str(from_minor(there, vendor.totals.currency)))
    return _spread(asked, freight)


_WAYS = {
    RefundKind.WHOLE: _whole,
    RefundKind.LINES: _pieces,
    RefundKind.AMOUNT: _amount,
    RefundKind.CHARGEBACK: _amount,
    RefundKind.SHIPPING: _shipping,
}


def _goodwill(wish: RefundWish, left: Left, vendor: QuotedVendor) -> Taken:
    asked = _asked(wish, left, vendor)
    own = asked
    if vendor.currency != vendor.totals.currency:
        charged = from_minor(asked, vendor.totals.currency)
        own = to_minor(rounded(Money(charged.amount / vendor.rate, vendor.currency)))
    nothing = tuple(LineCells() for _ in left.lines)
    return Taken(nothing, asked, given=GoodwillMove(wish.funder, asked, own))


def _asked(wish: RefundWish, left: Left, vendor: QuotedVendor) -> int:
    asked = _units(wish, vendor)
    if left.paid <= 0:
        raise NothingLeft()
    if asked > left.paid:
        raise RefundTooMuch(field="amount", left=str(from_minor(left.paid, vendor.totals.currency)))
    return asked


def _units(wish: RefundWish, vendor: QuotedVendor) -> int:
    amount = wish.amount
    if amount is None or amount.currency.code != vendor.totals.currency or not is_at_exponent(amount):
        raise RefundAmountUnusable(currency=vendor.totals.currency)
    if amount.amount <= 0:
        raise RefundAmountUnusable(currency=vendor.totals.currency)
    return to_minor(amount)


def _only(line: LineCells, names: Sequence[str]) -> LineCells:
    return LineCells(**{name: getattr(line, name) for name in names})


def _share(line: LineCells, part: int, whole: int) -> LineCells:
    """`part` of `whole` pieces of what is left of a line, each cell rounded half up; all of them take all."""
    cells = {name: _portion(getattr(line, name), part, whole) for name in CELLS}
    return LineCells(**cells | {"quantity": part})


def _with_goods(part: LineCells, line: LineCells) -> LineCells:
    """A part of a line's goods with what goes back on the other side in proportion."""
    if not part.goods:
        return part
    return replace(part, **{name: _portion(getattr(line, name), part.goods, line.goods) for name in _WITH_GOODS})


def _portion(units: int, part: int, whole: int) -> int:
    return (2 * units * part + whole) // (2 * whole)


def _spread(amount: int, lines: Sequence[LineCells]) -> list[LineCells]:
    """`amount` taken of the buyer's cells in proportion to what is in them, by largest remainder; none below zero."""
    cells = [(place, name, getattr(line, name)) for place, line in enumerate(lines) for name in BUYER_CELLS]
    whole = sum(units for _, _, units in cells)
    taken: list[dict[str, int]] = [{} for _ in lines]
    if not amount:
        return [LineCells() for _ in lines]
    order = sorted(range(len(cells)), key=lambda at: (-(amount * cells[at][2] % whole), at))
    rest = amount - sum(amount * units // whole for _, _, units in cells)
    lucky = set(order[:rest])
    for at, (place, name, units) in enumerate(cells):
        taken[place][name] = amount * units // whole + (at in lucky)
    return [LineCells(**one) for one in taken]


def _recovered(goodwill: Sequence[GoodwillMove], amount: int) -> list[GoodwillMove]:
    """Goodwill taken back, the marketplace's first."""
    moves = []
    for move in goodwill:
        part = min(move.amount, amount)
        if part:
            moves.append(GoodwillMove(move.funder, part, _portion(move.own, part, move.amount)))
            amount -= part
    return moves


def _move(goodwill: dict[Funder, GoodwillMove], move: GoodwillMove, *, sign: int) -> None:
    before = goodwill.get(move.funder, GoodwillMove(move.funder, 0, 0))
    goodwill[move.funder] = GoodwillMove(move.funder, before.amount + sign * move.amount, before.own + sign * move.own)
