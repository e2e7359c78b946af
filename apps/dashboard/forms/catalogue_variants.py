"""Dashboard · forms of a product's options, variants and prices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.catalog.types import (
    Option,
    OptionChoice,
    PriceKind,
    ProductSnapshot,
    Tier,
    VariantDraft,
    VariantSnapshot,
    VariantStatus,
)

from .catalogue import SectionForm

NEW = "new"
_SEPARATORS = re.compile("[,，、،]")  # as typed in English, Chinese, Japanese and Arabic
OPTION_ROWS = 3
_MEASURES = {
    "weight_g": _("Weight, g"),
    "length_mm": _("Length, mm"),
    "width_mm": _("Width, mm"),
    "height_mm": _("Height, mm"),
}


class OptionsForm(SectionForm):
    """What the variants differ in: a name and its values, separated by commas."""

    def __init__(self, product: ProductSnapshot, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product, self.language = product, product.default_language
        for index in range(OPTION_ROWS):
            option = product.options[index] if index < len(product.options) else None
            name = self._label(option.names, option.code) if option else ""
            values = ", ".join(self._label(v.names, v.code) for v in option.values) if option else ""
            self.fields[f"option-{index}-name"] = forms.CharField(
                label=_("Option"), max_length=40, required=False, initial=name,
                widget=forms.TextInput(attrs={"placeholder": _("Colour")}),
            )  # fmt: skip
            self.fields[f"option-{index}-values"] = forms.CharField(
                label=_("Values, separated by commas"), max_length=600, required=False, initial=values,
                widget=forms.TextInput(attrs={"placeholder": _("Red, Blue")}),
            )  # fmt: skip

    def rows(self) -> Iterator[tuple[Any, Any]]:
        """Name and values, option by option."""
        for index in range(OPTION_ROWS):
            yield self[f"option-{index}-name"], self[f"option-{index}-values"]

    def options(self) -> tuple[Option, ...]:
        """The options as typed; those known by their name keep their key and their names in other languages."""
        known = {self._label(option.names, option.code).casefold(): option for option in self.product.options}
        found = []
        for index in range(OPTION_ROWS):
            name = self.cleaned_data[f"option-{index}-name"].strip()
            values = self.cleaned_data[f"option-{index}-values"]
            if name:
                option = known.get(name.casefold()) or Option(
                    _key(name, f"option-{index + 1}"), {self.language: name}, ()
                )
                found.append(replace(option, values=tuple(self._values(option, values))))
        return tuple(found)

    def _values(self, option: Option, text: str) -> Iterator[OptionChoice]:
        known = {self._label(value.names, value.code).casefold(): value for value in option.values}
        for number, name in enumerate(
            dict.fromkeys(filter(None, (part.strip() for part in _SEPARATORS.split(text)))), start=1
        ):
            yield known.get(name.casefold()) or OptionChoice(_key(name, f"value-{number}"), {self.language: name})

    def _label(self, names: Any, code: str) -> str:
        return str(names.get(self.language) or names.get("en") or code)


class VariantsForm(SectionForm):
    """The variants as a grid with one empty row for a new one."""

    def __init__(self, product: ProductSnapshot, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product = product
        for variant in product.variants:
            self._add_row(anchor(variant.sku), variant)
        self._add_row(NEW, None)

    def _add_row(self, key: str, variant: VariantSnapshot | None) -> None:
        language = self.product.default_language
        prefix = f"variant-{key}-"
        if variant is None:
            self.fields[f"{prefix}sku"] = forms.CharField(label=_("SKU"), max_length=64, required=False)
        for option in self.product.options:
            names = [(value.code, value.names.get(language) or value.code) for value in option.values]
            self.fields[f"{prefix}option-{option.code}"] = forms.ChoiceField(
                label=option.names.get(language) or option.code,
                choices=[("", "–"), *names],
                required=False,
                initial=variant.options.get(option.code, "") if variant else "",
            )
        for name, label in _MEASURES.items():
            self.fields[f"{prefix}{name}"] = forms.IntegerField(
                label=label, min_value=0, required=False, initial=getattr(variant, name) if variant else None
            )
        self.fields[f"{prefix}gtin"] = forms.CharField(
            label=_("GTIN"), max_length=14, required=False, initial=variant.gtin if variant else "",
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        self.fields[f"{prefix}on_sale"] = forms.BooleanField(
            label=_("On sale"), required=False,
            initial=variant is None or variant.status == VariantStatus.ACTIVE,
        )  # fmt: skip
        for field in self.fields.values():
            if not isinstance(field, forms.BooleanField):
                field.widget.attrs.setdefault("class", "cell")

    def columns(self) -> list[Any]:
        """The headings of the grid."""
        language = self.product.default_language
        options: list[Any] = [option.names.get(language) or option.code for option in self.product.options]
        return [*options, *_MEASURES.values(), _("GTIN"), _("On sale")]

    def rows(self) -> Iterator[dict[str, Any]]:
        """The variants with their fields, the empty row last."""
        for variant in (*self.product.variants, None):
            key = anchor(variant.sku) if variant else NEW
            names = [
                *(f"option-{option.code}" for option in self.product.options), *_MEASURES, "gtin", "on_sale"
            ]  # fmt: skip
            yield {
                "sku": variant.sku if variant else None,
                "new_sku": None if variant else self[f"variant-{NEW}-sku"],
                "anchor": f"variant-{key}-options",
                "fields": [self[f"variant-{key}-{name}"] for name in names],
            }

    def variants(self) -> tuple[VariantDraft, ...]:
        """The variants as typed; prices and lots stay as they are stored."""
        stored = tuple(self._typed(draft_of(variant), anchor(variant.sku)) for variant in self.product.variants)
        sku = self.cleaned_data[f"variant-{NEW}-sku"].strip()
        return (*stored, self._typed(VariantDraft(sku, 0, 0, 0, 0), NEW)) if sku else stored

    def _typed(self, draft: VariantDraft, key: str) -> VariantDraft:
        data, prefix = self.cleaned_data, f"variant-{key}-"
        chosen = {option.code: data[f"{prefix}option-{option.code}"] for option in self.product.options}
        measures: dict[str, Any] = {name: data[f"{prefix}{name}"] or 0 for name in _MEASURES}
        return replace(
            draft,
            options={option: value for option, value in chosen.items() if value},
            gtin=data[f"{prefix}gtin"].strip(),
            status=VariantStatus.ACTIVE if data[f"{prefix}on_sale"] else VariantStatus.INACTIVE,
            **measures,
        )


class TiersField(forms.CharField):
    """Price tiers as text: `10=22.50 | 50=20.00` is 22.50 each from 10 pieces and 20.00 from 50."""

    def clean(self, value: Any) -> list[tuple[int, Decimal]]:
        steps = []
        for part in filter(None, (part.strip() for part in str(value or "").split("|"))):
            quantity, _equals, price = part.partition("=")
            try:
                steps.append((int(quantity), Decimal(price.strip())))
            except (ValueError, InvalidOperation):
                raise forms.ValidationError(_("Write tiers as in 10=22.50 | 50=20.00")) from None
        return steps


class PricesForm(SectionForm):
    """Prices in the vendor's currency, without destination tax, variant by variant."""

    def __init__(self, product: ProductSnapshot, currency: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product, self.currency = product, currency
        for variant in product.variants:
            prefix, own = f"variant-{anchor(variant.sku)}-", self._own(variant)
            retail = [tier for tier in own if tier.kind == PriceKind.RETAIL]
            single = next((tier.price.amount for tier in retail if tier.min_quantity == 1), None)
            cell = {"class": "cell"}
            self.fields[f"{prefix}price"] = forms.DecimalField(
                label=_("Price of one"), required=False, max_digits=16, decimal_places=4, min_value=Decimal("0.0001"),
                initial=None if single is None else plain(single), widget=forms.NumberInput(attrs=cell),
            )  # fmt: skip
            for name, label, tiers in (
                ("tiers", _("Retail tiers"), [tier for tier in retail if tier.min_quantity > 1]),
                ("wholesale", _("Wholesale tiers"), [tier for tier in own if tier.kind == PriceKind.WHOLESALE]),
            ):
                self.fields[f"{prefix}{name}"] = TiersField(
                    label=label, required=False, max_length=200, widget=forms.TextInput(attrs=cell),
                    initial=" | ".join(f"{t.min_quantity}={plain(t.price.amount)}" for t in tiers),
                )  # fmt: skip
            for name, label in (("moq", _("Smallest order")), ("pack_size", _("Pack of"))):
                self.fields[f"{prefix}{name}"] = forms.IntegerField(
                    label=label, min_value=1, initial=getattr(variant, name), widget=forms.NumberInput(attrs=cell)
                )

    def columns(self) -> list[Any]:
        """The headings of the grid."""
        return [_("Price of one"), _("Retail tiers"), _("Wholesale tiers"), _("Smallest order"), _("Pack of")]

    def rows(self) -> Iterator[dict[str, Any]]:
        """The variants with their fields."""
        for variant in self.product.variants:
            names = ("price", "tiers", "wholesale", "moq", "pack_size")
            yield {
                "sku": variant.sku,
                "fields": [self[f"variant-{anchor(variant.sku)}-{name}"] for name in names],
            }

    def variants(self) -> tuple[VariantDraft, ...]:
        """The variants with the prices as typed; prices in other currencies stay."""
        return tuple(self._typed(variant) for variant in self.product.variants)

    def _own(self, variant: VariantSnapshot) -> list[Tier]:
        return [tier for tier in variant.prices if tier.price.currency.code == self.currency]

    def _typed(self, variant: VariantSnapshot) -> VariantDraft:
        data, prefix = self.cleaned_data, f"variant-{anchor(variant.sku)}-"
        foreign = [tier for tier in variant.prices if tier.price.currency.code != self.currency]
        single = [(1, data[f"{prefix}price"])] if data[f"{prefix}price"] else []
        prices = [
            Tier(kind, quantity, Money(price, self.currency))
            for kind, steps in (
                (PriceKind.RETAIL, [*single, *data[f"{prefix}tiers"]]),
                (PriceKind.WHOLESALE, data[f"{prefix}wholesale"]),
            )
            for quantity, price in steps
        ]
        return replace(
            draft_of(variant),
            prices=(*foreign, *prices),
            moq=data[f"{prefix}moq"],
            pack_size=data[f"{prefix}pack_size"],
        )


def draft_of(variant: VariantSnapshot) -> VariantDraft:
    """The stored variant as a draft."""
    return VariantDraft(
        sku=variant.sku,
        weight_g=variant.weight_g,
        length_mm=variant.length_mm,
        width_mm=variant.width_mm,
        height_mm=variant.height_mm,
        prices=variant.prices,
        options=dict(variant.options),
        gtin=variant.gtin,
        hs_code=variant.own_hs_code,
        origin=variant.own_origin,
        moq=variant.moq,
        pack_size=variant.pack_size,
        status=variant.status,
    )


def anchor(text: str) -> str:
    """A name as it can stand in an id: without white space."""
    return "_".join(text.split())


def plain(amount: Decimal) -> str:
    """An amount without exponent and needless zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _key(name: str, fallback: str) -> str:
    return slugify(name)[:40].strip("-_") or fallback
