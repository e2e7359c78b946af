"""Tariffs · goods grouped into items, and their values in the authority's currency · pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from functools import cached_property

from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.errors import InvalidInput
from apps.common.money import is_at_exponent, split, to_minor, total

from ..errors import DatumMissing
from ..types import Channel, Consignment, ConsignmentLine, Policy, ValueBasis
from .exchange import Exchange
from .quantities import quantities_of

_HS_CODE = re.compile(r"\d{6,10}")


@dataclass(frozen=True, eq=False)
class Item:
    """The lines with one code, origin and treatment: what a declaration lists together.

    Values are in the authority's currency: `freight` the whole, `to_border` the part of it up to the place of entry.
    """

    hs_code: str
    origin: str
    lines: tuple[ConsignmentLine, ...]
    goods: Decimal
    freight: Decimal
    to_border: Decimal
    insurance: Decimal
    values: Mapping[str, Decimal]

    @property
    def heading(self) -> str:
        """The six digits that low-value declarations name."""
        return self.hs_code[:6]

    @property
    def cif(self) -> Decimal:
        """Goods, all freight and insurance."""
        return self.goods + self.freight + self.insurance

    @property
    def first(self) -> ConsignmentLine:
        """A line, for what all lines of an item have in common: codes, proof, claims and category."""
        return self.lines[0]

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def weight_g(self) -> int:
        return sum(line.weight_g for line in self.lines)

    @cached_property
    def quantities(self) -> dict[str, Decimal]:
        """Quantities by the units of duty expressions; what is not known is absent."""
        return quantities_of(self.lines)

    def part(self, share: Decimal) -> Item:
        """The same goods at a share of their value."""
        return replace(
            self,
            goods=self.goods * share,
            freight=self.freight * share,
            to_border=self.to_border * share,
            insurance=self.insurance * share,
        )


def items_of(consignment: Consignment, exchange: Exchange, group: Callable[[ConsignmentLine], int]) -> list[Item]:
    """The items of a consignment, in the order of group, code and origin; freight and insurance by value of goods.

    Lines of different groups are never one item.
    """
    grouped: dict[tuple[object, ...], list[ConsignmentLine]] = {}
    for line in sorted(consignment.lines, key=lambda line: (group(line), line.hs_code, line.origin, line.ref)):
        grouped.setdefault((group(line), line.hs_code, line.origin, _treatment(line)), []).append(line)
    goods = [total([line.goods for line in lines], consignment.currency) for lines in grouped.values()]
    weights = [to_minor(money) for money in goods]
    to_border = consignment.freight if consignment.freight_to_border is None else consignment.freight_to_border
    shares = zip(
        grouped.values(),
        goods,
        split(consignment.freight, weights),
        split(to_border, weights),
        split(consignment.insurance, weights),
        strict=True,
    )
    return [
        Item(
            hs_code=lines[0].hs_code,
            origin=lines[0].origin,
            lines=tuple(lines),
            goods=exchange.to_authority(value.amount),
            freight=exchange.to_authority(freight.amount),
            to_border=exchange.to_authority(border.amount),
            insurance=exchange.to_authority(insurance.amount),
            values=_named_values(lines, exchange),
        )
        for lines, value, freight, border, insurance in shares
    ]


def _treatment(line: ConsignmentLine) -> tuple[object, ...]:
    return (line.additional_codes, line.order_number, line.proof, tuple(sorted(line.claims)), line.category,
            tuple(sorted(line.values)), tuple(sorted(line.quantities)))  # fmt: skip


def _named_values(lines: Sequence[ConsignmentLine], exchange: Exchange) -> dict[str, Decimal]:
    names = lines[0].values
    return {
        name: exchange.to_authority(sum((Decimal(line.values[name]) for line in lines), Decimal(0))) for name in names
    }


def customs_parts(item: Item, policy: Policy, channel: str) -> dict[str, Decimal]:
    """What the customs value of an item is made of, before the authority rounds it."""
    parts = {"goods": item.goods}
    if policy.value_basis != ValueBasis.GOODS:
        is_whole = channel == Channel.POST and policy.post_is_whole
        parts["freight"] = item.freight if is_whole else item.to_border
        parts["insurance"] = item.insurance
    if policy.share == 1:
        return parts
    return {name: amount * policy.share for name, amount in parts.items()}


def customs_value(item: Item, policy: Policy, channel: str = Channel.COURIER) -> Decimal:
    """What duty is reckoned on, before the authority rounds it."""
    return sum(customs_parts(item, policy, channel).values(), Decimal(0))


def down(value: Decimal, quantum: Decimal) -> Decimal:
    """The value rounded down to a multiple of the quantum; as it is where the quantum is zero."""
    return to_quantum(value, quantum, ROUND_DOWN) if quantum else value


def to_quantum(value: Decimal, quantum: Decimal, mode: str) -> Decimal:
    """The value at a multiple of the quantum, rounded by `mode` (a decimal.ROUND_* name)."""
    return (value / quantum).quantize(Decimal(1), rounding=mode) * quantum


def check(consignment: Consignment) -> None:
    """That the consignment is as its type describes it.

    Raises:
        InvalidInput: it is not; the field is named.
        DatumMissing: a line has no code or no origin.
    """
    if not consignment.lines:
        raise InvalidInput(field="lines", problem=_("A consignment needs at least one line."))
    if len({line.ref for line in consignment.lines}) != len(consignment.lines):
        raise InvalidInput(field="lines", problem=_("Each line needs a reference of its own."))
    for name in ("freight", "insurance"):
        _check_money(name, getattr(consignment, name), consignment.currency)
    to_border = consignment.freight_to_border
    if to_border is not None:
        _check_money("freight_to_border", to_border, consignment.currency)
        if to_border > consignment.freight:
            raise InvalidInput(field="freight_to_border", problem=_("Freight to the border is at most all freight."))
    for line in consignment.lines:
        _check_line(line, consignment.currency)


def _check_line(line: ConsignmentLine, currency: str) -> None:
    _check_money("goods", line.goods, currency)
    if not line.hs_code:
        raise DatumMissing(datum=f"HS code of {line.ref}", field="hs_code")
    if not line.origin:
        raise DatumMissing(datum=f"country of origin of {line.ref}", field="origin")
    if not _HS_CODE.fullmatch(line.hs_code):
        raise InvalidInput(field="hs_code", problem=_("An HS code has six to ten digits."))
    if line.quantity < 1 or line.weight_g < 0:
        raise InvalidInput(field="quantity", problem=_("Quantity is one or more, weight not negative."))
    if any(number < 0 for number in (*line.quantities.values(), *line.values.values())):
        raise InvalidInput(field="quantities", problem=_("Quantities and values are not negative."))


def _check_money(field: str, money: Money, currency: str) -> None:
    if money.currency.code != currency or money.amount < 0 or not is_at_exponent(money):
        problem = _("Give a whole number of the smallest coins of %(currency)s, not negative.") % {"currency": currency}
        raise InvalidInput(field=field, problem=problem)
