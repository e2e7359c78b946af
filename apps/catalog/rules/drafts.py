"""Catalog · what a product draft must be before it is stored, and how a stored product reads as a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..errors import Unusable
from ..types import (
    AttributeInput,
    Option,
    ProductDraft,
    ProductSnapshot,
    ProductText,
    VariantDraft,
    VariantSnapshot,
    VariantStatus,
)
from . import codes, compliance, pricing
from .attributes import AttributeLike, UnitLike, read

MAX_WEIGHT_G = 1_000_000
MAX_SIZE_MM = 12_000
MAX_VARIANTS = 250
MAX_OPTIONS = 3


def options_key(options: Mapping[str, str]) -> str:
    """A combination of options as one text, the same for the same combination."""
    return ";".join(f"{option}={value}" for option, value in sorted(options.items()))


def draft_of(product: ProductSnapshot) -> ProductDraft:
    """The stored product as a draft; saved unchanged it changes nothing."""
    return ProductDraft(
        code=product.code,
        category=product.category_code,
        texts=dict(product.texts),
        default_language=product.default_language,
        hs_code=product.hs_code,
        origin=product.origin,
        brand=product.brand,
        material=product.material,
        customs_description=product.customs_description,
        flags=product.flags,
        compliance=product.compliance,
        attributes={attribute.code: _stored_value(attribute.value) for attribute in product.attributes},
        options=product.options,
        variants=tuple(variant_draft_of(variant) for variant in product.variants),
    )


def variant_draft_of(variant: VariantSnapshot) -> VariantDraft:
    """The stored variant as a draft."""
    return VariantDraft(
        sku=variant.sku,
        weight_g=variant.weight_g,
        length_mm=variant.length_mm,
        width_mm=variant.width_mm,
        height_mm=variant.height_mm,
        prices=pricing.ordered(variant.prices),
        options=dict(variant.options),
        gtin=variant.gtin,
        hs_code=variant.own_hs_code,
        origin=variant.own_origin,
        moq=variant.moq,
        pack_size=variant.pack_size,
        status=variant.status,
    )


def settled(
    draft: ProductDraft,
    current: ProductDraft | None,
    *,
    attributes: Iterable[AttributeLike],
    units: Mapping[str, UnitLike],
) -> ProductDraft:
    """The draft in the one form that is stored, checked; comparable with `draft_of`.

    Variants that `current` has and the draft leaves out are kept. Slugs may still be empty.

    Raises:
        Unusable: naming the first field that cannot be stored, and the remedy.
    """
    mentioned = {variant.sku for variant in draft.variants}
    kept = tuple(variant for variant in (current.variants if current else ()) if variant.sku not in mentioned)
    settled_draft = replace(
        draft,
        texts={language: _settled_text(language, text) for language, text in draft.texts.items() if text.title.strip()},
        brand=draft.brand.strip(),
        material=draft.material.strip(),
        customs_description=draft.customs_description.strip(),
        compliance=compliance.settled(draft.compliance),
        attributes=_settled_attributes(draft.attributes, attributes, units),
        options=tuple(draft.options),
        variants=tuple(
            replace(variant, prices=pricing.ordered(variant.prices), options=dict(variant.options))
            for variant in (*draft.variants, *kept)
        ),
    )
    _check(settled_draft)
    return settled_draft


def _stored_value(value: object) -> AttributeInput:
    return value  # type: ignore[return-value]


def _settled_text(language: str, text: ProductText) -> ProductText:
    title = " ".join(text.title.split())
    slug = text.slug.strip()
    _require(len(title) <= 200, f"text-{language}-title", _("A title has at most 200 characters."))
    _require(
        len(text.description) <= 20_000,
        f"text-{language}-description",
        _("A description has at most 20,000 characters."),
    )
    _require(
        not slug or codes.is_slug(slug),
        f"text-{language}-slug",
        _("An address has small letters, digits and single hyphens only."),
    )
    return replace(text, title=title, slug=slug, description=text.description.replace("\r\n", "\n").strip())


def _settled_attributes(
    given: Mapping[str, AttributeInput], attributes: Iterable[AttributeLike], units: Mapping[str, UnitLike]
) -> dict[str, AttributeInput]:
    known = {attribute.code: attribute for attribute in attributes}
    for code in given:
        _require(code in known, f"attribute-{code}", _("Products of this category have no such attribute."))
    return {code: _stored_value(read(value, known[code], units).value) for code, value in given.items()}


def _check(draft: ProductDraft) -> None:
    _require(
        codes.is_code(draft.code),
        "code",
        _("A product key has small Latin letters, digits, points, hyphens and underscores, at most 80."),
    )
    _require(
        draft.default_language in draft.texts,
        f"text-{draft.default_language}-title",
        _("Give the product a title in its main language."),
    )
    _check_customs(draft.hs_code, draft.origin, prefix="")
    _require(len(draft.brand) <= 80, "brand", _("A brand has at most 80 characters."))
    _require(len(draft.material) <= 200, "material", _("A material has at most 200 characters."))
    _require(
        len(draft.customs_description) <= 200,
        "customs_description",
        _("A description for customs has at most 200 characters."),
    )
    _check_options(draft.options)
    _check_variants(draft)


def _check_customs(hs_code: str, origin: str, *, prefix: str) -> None:
    _require(
        not hs_code or codes.is_hs_code(hs_code),
        f"{prefix}hs_code",
        _("An HS code has 6, 8 or 10 digits and no points."),
    )
    _require(
        not origin or codes.is_country(origin),
        f"{prefix}origin",
        _("Use the country's two-letter code in capitals, as in DE or CN."),
    )


def _check_options(options: tuple[Option, ...]) -> None:
    _require(len(options) <= MAX_OPTIONS, "options", _("A product has at most three options."))
    _require(len({o.code for o in options}) == len(options), "options", _("Two options have the same key."))
    for option in options:
        values = [value.code for value in option.values]
        _require(bool(values), f"option-{option.code}", _("An option needs at least one value."))
        _require(len(set(values)) == len(values), f"option-{option.code}", _("Two values have the same key."))
        _require(
            all(codes.is_code(code) and len(code) <= 40 for code in (option.code, *values)),
            f"option-{option.code}",
            _("Keys of options have small Latin letters, digits and hyphens, at most 40."),
        )


def _check_variants(draft: ProductDraft) -> None:
    _require(len(draft.variants) <= MAX_VARIANTS, "variants", _("A product has at most 250 variants."))
    values = {option.code: {value.code for value in option.values} for option in draft.options}
    seen_skus: set[str] = set()
    seen_keys: set[str] = set()
    for variant in draft.variants:
        prefix = f"variant-{variant.sku}-"
        _require(variant.sku not in seen_skus, f"{prefix}sku", _("Two variants have this SKU."))
        seen_skus.add(variant.sku)
        _check_variant(variant, prefix=prefix)
        if variant.status != VariantStatus.ACTIVE:
            continue
        for option, value in variant.options.items():
            _require(
                value in values.get(option, set()),
                f"{prefix}options",
                _("This option or value is not defined."),
            )
        key = options_key(variant.options)
        _require(key not in seen_keys, f"{prefix}options", _("Another variant has the same options."))
        seen_keys.add(key)


def _check_variant(variant: VariantDraft, *, prefix: str) -> None:
    _require(codes.is_sku(variant.sku), f"{prefix}sku", _("A SKU has 1 to 64 visible characters."))
    _require(
        not variant.gtin or codes.is_gtin(variant.gtin),
        f"{prefix}gtin",
        _("This is no GTIN: 8, 12, 13 or 14 digits, the last of which checks the others."),
    )
    _check_customs(variant.hs_code, variant.origin, prefix=prefix)
    _require(0 <= variant.weight_g <= MAX_WEIGHT_G, f"{prefix}weight_g", _("A weight is 0 to 1,000,000 grams."))
    for name in ("length_mm", "width_mm", "height_mm"):
        size: int = getattr(variant, name)
        _require(0 <= size <= MAX_SIZE_MM, f"{prefix}{name}", _("A size is 0 to 12,000 millimetres."))
    _require(1 <= variant.moq <= 1_000_000, f"{prefix}moq", _("The smallest order is at least 1 piece."))
    _require(1 <= variant.pack_size <= 1_000_000, f"{prefix}pack_size", _("A pack has at least 1 piece."))
    problem = pricing.problem(variant.prices)
    _require(problem is None, f"{prefix}price", problem or "")


def _require(condition: bool, field: str, problem: str | Promise) -> None:
    if not condition:
        raise Unusable(field=field, problem=problem)
