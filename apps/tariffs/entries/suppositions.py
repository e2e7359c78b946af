"""Tariffs · supposed rules as JSON states them · pure. The form is described in docs/landed-cost.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput
from apps.tariffs.rules import expressions
from apps.tariffs.rules.overlay import SUPPOSED, Overlay, Threshold
from apps.tariffs.types import BASE_LAYER, BASIC, Cited, Measure, MeasureType, OfficialRate, TaxBase, TaxRate

from .reading import choice_of, currency_of, members, number_of, rate_of, text_of, words_of

_DUTY = frozenset(("hs", "origin", "expression", "layer", "type", "excluded_origins", "additional_code", "label",
                   "tariff"))  # fmt: skip
_TAX = frozenset(("rate", "hs", "name", "region", "base", "position", "category", "label"))
_FX = frozenset(("base", "currency", "rate"))
_THRESHOLD = frozenset(("scheme", "threshold", "currency"))
T = TypeVar("T")
_KINDS = ("duty", "vat", "fx", "thresholds")


def supposition(given: Any, as_of: date) -> Overlay:
    """The supposed rules of their JSON form: lists by kind, or one list whose entries name their `kind`.

    Raises:
        InvalidInput: a member is missing, unknown or unusable; it is named.
    """
    rows = _by_kind(given)
    duties = _each(rows["duty"], "duty", lambda field, row, number: _duty(field, row, _cited(as_of, "duty", number)))
    return Overlay(
        duties=tuple(duty for tariff, duty in duties if not tariff),
        elsewhere=tuple((tariff, duty) for tariff, duty in duties if tariff),
        taxes=_each(rows["vat"], "vat", lambda field, row, number: _tax(field, row, _cited(as_of, "vat", number))),
        thresholds=_each(rows["thresholds"], "thresholds", lambda field, row, _number: _threshold(field, row)),
        exchange=_each(rows["fx"], "fx", lambda field, row, number: _exchange(field, row, number)),
    )


def _by_kind(given: Any) -> dict[str, Sequence[Any]]:
    found: dict[str, Sequence[Any]] = {kind: [] for kind in _KINDS}
    if isinstance(given, list):
        for number, row in enumerate(given):
            kind = row.get("kind") if isinstance(row, Mapping) else None
            if kind not in found:
                problem = _("Say what kind of rule it is: %(known)s.")
                raise InvalidInput(field=f"rules.{number}.kind", problem=problem, known=", ".join(_KINDS))
            found[kind] = [*found[kind], {name: value for name, value in row.items() if name != "kind"}]
    else:
        for kind, rows in members("rules", given or {}, frozenset(_KINDS)).items():
            if not isinstance(rows, list):
                raise InvalidInput(field=f"rules.{kind}", problem=_("Give a list of rules."))
            found[kind] = rows
    return found


def _each(rows: Iterable[Any], kind: str, read: Callable[[str, Any, int], T]) -> tuple[T, ...]:
    return tuple(read(f"rules.{kind}.{number}", row, number) for number, row in enumerate(rows))


def _cited(as_of: date, kind: str, number: int) -> Cited:
    return Cited(f"{SUPPOSED}-{kind}-{number}", "Supposed rule", "Given with the question", "", as_of, False, "")


def _duty(field: str, given: Any, cited: Cited) -> tuple[str, Measure]:
    """The country of the tariff, "" the destination's own, and the duty."""
    row = members(field, given, _DUTY)
    expression = str(row.get("expression") or "")
    try:
        expressions.parse(expression)
    except ValueError as error:
        problem = _("Write the duty like 12%% or 4.9%% + 0.51 USD/item. %(said)s")
        raise InvalidInput(field=f"{field}.expression", problem=problem, said=str(error)) from error
    layer = text_of(row, "layer") or BASE_LAYER
    usual = MeasureType.MFN if layer == BASE_LAYER else MeasureType.REMEDY
    kind = choice_of(row, "type", [one.value for one in MeasureType], usual.value)
    duty = Measure(
        cited=cited,
        layer=BASE_LAYER if kind in BASIC else layer,
        hs_prefix=_prefix(row, field),
        origin=str(row.get("origin") or "*").upper(),
        expression=expression,
        is_exact=True,
        type=kind,
        excluded_origins=words_of(row, "excluded_origins"),
        additional_code=text_of(row, "additional_code"),
    )
    return text_of(row, "tariff").upper(), duty


def _tax(field: str, given: Any, cited: Cited) -> TaxRate:
    row = members(field, given, _TAX)
    return TaxRate(
        cited=cited,
        tax=text_of(row, "name"),
        position=int(number_of(row.get("position", 1), f"{field}.position")),
        hs_prefix=_prefix(row, field),
        region=text_of(row, "region"),
        rate=_fraction(row.get("rate"), f"{field}.rate"),
        base=choice_of(row, "base", [one.value for one in TaxBase], TaxBase.VALUE.value),
        minimum_per_g=None,
        category=text_of(row, "category"),
    )


def _threshold(field: str, given: Any) -> Threshold:
    row = members(field, given, _THRESHOLD)
    scheme = text_of(row, "scheme")
    if not scheme:
        raise InvalidInput(field=f"{field}.scheme", problem=_("Name the scheme by its code or its rule's id."))
    amount = row.get("threshold")
    currency = row.get("currency")
    return Threshold(
        scheme=scheme,
        amount=None if amount is None else number_of(amount, f"{field}.threshold"),
        currency=currency_of(currency, f"{field}.currency") if currency else "",
    )


def _exchange(field: str, given: Any, number: int) -> OfficialRate:
    row = members(field, given, _FX)
    return OfficialRate(
        rate_id=f"{SUPPOSED}-fx-{number}",
        base=currency_of(row.get("base"), f"{field}.base"),
        currency=currency_of(row.get("currency"), f"{field}.currency"),
        rate=rate_of(row.get("rate"), f"{field}.rate"),
        source_title="Given with the question",
        source_url="",
        first_day=None,
        last_day=None,
    )


def _prefix(row: Mapping[str, Any], field: str) -> str:
    prefix = str(row.get("hs") or "").replace(".", "").replace(" ", "")
    if prefix and not (prefix.isdigit() and len(prefix) <= 10):
        raise InvalidInput(field=f"{field}.hs", problem=_("Give up to ten digits of the nomenclature."))
    return prefix


def _fraction(value: Any, field: str) -> Decimal:
    """A rate as a fraction, or in per cent with the sign."""
    if isinstance(value, str) and value.strip().endswith("%"):
        return number_of(value.strip().removesuffix("%").strip(), field) / 100
    return number_of(value, field)
