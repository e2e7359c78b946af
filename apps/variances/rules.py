"""Variances · from two reckonings to a reason, and who bears it: pure."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from .types import Bearer, Compared, Reckoned, VarianceReason

# Two ratios that differ by less are one: bases are rounded to coins.
_NEAR = Decimal("0.002")
_OF_THE_VENDOR = frozenset(
    {VarianceReason.RECLASSIFIED, VarianceReason.VALUE_CORRECTED, VarianceReason.WEIGHT_CORRECTED}
)


def reason_of(found: Compared) -> VarianceReason:
    """The first reason that explains the difference, the surest first; UNKNOWN where none does.

    A coin for each charge is rounding. Where only tax differs that we had collected at the sale, it was asked for
    again: the scheme's number did not reach the authority, or was not taken. What the rules of the day of assessment
    make of the same goods is a change of law. Else other bases at the same rates are other exchange rates, where they
    moved as these did, or another value; other rates on the same bases another classification; other fixed amounts
    another quantity.
    """
    if not found.difference:
        return VarianceReason.NONE
    if abs(found.difference) <= found.tolerance:
        return VarianceReason.ROUNDING
    more_tax = _tax(found.assessed) - _tax(found.quoted)
    if found.is_taxed_at_sale and more_tax > 0 and abs(found.difference - more_tax) <= found.tolerance:
        return VarianceReason.TAXED_AGAIN
    if found.by_law_now is not None and abs(found.assessed_total - found.by_law_now) <= found.tolerance:
        return VarianceReason.RATE_CHANGED
    is_same_base, is_same_rate = _bases(found), _rates(found.quoted) == _rates(found.assessed)
    if is_same_base and not is_same_rate:
        return VarianceReason.RECLASSIFIED
    if is_same_rate and not is_same_base:
        return VarianceReason.FX if _follows_rates(found) else VarianceReason.VALUE_CORRECTED
    if is_same_rate and _fixed(found.quoted) != _fixed(found.assessed):
        return VarianceReason.WEIGHT_CORRECTED
    return VarianceReason.UNKNOWN


def borne_by(reason: VarianceReason, *, incoterm: str, difference: Decimal) -> Bearer:
    """Who bears a difference: never the buyer who paid duty with the purchase; the vendor what its data made wrong.

    Unpaid duty (DAP) is the buyer's whatever it comes to, which the checkout says.
    """
    if not difference:
        return Bearer.NOBODY
    if incoterm != "DDP":
        return Bearer.BUYER
    return Bearer.VENDOR if reason in _OF_THE_VENDOR else Bearer.MARKETPLACE


def _rates(charges: tuple[Reckoned, ...]) -> Counter[tuple[str, Decimal]]:
    return Counter((one.kind, one.rate.normalize()) for one in charges if one.rate is not None)


def _tax(charges: tuple[Reckoned, ...]) -> Decimal:
    return sum((one.amount for one in charges if one.kind == "tax"), Decimal(0))


def _fixed(charges: tuple[Reckoned, ...]) -> Decimal:
    return sum((one.amount for one in charges if one.rate is None), Decimal(0))


def _base(charges: tuple[Reckoned, ...]) -> Decimal:
    """The bases of duty at a rate; those of tax where there is none, since they contain the duty."""
    by_rate = [one for one in charges if one.rate is not None]
    duty = [one for one in by_rate if one.kind == "duty"]
    return sum((one.base for one in duty or by_rate), Decimal(0))


def _bases(found: Compared) -> bool:
    return abs(_base(found.quoted) - _base(found.assessed)) <= found.tolerance


def _follows_rates(found: Compared) -> bool:
    before = _base(found.quoted)
    if not before or not found.fx_quoted or abs(found.fx_now / found.fx_quoted - 1) < _NEAR / 2:
        return False
    return abs(_base(found.assessed) / before - found.fx_now / found.fx_quoted) < _NEAR
