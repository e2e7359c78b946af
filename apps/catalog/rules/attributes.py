"""Catalog · typed attribute values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from ..errors import Unusable
from ..types import AttributeInput, AttributeSnapshot, Measure

_YES = frozenset({"yes", "true", "1", "on"})
_NO = frozenset({"no", "false", "0", "off"})
_PLACES = Decimal("0.000001")


class AttributeLike(Protocol):
    """The part of the taxonomy's attribute that decides how a value is read."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def choices(self) -> Collection[str]: ...


class UnitLike(Protocol):
    """A unit: units of one dimension convert by their factors."""

    @property
    def dimension(self) -> str: ...
    @property
    def factor(self) -> Decimal: ...


def converted(number: Decimal, source: UnitLike, target: UnitLike) -> Decimal:
    """`number` of `source` units, counted in `target` units, at six decimals.

    Raises:
        ValueError: the units measure different things.
    """
    if source.dimension != target.dimension:
        raise ValueError(f"{source.dimension} is not {target.dimension}")
    return (number * source.factor / target.factor).quantize(_PLACES)


def read(value: AttributeInput, attribute: AttributeLike, units: Mapping[str, UnitLike]) -> AttributeSnapshot:
    """The value as its attribute's kind; a bare number is in the attribute's unit, a Measure is converted to it.

    Raises:
        Unusable: the value is not of that kind, or no choice of the attribute.
    """
    field = f"attribute-{attribute.code}"
    match attribute.kind:
        case "number":
            return AttributeSnapshot(attribute.code, "number", number=_measured(value, attribute, units, field))
        case "choice":
            return AttributeSnapshot(attribute.code, "choice", choices=_choices(value, attribute, field))
        case "boolean":
            return AttributeSnapshot(attribute.code, "boolean", boolean=_boolean(value, field))
    text = str(value).strip()
    if not text or len(text) > 400:
        raise Unusable(field=field, problem=_("Write a text of at most 400 characters."))
    return AttributeSnapshot(attribute.code, "text", text=text)


def _measured(value: AttributeInput, attribute: AttributeLike, units: Mapping[str, UnitLike], field: str) -> Decimal:
    if not isinstance(value, Measure):
        return _number(value, field)
    source, target = units.get(value.unit), units.get(attribute.unit or "")
    if source is None or target is None or source.dimension != target.dimension:
        raise Unusable(
            field=field,
            problem=_("“%(unit)s” is no unit of this attribute. Use %(expected)s or another unit of the same kind."),
            unit=value.unit,
            expected=attribute.unit or "–",
        )
    return _number(converted(value.number, source, target), field)


def _number(value: AttributeInput, field: str) -> Decimal:
    if isinstance(value, (bool, list, tuple, Measure)):
        raise Unusable(field=field, problem=_("Enter a number."))
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise Unusable(field=field, problem=_("Enter a number, with a point before decimals.")) from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        raise Unusable(field=field, problem=_("Enter a number of at most twelve digits."))
    return number.quantize(_PLACES)


def _choices(value: AttributeInput, attribute: AttributeLike, field: str) -> tuple[str, ...]:
    given = list(value) if isinstance(value, (list, tuple)) else [str(value)]
    unknown = [choice for choice in given if choice not in attribute.choices]
    if unknown or not given:
        raise Unusable(
            field=field,
            problem=_("“%(value)s” is not among the choices. Choose one of: %(choices)s."),
            value=", ".join(unknown),
            choices=", ".join(sorted(attribute.choices)),
        )
    return tuple(dict.fromkeys(given))


def _boolean(value: AttributeInput, field: str) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in _YES | _NO:
        return text in _YES
    raise Unusable(field=field, problem=_("Answer yes or no."))
