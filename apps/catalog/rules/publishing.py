"""Catalog · what a product needs before it can be shown to buyers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from ..types import Problem, ProductSnapshot, TextStatus, VariantSnapshot, VariantStatus


def problems(product: ProductSnapshot, required: Mapping[str, str]) -> tuple[Problem, ...]:
    """All that is missing, in the order of the editor; empty where the product can be published.

    `required` maps the codes of the category's required attributes to their names.
    """
    return (
        *_text_problems(product),
        *_attribute_problems(product, required),
        *_customs_problems(product),
        *_variant_problems(product),
        *_picture_problems(product),
    )


def _text_problems(product: ProductSnapshot) -> Iterator[Problem]:
    language = product.default_language
    text = product.texts.get(language)
    if text is None or not text.title.strip():
        yield Problem("title", f"text-{language}-title", _("It has no title in its main language."))
    elif text.status != TextStatus.READY:
        yield Problem("text_draft", f"text-{language}-status", _("The text in its main language is still a draft."))


def _attribute_problems(product: ProductSnapshot, required: Mapping[str, str]) -> Iterator[Problem]:
    stated = {attribute.code for attribute in product.attributes}
    for code, name in required.items():
        if code not in stated:
            yield Problem(
                "attribute",
                f"attribute-{code}",
                _("“%(attribute)s” is required in its category."),
                {"attribute": name},
            )


def _customs_problems(product: ProductSnapshot) -> Iterator[Problem]:
    active = [variant for variant in product.variants if variant.status == VariantStatus.ACTIVE]
    if not product.hs_code and not (active and all(variant.hs_code for variant in active)):
        yield Problem("hs_code", "hs_code", _("It has no HS code, so no duty can be quoted."))
    if not product.origin and not (active and all(variant.origin for variant in active)):
        yield Problem("origin", "origin", _("It has no country of origin."))


def _variant_problems(product: ProductSnapshot) -> Iterator[Problem]:
    active = [variant for variant in product.variants if variant.status == VariantStatus.ACTIVE]
    if not active:
        yield Problem("variants", "variants", _("It has no variant on sale. Add one with a SKU."))
    for variant in active:
        yield from _one_variant(variant, option_codes={option.code for option in product.options})


def _one_variant(variant: VariantSnapshot, *, option_codes: set[str]) -> Iterator[Problem]:
    data = {"sku": variant.sku}
    if not variant.prices:
        yield Problem("price", f"variant-{variant.sku}-price", _("%(sku)s has no price."), data)
    if variant.weight_g <= 0:
        yield Problem("weight", f"variant-{variant.sku}-weight_g", _("%(sku)s has no weight."), data)
    if min(variant.length_mm, variant.width_mm, variant.height_mm) <= 0:
        yield Problem("size", f"variant-{variant.sku}-length_mm", _("%(sku)s lacks its packed size."), data)
    if set(variant.options) != option_codes:
        yield Problem("options", f"variant-{variant.sku}-options", _("%(sku)s does not say all its options."), data)


def _picture_problems(product: ProductSnapshot) -> Iterator[Problem]:
    for number, media in enumerate(product.media, start=1):
        if not media.alt.get(product.default_language, "").strip():
            yield Problem(
                "alt",
                f"picture-{media.media_id}-alt",
                _("Picture %(number)s has no description."),
                {"number": number},
            )
