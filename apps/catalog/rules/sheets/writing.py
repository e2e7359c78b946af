"""Catalog · from stored products to the rows of a sheet, which read back change nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from apps.common.spreadsheets import as_text

from ...types import Finding, PriceKind, ProductSnapshot, Surroundings, Tier, VariantSnapshot, VariantStatus
from . import cells
from .columns import FLAGS, STATED, headers


def sheet_of(products: Sequence[ProductSnapshot], *, languages: Sequence[str], around: Surroundings) -> str:
    """The products as CSV with a header row; one row for each variant."""
    names = headers(
        languages=languages,
        attributes=sorted({attribute.code for product in products for attribute in product.attributes}),
        options=dict.fromkeys(option.code for product in products for option in product.options),
        warehouses=around.warehouses,
    )
    rows = (_row(product, variant, around) for product in products for variant in product.variants)
    return csv_text([names, *([row.get(name, "") for name in names] for row in rows)])


def csv_text(lines: Iterable[Sequence[object]]) -> str:
    """Lines as CSV with a byte-order mark, by which spreadsheet programs know UTF-8.

    Cells that a spreadsheet would run as a formula are not altered here: the file is
    for reading back. See `findings_of` for a file that is for people.
    """
    buffer = io.StringIO()
    buffer.write("\ufeff")
    csv.writer(buffer, lineterminator="\r\n").writerows(lines)
    return buffer.getvalue()


def findings_of(findings: Iterable[Finding], *, header: Sequence[str]) -> str:
    """What is wrong, cell by cell, as CSV. A value that begins like a formula gets an apostrophe before it."""
    lines = (
        (finding.row, finding.column, as_text(finding.value), str(finding.problem), str(finding.remedy))
        for finding in findings
    )
    return csv_text([header, *lines])


def _row(product: ProductSnapshot, variant: VariantSnapshot, around: Surroundings) -> dict[str, str]:
    row = {
        "product": product.code,
        "status": product.status,
        "category": product.category_code,
        "main_language": product.default_language,
        "brand": product.brand,
        "hs_code": product.hs_code,
        "origin": product.origin,
        "material": product.material,
        "customs_description": product.customs_description,
    }
    row |= {name: cells.yes_or_no_text(getattr(product.flags, flag)) for name, flag in FLAGS.items()}
    stated = product.compliance
    row |= {name: getattr(stated, name) for name in STATED}
    row["inner_quantity"] = cells.number_text(stated.inner_quantity) if stated.inner_quantity is not None else ""
    row["battery_wh"] = cells.number_text(stated.battery_wh) if stated.battery_wh is not None else ""
    row["minimum_age"] = str(stated.minimum_age or "")
    row["permits"] = " | ".join(f"{kind}={number}" for kind, number in sorted(stated.permits.items()))
    for language, text in product.texts.items():
        row |= {f"title.{language}": text.title, f"description.{language}": text.description,
                f"slug.{language}": text.slug}  # fmt: skip
    row |= {f"attribute.{attribute.code}": _value(attribute.value) for attribute in product.attributes}
    return {**row, **_variant_cells(variant, around)}


def _variant_cells(variant: VariantSnapshot, around: Surroundings) -> dict[str, str]:
    cells_of_variant = {
        "sku": variant.sku,
        "gtin": variant.gtin,
        "on_sale": cells.yes_or_no_text(variant.status == VariantStatus.ACTIVE),
        "variant_hs_code": variant.own_hs_code,
        "variant_origin": variant.own_origin,
        "currency": around.currency,
    }
    for name in ("weight_g", "length_mm", "width_mm", "height_mm", "moq", "pack_size"):
        cells_of_variant[name] = str(getattr(variant, name))
    cells_of_variant |= _price_cells(variant.prices, around.currency)
    cells_of_variant |= {f"option.{option}": value for option, value in variant.options.items()}
    levels: Mapping[str, int] = around.levels.get(variant.variant_id, {})
    return {**cells_of_variant, **{f"stock.{code}": str(levels.get(code, 0)) for code in around.warehouses}}


def _price_cells(prices: Sequence[Tier], currency: str) -> dict[str, str]:
    own = [tier for tier in prices if tier.price.currency.code == currency]
    retail = [tier for tier in own if tier.kind == PriceKind.RETAIL]
    return {
        "price": next((cells.number_text(tier.price.amount) for tier in retail if tier.min_quantity == 1), ""),
        "tiers": cells.tiers_text(tier for tier in retail if tier.min_quantity > 1),
        "wholesale_tiers": cells.tiers_text(tier for tier in own if tier.kind == PriceKind.WHOLESALE),
    }


def _value(value: object) -> str:
    if isinstance(value, bool):
        return cells.yes_or_no_text(value)
    if isinstance(value, Decimal):
        return cells.number_text(value)
    return "|".join(value) if isinstance(value, tuple) else str(value or "")
