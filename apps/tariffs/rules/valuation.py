"""Tariffs · goods grouped into items, and their values in the authority's currency · pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.errors import InvalidInput
from apps.common.money import is_at_exponent, split, to_minor, total

from ..errors import DatumMissing
from ..types import Consignment, ConsignmentLine, Policy, ValueBasis

_EXACT = Decimal("0.00000001")
_HS_CODE = re.compile(r"\d{6,10}")


@dataclass(frozen=True)
class Item:
    """The lines with one code and origin: what a declaration lists together. Values in the authority's currency."""

    hs_code: str
    origin: str
    lines: tuple[ConsignmentLine, ...]
    goods: Decimal
    freight: Decimal
    insurance: Decimal

    @property
    def heading(self) -> str:
        """The six digits that low-value declarations name."""
        return self.hs_code[:6]

    @property
    def cif(self) -> Decimal:
        return self.goods + self.freight + self.insurance

    @property
    def weight_g(self) -> int:
        return sum(line.weight_g for line in self.lines)

    @property
    def quantities(self) -> dict[str, Decimal]:
        """Quantities by the units of duty expressions; weight is absent where it is not known."""
        found = {"item": Decimal(sum(line.quantity for line in self.lines))}
        if all(line.weight_g > 0 for line in self.lines):
            grams = Decimal(self.weight_g)
            found |= {"g": grams, "kg": grams / 1000, "100kg": grams / 100_000}
        return found


@dataclass(frozen=True)
class Exchange:
    """Between the charge currency and the authority's; `rates` as in the consignment."""

    charge: str
    authority: str
    rates: Mapping[str, Decimal]

    def worth(self, currency: str) -> Decimal:
        """Units of the charge currency for one unit of `currency`."""
        if currency == self.charge:
            return Decimal(1)
        if currency not in self.rates:
            raise DatumMissing(datum=f"exchange rate {currency}/{self.charge}")
        return Decimal(self.rates[currency])

    def to_authority(self, amount: Decimal, currency: str | None = None) -> Decimal:
        """An amount of `currency` (the charge currency where not given) in the authority's, to eight places."""
        given = currency or self.charge
        if given == self.authority or not amount:
            return amount
        value = amount * self.worth(given) / self.worth(self.authority)
        return value.quantize(_EXACT, rounding=ROUND_HALF_EVEN)

    def to_charge(self, amount: Decimal) -> Decimal:
        """An amount of the authority's currency in the charge currency, not rounded."""
        return amount * self.worth(self.authority)


def items_of(consignment: Consignment, exchange: Exchange) -> tuple[Item, ...]:
    """The items of a consignment, in the order of code and origin; freight and insurance by value of goods.

    Raises:
        InvalidInput: the consignment contradicts its type's description.
    """
    _check(consignment)
    groups: dict[tuple[str, str], list[ConsignmentLine]] = {}
    for line in sorted(consignment.lines, key=lambda line: (line.hs_code, line.origin, line.ref)):
        groups.setdefault((line.hs_code, line.origin), []).append(line)
    goods = [total([line.goods for line in lines], consignment.currency) for lines in groups.values()]
    weights = [to_minor(money) for money in goods]
    freight, insurance = split(consignment.freight, weights), split(consignment.insurance, weights)
    return tuple(
        Item(code, origin, tuple(lines), *(exchange.to_authority(money.amount) for money in values))
        for ((code, origin), lines), *values in zip(groups.items(), goods, freight, insurance, strict=True)
    )


def customs_value(item: Item, policy: Policy) -> Decimal:
    """What duty is reckoned on, before the authority rounds it."""
    basis = item.goods if policy.value_basis == ValueBasis.GOODS else item.cif
    return basis * policy.share


def value_on(basis: str, items: Sequence[Item], policy: Policy) -> Decimal:
    """The consignment's value that a threshold is compared with."""
    if basis == ValueBasis.GOODS:
        return sum((item.goods for item in items), Decimal(0))
    if basis == ValueBasis.CIF:
        return sum((item.cif for item in items), Decimal(0))
    return sum((customs_value(item, policy) for item in items), Decimal(0))


def down(value: Decimal, quantum: Decimal) -> Decimal:
    """The value rounded down to a multiple of the quantum; as it is where the quantum is zero."""
    return to_quantum(value, quantum, ROUND_DOWN) if quantum else value


def to_quantum(value: Decimal, quantum: Decimal, mode: str) -> Decimal:
    """The value at a multiple of the quantum, rounded by `mode` (a decimal.ROUND_* name)."""
    return (value / quantum).quantize(Decimal(1), rounding=mode) * quantum


def _check(consignment: Consignment) -> None:
    if not consignment.lines:
        raise InvalidInput(field="lines", problem=_("A consignment needs at least one line."))
    if len({line.ref for line in consignment.lines}) != len(consignment.lines):
        raise InvalidInput(field="lines", problem=_("Each line needs a reference of its own."))
    for name in ("freight", "insurance"):
        _check_money(name, getattr(consignment, name), consignment.currency)
    for line in consignment.lines:
        _check_money("goods", line.goods, consignment.currency)
        if not line.hs_code:
            raise DatumMissing(datum=f"HS code of {line.ref}", field="hs_code")
        if not line.origin:
            raise DatumMissing(datum=f"country of origin of {line.ref}", field="origin")
        if not _HS_CODE.fullmatch(line.hs_code):
            raise InvalidInput(field="hs_code", problem=_("An HS code has six to ten digits."))
        if line.quantity < 1 or line.weight_g < 0:
            raise InvalidInput(field="quantity", problem=_("Quantity is one or more, weight not negative."))


def _check_money(field: str, money: Money, currency: str) -> None:
    if money.currency.code != currency or money.amount < 0 or not is_at_exponent(money):
        problem = _("Give a whole number of the smallest coins of %(currency)s, not negative.") % {"currency": currency}
        raise InvalidInput(field=field, problem=problem)
