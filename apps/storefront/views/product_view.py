"""Storefront · a product as its page draws it: the chosen variant, options, tiers, price at the door · no tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.lists import format_list
from django.utils.translation import gettext as _
from djmoney.money import Money

from apps.discovery.selectors.scopes import Shown
from apps.discovery.types import LandedPrice, Offer, ProductView, VariantView, in_language
from apps.storefront import formatting
from apps.taxonomy import selectors as taxonomy
from apps.taxonomy.types import AttributeInfo, AttributeKind

MOST_PIECES = 9999


@dataclass(frozen=True)
class OptionValue:
    """A value that can be chosen: the variant it leads to (its SKU), or none where that combination is not made."""

    label: str
    hex: str
    sku: str
    is_chosen: bool
    is_out: bool


@dataclass(frozen=True)
class OptionRow:
    """An option with its values."""

    label: str
    chosen: str
    values: tuple[OptionValue, ...]


def chosen_variant(view: ProductView, query: Mapping[str, str], sellable: Mapping[Any, int]) -> VariantView:
    """The variant that the address names by SKU or id, else the first that can be bought now, else the first."""
    wish = query.get("variant", "").strip()
    for variant in view.variants:
        if wish and wish in (variant.offer.sku, str(variant.offer.variant_id)):
            return variant
    in_stock = [
        variant
        for variant in view.variants
        if variant.offer.is_sellable and sellable.get(variant.offer.variant_id, 0) > 0
    ]
    return (in_stock or [variant for variant in view.variants if variant.offer.is_sellable] or list(view.variants))[0]


def quantity_in(query: Mapping[str, str]) -> int:
    """The number of pieces that the address asks for, at least one."""
    text = query.get("quantity", "")
    return min(max(int(text), 1), MOST_PIECES) if text.isdecimal() and len(text) < 6 else 1


def option_rows(view: ProductView, chosen: VariantView, sellable: Mapping[Any, int], language: str) -> list[OptionRow]:
    """Each option with where its values lead while the other options stay; what is not made leads nowhere."""
    by_options = {tuple(sorted(variant.options.items())): variant for variant in view.variants}
    rows = []
    for option in view.options:
        values = []
        for value in option["values"]:
            wanted = {**chosen.options, option["code"]: value["code"]}
            variant = by_options.get(tuple(sorted(wanted.items())))
            is_out = variant is None or sellable.get(variant.offer.variant_id, 0) <= 0
            values.append(
                OptionValue(
                    label=in_language(value["names"], language) or value["code"],
                    hex=value.get("hex", ""),
                    sku=variant.offer.sku if variant else "",
                    is_chosen=chosen.options.get(option["code"]) == value["code"],
                    is_out=is_out,
                )
            )
        picked = next((value.label for value in values if value.is_chosen), "")
        rows.append(OptionRow(in_language(option["names"], language), picked, tuple(values)))
    return rows


def tier_rows(offer: Offer, quantity: int, shown: Shown, at_door: Mapping[int, Money]) -> list[dict[str, Any]]:
    """Prices by volume for components/tier_table.html; empty where there is but one price.

    `at_door` has what a piece of each tier costs at the reader's door.
    """
    if len(offer.unit_prices) < 2:
        return []
    first = offer.unit_prices[0][1].amount
    ends = [start - 1 for start, _ in offer.unit_prices[1:]] + [None]
    return [
        {
            "from_quantity": start,
            "to_quantity": end,
            "price": offer.price(shown.pricing, start),
            "door": at_door.get(start),
            "saving": (1 - price.amount / first).quantize(Decimal("0.01")) if price.amount < first else None,
            "is_current": start <= quantity and (end is None or quantity <= end),
        }
        for (start, price), end in zip(offer.unit_prices, ends, strict=True)
    ]


def attribute_rows(view: ProductView, language: str, locale: Locale, country: str) -> list[tuple[str, str]]:
    """(label, value) of each property, in the units that the reader expects."""
    known = {info.code: info for info in taxonomy.attributes_of(view.category)}
    rows = []
    for code, info in known.items():
        if code in view.attributes:
            text = _attribute_text(info, view.attributes[code], language, locale, country)
            if text:
                rows.append((in_language(info.names, language), text))
    return rows


def _attribute_text(info: AttributeInfo, value: Any, language: str, locale: Locale, country: str) -> str:
    if info.kind is AttributeKind.BOOLEAN:
        return _("Yes") if value else _("No")
    if info.kind is AttributeKind.NUMBER:
        if info.unit is None:
            return formatting.number(Decimal(str(value)), locale)
        unit = in_language(info.unit_names, language)
        return formatting.quantity(Decimal(str(value)), info.unit, locale, country, unit)
    if info.kind is AttributeKind.CHOICE:
        chosen: Sequence[str] = value if isinstance(value, list) else [value]
        labels = [in_language(info.choices.get(choice, {}), language) or choice for choice in chosen]
        return format_list(labels, locale=locale)
    return str(value)


@dataclass(frozen=True)
class LandedRow:
    """A line of the price at the door as it is read."""

    label: str
    note: str
    amount: Money


def landed_rows(landed: LandedPrice, *, hs_code: str, quantity: int, language: str, locale: Locale) -> list[LandedRow]:
    """Goods, shipping, each duty, tax and fee, in words."""
    rows = []
    for line in landed.lines:
        label, note = _line_words(line.kind, line.label, hs_code, quantity)
        if line.kind == "shipping":
            note = in_language(landed.service, language)
        elif line.rate is not None and line.base is not None:
            note = _("%(rate)s of %(base)s") % {
                "rate": formatting.percent(line.rate, locale),
                "base": formatting.money(line.base.amount, line.base.currency.code, locale),
            }
        rows.append(LandedRow(label, note, line.amount))
    return rows


def _line_words(kind: str, label: str, hs_code: str, quantity: int) -> tuple[str, str]:
    if kind == "goods":
        return _("Goods × %(quantity)d") % {"quantity": quantity}, ""
    if kind == "shipping":
        return _("Shipping"), ""
    if label == "Import duty":
        return _("Import duty, HS %(code)s") % {"code": dotted(hs_code)}, ""
    return _(label), ""


def dotted(hs_code: str) -> str:
    """An HS code as it is read: 6912.00, 6912.00.10."""
    return ".".join(part for part in (hs_code[:4], hs_code[4:6], hs_code[6:8], hs_code[8:10]) if part)
