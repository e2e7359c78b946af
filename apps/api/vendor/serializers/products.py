"""API · vendor · products, in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, cast

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.serializers import Body, MoneyField
from apps.catalog import selectors
from apps.catalog.operations import ProductChanges
from apps.catalog.rules.compliance import ENERGY_CLASSES, INNER_UNITS, PACKING_GROUPS
from apps.catalog.types import Flags, Measure, ProductDraft, ProductSnapshot, ProductStatus, ProductText, TextStatus

from .media import MediaShown
from .variants import OptionBody, OptionShown, VariantBody, VariantShown, merged_variant, options_of

LANGUAGES = [code for code, _name in settings.LANGUAGES]
_VALUE = {
    "oneOf": [
        {"type": "string", "maxLength": 400},
        {"type": "number"},
        {"type": "boolean"},
        {"type": "array", "items": {"type": "string", "maxLength": 40}, "maxItems": 50},
        {
            "type": "object",
            "properties": {"number": {"type": "string"}, "unit": {"type": "string"}},
            "required": ["number", "unit"],
            "additionalProperties": False,
        },
        {"type": "null"},
    ]
}


@extend_schema_field(_VALUE)
class AttributeField(serializers.Field[Any, Any, Any, Any]):
    """A number (of the attribute's unit, or with its own), choices' codes, a text, or yes and no; null takes it off."""

    default_error_messages = {
        "shape": "Send a number, a text, a boolean, a list of choices' codes, or {“number”, “unit”}."
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_null": True, **options})

    def to_internal_value(self, data: Any) -> Any:
        match data:
            case bool() | int() | float():
                return data if abs(data) < 10**15 else self.fail("shape")
            case str() if len(data) <= 400:
                return data
            case list() if len(data) <= 50 and all(isinstance(one, str) and len(one) <= 40 for one in data):
                return data
            case {"number": str(number), "unit": str(unit), **rest} if not rest and len(number) <= 40:
                return self._measure(number, unit)
        return self.fail("shape")

    def _measure(self, number: str, unit: str) -> Measure:
        try:
            found = Decimal(number)
        except ArithmeticError:
            self.fail("shape")
        if not found.is_finite() or abs(found) >= 10**12:
            self.fail("shape")
        return Measure(found, unit[:20])

    def to_representation(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return list(value) if isinstance(value, tuple) else value


class FlagsShown(serializers.Serializer[Any]):
    is_fragile = serializers.BooleanField()
    has_battery = serializers.BooleanField()
    is_liquid = serializers.BooleanField()
    is_food = serializers.BooleanField()
    is_dangerous = serializers.BooleanField()


class FlagsBody(Body):
    is_fragile = serializers.BooleanField(required=False)
    has_battery = serializers.BooleanField(required=False)
    is_liquid = serializers.BooleanField(required=False)
    is_food = serializers.BooleanField(required=False)
    is_dangerous = serializers.BooleanField(required=False)


class ComplianceShown(serializers.Serializer[Any]):
    """What the product states where the law of a destination asks for it."""

    responsible_person = serializers.CharField(allow_blank=True)
    un_number = serializers.CharField(allow_blank=True)
    packing_group = serializers.CharField(allow_blank=True)
    inner_quantity = serializers.DecimalField(max_digits=10, decimal_places=3, allow_null=True)
    inner_unit = serializers.CharField(allow_blank=True)
    battery_wh = serializers.DecimalField(max_digits=8, decimal_places=2, allow_null=True)
    minimum_age = serializers.IntegerField(allow_null=True)
    energy_class = serializers.CharField(allow_blank=True)
    warning = serializers.CharField(allow_blank=True)
    permits = serializers.DictField(child=serializers.CharField(), help_text="Kind → number of the document.")


class ComplianceBody(Body):
    """Parts of what the product states; what is left out stays. `permits` are replaced as a whole."""

    responsible_person = serializers.CharField(max_length=300, allow_blank=True, required=False)
    un_number = serializers.RegexField(r"^(\d{4})?$", allow_blank=True, required=False, help_text="Four digits.")
    packing_group = serializers.ChoiceField(choices=PACKING_GROUPS, allow_blank=True, required=False)
    inner_quantity = serializers.DecimalField(
        max_digits=10,
        decimal_places=3,
        allow_null=True,
        required=False,
        help_text="Of dangerous goods: the most that one inner packaging (bottle, can) holds.",
    )
    inner_unit = serializers.ChoiceField(choices=INNER_UNITS, allow_blank=True, required=False)
    battery_wh = serializers.DecimalField(max_digits=8, decimal_places=2, allow_null=True, required=False)
    minimum_age = serializers.IntegerField(min_value=1, max_value=25, allow_null=True, required=False)
    energy_class = serializers.ChoiceField(choices=ENERGY_CLASSES, allow_blank=True, required=False)
    warning = serializers.CharField(max_length=400, allow_blank=True, required=False)
    permits = serializers.DictField(
        child=serializers.CharField(max_length=80, allow_blank=True),
        required=False,
        help_text="cites, health, dual_use or notification → number of the document.",
    )


class TextShown(serializers.Serializer[Any]):
    """What a product is called and how it is told in one language."""

    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    slug = serializers.CharField(help_text="The last part of its address in the shop.")
    status = serializers.ChoiceField(choices=TextStatus.choices)


class TextBody(Body):
    """Parts of a text; what is left out stays, an empty slug is made of the title."""

    title = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(max_length=20_000, allow_blank=True, required=False)
    slug = serializers.CharField(max_length=120, allow_blank=True, required=False)
    status = serializers.ChoiceField(choices=TextStatus.choices, required=False)


class ProblemShown(serializers.Serializer[Any]):
    """One thing that keeps a product from being published."""

    code = serializers.CharField()
    field = serializers.CharField()
    message = serializers.CharField()


class ProductRowShown(serializers.Serializer[Any]):
    """A product as a line of a list."""

    id = serializers.UUIDField(source="product_id")
    code = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=ProductStatus.choices)
    category = serializers.CharField(source="category_code")
    variant_count = serializers.IntegerField()
    first_sku = serializers.CharField(allow_blank=True)
    lowest_price = MoneyField(allow_null=True)
    updated_at = serializers.DateTimeField()


class ProductShown(serializers.Serializer[Any]):
    """A whole product. Its version is the ETag."""

    id = serializers.UUIDField(source="product_id")
    code = serializers.CharField()
    version = serializers.IntegerField()
    status = serializers.ChoiceField(choices=ProductStatus.choices)
    default_language = serializers.CharField()
    category = serializers.CharField(source="category_code")
    hs_code = serializers.CharField(allow_blank=True)
    origin = serializers.CharField(allow_blank=True)
    brand = serializers.CharField(allow_blank=True)
    material = serializers.CharField(allow_blank=True)
    customs_description = serializers.CharField(allow_blank=True)
    flags = FlagsShown()
    compliance = ComplianceShown()
    texts = serializers.DictField(child=TextShown(), help_text="Language → text.")
    attributes = serializers.DictField(child=AttributeField(), help_text="Code → value; numbers in its own unit.")
    options = OptionShown(many=True)
    variants = VariantShown(many=True)
    media = MediaShown(many=True)
    problems = ProblemShown(many=True, help_text="What keeps it from being published.")
    updated_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)


class ProductEdit(Body):
    """Parts of a product; what is left out stays.

    Languages, attributes and variants that are not named stay too; a null takes an
    attribute off. `options` are replaced as a whole.
    """

    category = serializers.CharField(max_length=80, required=False)
    default_language = serializers.ChoiceField(choices=LANGUAGES, required=False)
    hs_code = serializers.CharField(max_length=10, allow_blank=True, required=False)
    origin = serializers.CharField(max_length=2, allow_blank=True, required=False)
    brand = serializers.CharField(max_length=80, allow_blank=True, required=False)
    material = serializers.CharField(max_length=200, allow_blank=True, required=False)
    customs_description = serializers.CharField(max_length=200, allow_blank=True, required=False)
    flags = FlagsBody(required=False)
    compliance = ComplianceBody(required=False)
    texts = serializers.DictField(child=TextBody(), required=False)
    attributes = serializers.DictField(child=AttributeField(), required=False)
    options = serializers.ListField(child=OptionBody(), max_length=3, required=False)
    variants = serializers.ListField(child=VariantBody(), max_length=250, required=False)

    def validate_texts(self, value: dict[str, Any]) -> dict[str, Any]:
        unknown = [language for language in value if language not in LANGUAGES]
        if unknown:
            raise serializers.ValidationError(
                {language: ["This is no language of the marketplace."] for language in unknown}
            )
        return value


class ProductBody(ProductEdit):
    """A new product. A key is made of the title where none is sent."""

    code = serializers.CharField(max_length=80, required=False)
    category = serializers.CharField(max_length=80)
    texts = serializers.DictField(child=TextBody(), allow_empty=False)


class BulkBody(Body):
    """What is to happen to several products."""

    action = serializers.ChoiceField(choices=["publish", "unpublish", "archive"])
    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=200)


class BulkRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    done = serializers.BooleanField()
    code = serializers.CharField(allow_blank=True, help_text="Why not, as a problem's code.")
    message = serializers.CharField(allow_blank=True)


class BulkShown(serializers.Serializer[Any]):
    results = BulkRow(many=True)


def as_shown(product: ProductSnapshot, path: Any = str) -> dict[str, Any]:
    """A product as ProductShown is given it; `path` names fields in the words of the API."""
    parts = {field.name: getattr(product, field.name) for field in fields(product)}
    return {
        **parts,
        "attributes": {one.code: one.value for one in product.attributes},
        "problems": [
            {"code": one.code, "field": path(one.field), "message": str(one)}
            for one in selectors.publishing_problems(product)
        ],
    }


def changes_of(given: Mapping[str, Any], product: ProductSnapshot | None) -> ProductChanges:
    """The parts of a product that were sent, in the catalogue's words, merged into what is stored."""
    stored = selectors.as_draft(product) if product else ProductDraft(code="", category="", texts={})
    changes: dict[str, Any] = {name: value for name, value in given.items() if name not in _MERGED}
    if "flags" in given:
        changes["flags"] = replace(stored.flags, **given["flags"]) if product else Flags(**given["flags"])
    if "compliance" in given:
        changes["compliance"] = replace(stored.compliance, **given["compliance"])
    if "texts" in given:
        changes["texts"] = {**stored.texts, **_texts_of(given["texts"], stored)}
    if "attributes" in given:
        merged = {**stored.attributes, **given["attributes"]}
        changes["attributes"] = {code: value for code, value in merged.items() if value is not None}
    if "options" in given:
        changes["options"] = options_of(given["options"])
    if "variants" in given:
        known = {variant.sku: variant for variant in stored.variants}
        changes["variants"] = tuple(merged_variant(one["sku"], known.get(one["sku"]), one) for one in given["variants"])
    return cast(ProductChanges, changes)


def _texts_of(given: Mapping[str, Any], stored: ProductDraft) -> dict[str, ProductText]:
    found = {
        language: replace(stored.texts.get(language, ProductText("")), **parts) for language, parts in given.items()
    }
    untitled = [language for language, text in found.items() if not text.title.strip()]
    if untitled:
        raise serializers.ValidationError(
            {"texts": {language: {"title": ["Give the product a title in this language."]} for language in untitled}}
        )
    return found


_MERGED = frozenset({"code", "flags", "compliance", "texts", "attributes", "options", "variants"})
