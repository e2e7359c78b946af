"""Tariffs · a consignment as JSON states it · pure. The form is described in docs/landed-cost.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.errors import InvalidInput
from apps.common.money import rounded
from apps.tariffs.errors import DatumMissing
from apps.tariffs.rules.expressions import UNITS
from apps.tariffs.rules.overlay import Overlay
from apps.tariffs.types import Channel, Consignment, ConsignmentLine, Sale

from .reading import (
    choice_of,
    country_of,
    currency_of,
    day_of,
    flag_of,
    is_number,
    mapping_of,
    members,
    number_of,
    rate_of,
    text_of,
    whole_of,
    words_of,
)
from .suppositions import supposition

_KNOWN = frozenset(
    ("ship_from", "ship_to", "region", "postcode", "date", "import_date", "export_date", "channel", "sale", "incoterm",
     "currency", "goods", "freight", "freight_to_border", "insurance", "registrations", "claims", "annual_spent",
     "parcels", "is_direct", "rates", "rules")
)  # fmt: skip
_GOODS = frozenset(
    ("ref", "hs", "origin", "value", "currency", "quantity", "weight_kg", "weight_g", "attributes", "additional_codes",
     "order_number", "proof", "claims", "category")
)  # fmt: skip
# Plain names of attributes for units of duty expressions.
_UNIT_NAMES = {"litres": "LTR", "ml": "MLT", "alcohol_percent": "ASV", "pairs": "NPR", "square_metres": "MTK",
               "metres": "MTR", "cubic_metres": "MTQ", "carats": "CTM", "packs": "RET"}  # fmt: skip
_ITSELF = ("additional_codes", "order_number", "proof", "claims", "category")


RatesOn = Callable[[date, str], Mapping[str, Decimal]]


@dataclass(frozen=True)
class Asked:
    """A consignment that somebody asks about, the day of its sale, and the rules supposed."""

    consignment: Consignment
    as_of: date
    supposed: Overlay


def asked(given: Any, *, today: date, rates_on: RatesOn) -> Asked:
    """A consignment of its JSON form. `rates_on(day, currency)` are the market's rates into a currency.

    Raises:
        InvalidInput: a member is missing, unknown or unusable; it is named.
        DatumMissing: goods are in a currency without a rate.
    """
    known = members("consignment", given, _KNOWN)
    as_of = day_of(known, "date") or today
    lines = known.get("goods")
    if not isinstance(lines, list) or not lines:
        raise InvalidInput(field="goods", problem=_("Give the goods: a list with one entry at least."))
    goods = [members(f"goods.{number}", line, _GOODS) for number, line in enumerate(lines)]
    currency = currency_of(known.get("currency") or goods[0].get("currency"), "currency")
    rates = dict(rates_on(as_of, currency))
    rates |= {currency_of(code, "rates"): rate_of(rate, "rates") for code, rate in mapping_of(known, "rates").items()}
    supposed = supposition(known.get("rules"), as_of)
    rates |= {
        row.base if row.currency == currency else row.currency: row.rate if row.currency == currency else 1 / row.rate
        for row in supposed.exchange
        if currency in (row.base, row.currency)
    }
    money = _Reader(currency, rates)
    return Asked(
        consignment=Consignment(
            ship_from=country_of(known, "ship_from"),
            ship_to=country_of(known, "ship_to"),
            region=text_of(known, "region"),
            buyer_is_business=known.get("sale") == Sale.B2B,
            currency=currency,
            lines=tuple(_line(money, number, line) for number, line in enumerate(goods)),
            freight=money.read(known, "freight"),
            insurance=money.read(known, "insurance"),
            rates=money.rates,
            sale=choice_of(known, "sale", [sale.value for sale in Sale if sale != Sale.ANY], ""),
            channel=choice_of(known, "channel", [one.value for one in Channel if one != Channel.ANY], Channel.COURIER),
            postcode=text_of(known, "postcode"),
            import_date=day_of(known, "import_date"),
            export_date=day_of(known, "export_date"),
            registrations=_registrations(known),
            claims=words_of(known, "claims"),
            freight_to_border=money.read(known, "freight_to_border") if "freight_to_border" in known else None,
            is_direct=flag_of(known, "is_direct"),
            annual_spent=money.read(known, "annual_spent") if "annual_spent" in known else None,
            parcels=whole_of(known, "parcels", 1),
            incoterm=choice_of(known, "incoterm", ["DDP", "DAP"], ""),
        ),
        as_of=as_of,
        supposed=supposed,
    )


@dataclass(frozen=True)
class _Reader:
    """Reads amounts into the charge currency, at its exponent."""

    currency: str
    rates: Mapping[str, Decimal]

    def read(self, given: Mapping[str, Any], name: str, stated: Any = None) -> Money:
        """An amount: a decimal string or number, in `stated` or the charge currency; or {amount, currency}."""
        value: Any = given.get(name, 0)
        if isinstance(value, dict):
            value, stated = value.get("amount"), value.get("currency")
        amount = number_of(value, name)
        code = currency_of(stated, f"{name}.currency") if stated else self.currency
        if code == self.currency:
            return rounded(Money(amount, code))
        if code not in self.rates:
            raise DatumMissing(datum=f"exchange rate {code}/{self.currency}", field="rates")
        return rounded(Money(amount * Decimal(self.rates[code]), self.currency))


def _line(money: _Reader, number: int, given: Mapping[str, Any]) -> ConsignmentLine:
    field = f"goods.{number}"
    attributes = dict(mapping_of(given, "attributes"))
    own = {name: given.get(name, attributes.pop(name, None)) for name in _ITSELF}
    quantities: dict[str, Decimal] = {}
    values: dict[str, Decimal] = {}
    for name, value in attributes.items():
        unit = _UNIT_NAMES.get(name, name)
        if unit in UNITS:
            quantities[unit] = number_of(value, f"{field}.attributes.{name}")
        elif is_number(value):
            values[name] = money.read({name: value}, name, given.get("currency")).amount
    if "value" not in given:
        raise InvalidInput(field=f"{field}.value", problem=_("Give the value of all pieces together."))
    return ConsignmentLine(
        ref=str(given.get("ref") or number + 1),
        hs_code=str(given.get("hs") or "").replace(".", "").replace(" ", ""),
        origin=str(given.get("origin") or "").upper(),
        quantity=whole_of(given, "quantity", 1),
        goods=money.read(given, "value", given.get("currency")),
        weight_g=_grams(given, field),
        quantities=quantities,
        values=values,
        additional_codes=words_of(own, "additional_codes"),
        order_number=str(own["order_number"] or ""),
        proof=str(own["proof"] or ""),
        claims=words_of(own, "claims"),
        category=str(own["category"] or ""),
    )


def _grams(given: Mapping[str, Any], field: str) -> int:
    """The weight in whole grams, half up; zero where it is not stated."""
    if "weight_g" in given:
        return int(number_of(given["weight_g"], f"{field}.weight_g").to_integral_value(rounding=ROUND_HALF_UP))
    kilograms = number_of(given.get("weight_kg") or 0, f"{field}.weight_kg")
    return int((kilograms * 1000).to_integral_value(rounding=ROUND_HALF_UP))


def _registrations(given: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Schemes: a list of their names or of {scheme, number}, or a map of scheme to number; None where not stated."""
    value = given.get("registrations")
    if value is None:
        return None
    if isinstance(value, Mapping):
        return tuple(scheme for scheme, number in value.items() if number)
    if not isinstance(value, list):
        raise InvalidInput(field="registrations", problem=_("Give a list of the schemes, such as IOSS."))
    return tuple(str(one.get("scheme", "")) if isinstance(one, dict) else str(one) for one in value)
