"""Taxonomy · reads, remembered in the process for a minute · public schema."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Hashable, Iterator
from typing import Any, TypeVar

from . import rules
from .errors import CategoryUnknown
from .models import Category, CategoryAttribute, Synonym
from .types import AttributeInfo, AttributeKind, CategoryNode

_SECONDS = 60
_known: dict[Hashable, tuple[float, Any]] = {}
T = TypeVar("T")


def tree(language: str) -> tuple[CategoryNode, ...]:
    """The categories at the root with all below them, in `language` (else in English)."""
    return _remembered(("tree", language), lambda: rules.grown(_category_rows(), language))


def category(slug_or_code: str, language: str) -> CategoryNode:
    """The category with this code, or with this slug in `language` or any other language.

    Raises:
        CategoryUnknown: there is none.
    """
    found = _index(language).get(slug_or_code)
    if found is None:
        raise CategoryUnknown(category=slug_or_code)
    return found


def attributes_of(category_code: str) -> tuple[AttributeInfo, ...]:
    """The attributes of a category: its own, then those it has from the categories above it.

    Raises:
        CategoryUnknown: there is no such category.
    """
    path = category(category_code, rules.FALLBACK_LANGUAGE).path
    members = _remembered("members", _members)
    found: dict[str, AttributeInfo] = {}
    for code in reversed(path):
        for info in members.get(code, ()):
            found.setdefault(info.code, info)
    return tuple(found.values())


def attributes_among(category_codes: Collection[str]) -> dict[str, AttributeInfo]:
    """The attributes of those of these categories that are at the root or right below it, by code."""
    found: dict[str, AttributeInfo] = {}
    for root in tree(rules.FALLBACK_LANGUAGE):
        for node in (root, *root.children):
            if node.code in category_codes:
                found |= {info.code: info for info in attributes_of(node.code)}
    return found


def synonyms(language: str) -> tuple[tuple[str, ...], ...]:
    """Groups of words that find each other in a search in `language`."""

    def read() -> tuple[tuple[str, ...], ...]:
        rows = Synonym.objects.filter(language=language).values_list("words", flat=True)
        return tuple(tuple(words) for words in rows)

    return _remembered(("synonyms", language), read)


def forget() -> None:
    """Read again at the next call: after categories have changed in this process."""
    _known.clear()


def _remembered(key: Hashable, read: Callable[[], T]) -> T:
    until, value = _known.get(key, (0.0, None))
    if until <= time.monotonic():
        value = read()
        if value:
            _known[key] = (time.monotonic() + _SECONDS, value)
    return value


def _category_rows() -> list[dict[str, Any]]:
    fields = ("code", "parent_id", "path", "names", "slugs", "icon")
    return _remembered("rows", lambda: list(Category.objects.values(*fields)))


def _index(language: str) -> dict[str, CategoryNode]:
    """Nodes in `language` by code and by every language's slug; codes and the language's own slugs win."""

    def read() -> dict[str, CategoryNode]:
        nodes = {node.code: node for node in _walk(tree(language))}
        foreign = {slug: nodes[row["code"]] for row in _category_rows() for slug in row["slugs"].values()}
        return {**foreign, **{node.slug: node for node in nodes.values()}, **nodes}

    return _remembered(("index", language), read)


def _walk(nodes: tuple[CategoryNode, ...]) -> Iterator[CategoryNode]:
    for node in nodes:
        yield node
        yield from _walk(node.children)


def _members() -> dict[str, list[AttributeInfo]]:
    found: dict[str, list[AttributeInfo]] = {}
    for member in CategoryAttribute.objects.select_related("attribute"):
        attribute = member.attribute
        found.setdefault(member.category_id, []).append(
            AttributeInfo(
                code=attribute.code,
                kind=AttributeKind(attribute.kind),
                unit=attribute.unit_id,
                names=attribute.names,
                choices=attribute.choices,
                is_required=member.is_required,
                is_facet=attribute.is_facet,
                is_multiple=attribute.is_multiple,
                unit_names=attribute.unit_names,
            )
        )
    return found
