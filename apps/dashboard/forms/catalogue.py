"""Dashboard · forms of a product: its list, its beginning, texts, details and attributes.

A field is named as the catalogue names it in its problems ("text-en-title",
"attribute-material"), so that a problem can link to its field.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.catalog.types import (
    AttributeInput,
    AttributeSnapshot,
    Flags,
    ProductDraft,
    ProductSnapshot,
    ProductStatus,
    ProductText,
    TextStatus,
    Tier,
    VariantDraft,
)
from apps.taxonomy import selectors as taxonomy
from apps.taxonomy.types import AttributeInfo, CategoryNode


class SectionForm(forms.Form):
    """A section of the editor: ids are the fields' names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "%s", "label_suffix": "", **kwargs})


class ProductFilter(forms.Form):
    """What the product list is narrowed to."""

    q = forms.CharField(max_length=80, required=False)
    status = forms.ChoiceField(choices=[("", ""), *ProductStatus.choices], required=False)
    before = forms.IntegerField(min_value=1, required=False)

    def wanted(self) -> dict[str, Any]:
        """The filter as the catalogue takes it; a filter that makes no sense is none."""
        if not self.is_valid():
            return {}
        data = self.cleaned_data
        return {"search": data["q"], "status": data["status"], "before": data["before"]}


class NewProductForm(SectionForm):
    """The least that a product begins with."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    category = forms.ChoiceField(label=_("Category"))
    sku = forms.CharField(
        label=_("SKU"),
        max_length=64,
        help_text=_("Your own number for the article. It must be unique among your articles."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    price = forms.DecimalField(
        label=_("Price of one piece, without tax"),
        min_value=Decimal("0.0001"),
        max_digits=16,
        decimal_places=4,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices()

    def draft(self, *, code: str, language: str, currency: str) -> ProductDraft:
        """The product as typed, still without customs data and sizes."""
        data = self.cleaned_data
        prices = (Tier("retail", 1, Money(data["price"], currency)),) if data["price"] else ()
        return ProductDraft(
            code=code,
            category=data["category"],
            texts={language: ProductText(data["title"])},
            default_language=language,
            variants=(VariantDraft(data["sku"].strip(), 0, 0, 0, 0, prices=prices),),
        )


class TextsForm(SectionForm):
    """Title, address and description in every language of the marketplace, the main language first."""

    def __init__(self, product: ProductSnapshot, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product = product
        names = dict(settings.LANGUAGES)
        main = product.default_language
        self.languages = [main, *(code for code in names if code != main)]
        for language in self.languages:
            text = product.texts.get(language, ProductText("", status=TextStatus.DRAFT))
            attrs = {"lang": language, "dir": "auto"}
            for part, field in {
                "title": forms.CharField(
                    label=_("Title"), max_length=200, required=language == main, widget=forms.TextInput(attrs=attrs)
                ),
                "description": forms.CharField(
                    label=_("Description"), required=False, widget=forms.Textarea(attrs={**attrs, "rows": 5})
                ),
                "slug": forms.CharField(
                    label=_("Web address"),
                    max_length=120,
                    required=False,
                    help_text=_("The last part of the product's address. Leave it empty to have it made of the title."),
                    widget=forms.TextInput(attrs=attrs),
                ),
                "status": forms.ChoiceField(label=_("Status"), choices=TextStatus.choices),
            }.items():
                field.initial = getattr(text, part)
                self.fields[f"text-{language}-{part}"] = field

    def groups(self) -> Iterator[dict[str, Any]]:
        """The fields language by language."""
        for language in self.languages:
            yield {
                "language": language,
                "is_main": language == self.product.default_language,
                "is_written": bool(self[f"text-{language}-title"].value()),
                "has_errors": any(self[f"text-{language}-{part}"].errors for part in ("title", "slug", "description")),
                "fields": [self[f"text-{language}-{part}"] for part in ("title", "description", "slug", "status")],
            }

    def texts(self) -> dict[str, ProductText]:
        """The texts as typed; a language without a title has none."""
        data = self.cleaned_data
        return {
            language: ProductText(
                **{part: data[f"text-{language}-{part}"] for part in ("title", "description", "slug", "status")}
            )
            for language in self.languages
            if data[f"text-{language}-title"].strip()
        }


class DetailsForm(SectionForm):
    """What the product is to the marketplace, to customs and to carriers."""

    category = forms.ChoiceField(label=_("Category"))
    brand = forms.CharField(label=_("Brand"), max_length=80, required=False)
    hs_code = forms.CharField(
        label=_("HS code"),
        max_length=10,
        required=False,
        help_text=_("6, 8 or 10 digits. Duty is worked out from it."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    origin = forms.ChoiceField(label=_("Country of origin"), required=False)
    material = forms.CharField(label=_("Material"), max_length=200, required=False)
    customs_description = forms.CharField(
        label=_("Description for customs"),
        max_length=200,
        required=False,
        help_text=_("What it is and what it is made of, in plain English: “stoneware mug”."),
    )
    is_fragile = forms.BooleanField(label=_("Fragile"), required=False)
    has_battery = forms.BooleanField(label=_("Contains a battery"), required=False)
    is_liquid = forms.BooleanField(label=_("Liquid"), required=False)
    is_food = forms.BooleanField(label=_("Food"), required=False)
    is_dangerous = forms.BooleanField(label=_("Dangerous goods"), required=False)

    def __init__(self, product: ProductSnapshot, *args: Any, **kwargs: Any) -> None:
        flags = product.flags
        initial = {
            "category": product.category_code,
            **{name: getattr(product, name) for name in ("brand", "hs_code", "origin", "material")},
            "customs_description": product.customs_description,
            **{name: getattr(flags, name) for name in vars(flags)},
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.product = product
        self.fields["category"].choices = category_choices()
        self.fields["origin"].choices = country_choices()

    def parts(self) -> dict[str, Any]:
        """The parts of the product as typed; attributes that a new category does not have are dropped."""
        data = dict(self.cleaned_data)
        flags = Flags(**{name: data.pop(name) for name in vars(Flags())})
        known = {info.code for info in taxonomy.attributes_of(data["category"])}
        kept = {item.code: item.value for item in self.product.attributes if item.code in known}
        return {**data, "flags": flags, "attributes": kept}


class AttributesForm(SectionForm):
    """The typed properties that the category asks for."""

    def __init__(self, product: ProductSnapshot, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        stored = {item.code: item for item in product.attributes}
        self.infos = {info.code: info for info in taxonomy.attributes_of(product.category_code)}
        for code, info in self.infos.items():
            self.fields[f"attribute-{code}"] = attribute_field(info, stored.get(code), language)

    def values(self) -> dict[str, AttributeInput]:
        """The values as typed; what is empty is left out."""
        found: dict[str, AttributeInput] = {}
        for code, info in self.infos.items():
            value = self.cleaned_data[f"attribute-{code}"]
            if value in ("", None, []):
                continue
            found[code] = [value] if info.kind == "choice" and not isinstance(value, list) else value
        return found


def attribute_field(info: AttributeInfo, stored: AttributeSnapshot | None, language: str) -> forms.Field:
    """The control that fits an attribute, holding what is stored."""
    label = info.names.get(language) or info.names.get("en", info.code)
    unit = info.unit_names.get(language) or info.unit_names.get("en", info.unit)
    label = f"{label} ({unit})" if unit else label
    options: dict[str, Any] = {"label": label, "required": False}
    if info.is_required:
        options["help_text"] = _("Required before the product can be published.")
    value = stored.value if stored else None
    if info.kind == "number":
        shown = None if value is None else Decimal(str(value)).normalize()
        return forms.DecimalField(
            initial=f"{shown:f}" if shown is not None else None, max_digits=18, decimal_places=6, **options
        )
    if info.kind == "choice":
        names = sorted(
            ((code, labels.get(language) or labels.get("en", code)) for code, labels in info.choices.items()),
            key=lambda choice: choice[1],
        )
        chosen = list(value) if isinstance(value, tuple) else []
        if info.is_multiple:
            return forms.MultipleChoiceField(
                choices=names, initial=chosen, widget=forms.SelectMultiple(attrs={"size": 5}), **options
            )
        return forms.ChoiceField(choices=[("", "–"), *names], initial=chosen[0] if chosen else "", **options)
    if info.kind == "boolean":
        return forms.TypedChoiceField(
            choices=[("", "–"), ("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda answer: answer == "yes",
            empty_value=None,
            initial={True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else "",
            **options,
        )
    return forms.CharField(max_length=400, initial=value or "", **options)


def category_choices() -> list[Any]:
    """The taxonomy's leaves under their parents, in the reader's language."""

    def leaves(node: CategoryNode) -> Iterator[tuple[str, str]]:
        if not node.children:
            yield node.code, node.name
        for child in node.children:
            yield from leaves(child)

    return [("", "–"), *((root.name, list(leaves(root))) for root in taxonomy.tree(get_language() or "en"))]


def country_choices() -> list[tuple[str, str]]:
    """Countries by name in the reader's language."""
    territories = Locale.parse((get_language() or "en").replace("-", "_"), sep="_").territories
    names = [(code, name) for code, name in territories.items() if len(code) == 2 and code.isalpha()]
    return [
        ("", "–"),
        *sorted(
            (pair for pair in names if pair[0] not in {"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"}),
            key=lambda pair: pair[1],
        ),
    ]
