"""Catalog · the columns of a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.common.errors import TranslatableText

# Columns that say something of the product; further rows of the same product may leave them empty.
PRODUCT = ("product", "status", "category", "main_language", "brand", "hs_code", "origin", "material",
           "customs_description", "fragile", "battery", "liquid", "food", "dangerous", "un_number", "packing_group",
           "inner_quantity", "inner_unit", "battery_wh", "minimum_age", "energy_class", "warning",
           "responsible_person", "permits")  # fmt: skip
VARIANT = ("sku", "gtin", "on_sale", "weight_g", "length_mm", "width_mm", "height_mm", "variant_hs_code",
           "variant_origin", "moq", "pack_size", "currency", "price", "tiers", "wholesale_tiers")  # fmt: skip
PREFIXES = ("title", "description", "slug", "attribute", "option", "stock")
REQUIRED = ("product", "sku")
FLAGS = {"fragile": "is_fragile", "battery": "has_battery", "liquid": "is_liquid", "food": "is_food",
         "dangerous": "is_dangerous"}  # fmt: skip
STATED = ("un_number", "packing_group", "inner_unit", "energy_class", "warning", "responsible_person")
_OF_VARIANT = frozenset({"option", "stock"})


class CellProblem(Exception):
    """A cell that cannot be read: the problem and the remedy, translatable."""

    def __init__(self, problem: TranslatableText, remedy: TranslatableText) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True)
class Column:
    """A column of the sheet at hand: `title.de` has the prefix `title` and the key `de`."""

    name: str
    prefix: str = ""
    key: str = ""

    @property
    def is_of_product(self) -> bool:
        """Whether the cell says something of the product rather than of the variant."""
        return self.prefix not in _OF_VARIANT if self.prefix else self.name in PRODUCT


def recognised(header: str) -> Column | None:
    """The column that a header names; None where there is no such column."""
    name = header.strip().lower()
    if name in PRODUCT or name in VARIANT:
        return Column(name)
    prefix, dot, key = header.strip().partition(".")
    prefix, key = prefix.lower(), key.strip()
    if not dot or not key or prefix not in PREFIXES:
        return None
    key = key if prefix == "stock" else key.lower()
    return Column(f"{prefix}.{key}", prefix, key)


def headers(
    *,
    languages: Sequence[str],
    attributes: Iterable[str],
    options: Iterable[str],
    warehouses: Iterable[str],
) -> tuple[str, ...]:
    """The header row of an export, in the order in which people read it."""
    return (
        *PRODUCT,
        *(f"{prefix}.{language}" for language in languages for prefix in ("title", "description", "slug")),
        *(f"attribute.{code}" for code in attributes),
        *(f"option.{code}" for code in options),
        *VARIANT,
        *(f"stock.{code}" for code in warehouses),
    )
