"""Taxonomy · from the shipped file to rows, and from rows to a tree · pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .types import CategoryNode

FALLBACK_LANGUAGE = "en"

# Icon names of the Lucide set, for the categories at the root.
ICONS = {
    "kitchen": "cooking-pot",
    "decor": "flower-2",
    "lighting": "lamp",
    "furniture": "armchair",
    "textiles": "bed-double",
    "food": "coffee",
    "fashion": "shirt",
    "leather": "briefcase",
    "jewellery": "gem",
    "beauty": "droplets",
    "stationery": "notebook-pen",
    "toys": "puzzle",
    "music": "music",
    "electronics": "headphones",
    "tools": "hammer",
    "outdoor": "tent",
}


def category_rows(categories: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows of the category table; parents come before their children."""
    paths: dict[str | None, list[str]] = {None: []}
    for category in categories:
        code, parent = category["code"], category["parent"]
        paths[code] = [*paths[parent], code]
        yield {
            "code": code,
            "parent_id": parent,
            "path": paths[code],
            "names": category["names"],
            "slugs": category["slugs"],
            "position": category["position"],
            "icon": ICONS.get(code, ""),
        }


def attribute_rows(
    attributes: Sequence[Mapping[str, Any]], units: Mapping[str, Mapping[str, str]]
) -> Iterator[dict[str, Any]]:
    """Rows of the attribute table; `units` maps a unit's code to its labels."""
    for attribute in attributes:
        yield {
            "code": attribute["code"],
            "kind": attribute["kind"],
            "unit_id": attribute["unit"],
            "unit_names": units.get(attribute["unit"], {}),
            "names": attribute["names"],
            "choices": {choice["code"]: choice["names"] for choice in attribute.get("choices", ())},
            "is_facet": attribute["facet"],
            "is_multiple": attribute["multiple"],
        }


def membership_rows(categories: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Which attributes a category has: the required ones first, then the others, each once."""
    for category in categories:
        required = category["required_attributes"]
        optional = [code for code in category["optional_attributes"] if code not in required]
        for position, code in enumerate([*required, *optional]):
            yield {
                "category_id": category["code"],
                "attribute_id": code,
                "is_required": code in required,
                "position": position,
            }


def in_language(texts: Mapping[str, str], language: str, default: str = "") -> str:
    """The text in `language`, else in English, else `default`."""
    return texts.get(language) or texts.get(FALLBACK_LANGUAGE) or default


def grown(rows: Sequence[Mapping[str, Any]], language: str) -> tuple[CategoryNode, ...]:
    """The roots of the tree that `rows` (sorted by position) describe, texts in `language`."""
    below: dict[str | None, list[Mapping[str, Any]]] = {}
    for row in rows:
        below.setdefault(row["parent_id"], []).append(row)

    def nodes(parent: str | None, icon: str) -> tuple[CategoryNode, ...]:
        return tuple(
            CategoryNode(
                code=row["code"],
                name=in_language(row["names"], language, row["code"]),
                slug=in_language(row["slugs"], language, row["code"]),
                path=tuple(row["path"]),
                children=nodes(row["code"], row["icon"] or icon),
                icon=row["icon"] or icon,
            )
            for row in below.get(parent, ())
        )

    return nodes(None, "")
