"""Catalog · addresses of products that no other product has · vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..errors import Taken
from ..models import ProductTranslation
from ..rules import codes
from ..types import ProductDraft, ProductText

Address = tuple[str, str]  # language, slug


def with_slugs(drafts: Sequence[ProductDraft], current: Mapping[str, ProductDraft]) -> list[ProductDraft]:
    """The drafts with every slug filled in: the stated one, the one it has, or one made of the title.

    A made slug that another product has gets the product's key appended.

    Raises:
        Taken: a stated slug belongs to another product.
    """
    wishes = [
        {language: _wish(draft, language, text, current.get(draft.code)) for language, text in draft.texts.items()}
        for draft in drafts
    ]
    owners = _owners(drafts, wishes)
    return [_settled(draft, wish, owners) for draft, wish in zip(drafts, wishes, strict=True)]


def _wish(draft: ProductDraft, language: str, text: ProductText, current: ProductDraft | None) -> str:
    before = current.texts.get(language) if current else None
    if text.slug:
        return text.slug
    if before is not None and before.title == text.title:
        return before.slug
    return codes.slug_for(text.title, language) or draft.code


def _owners(drafts: Sequence[ProductDraft], wishes: Sequence[Mapping[str, str]]) -> dict[Address, str]:
    wanted = {
        slug
        for draft, wish in zip(drafts, wishes, strict=True)
        for plain in wish.values()
        for slug in (plain, _longer(plain, draft.code))
    }
    rows = ProductTranslation.objects.filter(slug__in=wanted).values_list("language", "slug", "product__code")
    return {(language, slug): code for language, slug, code in rows}


def _settled(draft: ProductDraft, wish: Mapping[str, str], owners: dict[Address, str]) -> ProductDraft:
    texts = {}
    for language, text in draft.texts.items():
        slug = wish[language]
        if owners.get((language, slug), draft.code) != draft.code:
            if text.slug:
                raise Taken(field=f"text-{language}-slug", value=slug)
            slug = _longer(slug, draft.code)
            if owners.get((language, slug), draft.code) != draft.code:
                raise Taken(field=f"text-{language}-slug", value=slug)
        owners[language, slug] = draft.code
        texts[language] = replace(text, slug=slug)
    return replace(draft, texts=texts)


def _longer(slug: str, code: str) -> str:
    return f"{slug[: codes.SLUG_LENGTH - len(code) - 1]}-{code}"
