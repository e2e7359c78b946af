"""Catalog · what an uploaded sheet would do to the catalogue, without doing it · vendor's schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.reference import selectors as reference
from apps.reference.types import UnitInfo
from apps.taxonomy import selectors as taxonomy
from apps.taxonomy.errors import CategoryUnknown

from ..errors import Unusable
from ..models import ProductTranslation, Variant
from ..rules import drafts as draft_rules
from ..rules import imports as import_rules
from ..rules import publishing
from ..rules.sheets import building, reading
from ..types import (
    Finding,
    ImportPlan,
    PlannedProduct,
    ProductDraft,
    ProductSnapshot,
    ProductStatus,
    Surroundings,
    Verdict,
)
from .snapshots import snapshots_by_code

Progress = Callable[[int, int], None]
_STEP = 500


def import_plan(
    data: bytes, *, languages: Sequence[str], around: Surroundings, at: datetime, progress: Progress | None = None
) -> ImportPlan:
    """Read the sheet and compare it with the catalogue; about a dozen queries whatever its length.

    `progress` is told (products done, products in all) now and then.

    Raises:
        ImportRefused: the file as a whole cannot be read.
    """
    sheet = reading.read(data, languages=languages, warehouses=around.warehouses)
    groups = _by_product(sheet)
    stored = snapshots_by_code(list(groups))
    categories, units = _Categories(), reference.units()
    built: list[building.Built] = []
    for code, rows in groups.items():
        if progress and len(built) % _STEP == 0:
            progress(len(built), len(groups))
        snapshot = stored.get(code)
        base = draft_rules.draft_of(snapshot) if snapshot else None
        product = building.build(code, rows, sheet, base=base, attributes_of=categories.of, around=around, units=units)
        built.append(product)
        if not product.findings:
            _settle(product, base, categories, units)
    _check_between(built)
    _check_owners(built)
    planned = [_judged(product, stored.get(product.code), categories, around, at) for product in built]
    findings = sorted((finding for product in built for finding in product.findings), key=lambda f: (f.row, f.column))
    return ImportPlan(len(sheet.rows), tuple(planned), tuple(findings))


class _Categories:
    """Attributes by category, asked of the taxonomy once each."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Any] | None] = {}

    def of(self, code: str) -> dict[str, Any] | None:
        if code not in self._known:
            try:
                found = taxonomy.attributes_of(code) if code else None
            except CategoryUnknown:
                found = None
            exact = found is not None and taxonomy.category(code, "en").code == code
            self._known[code] = {info.code: info for info in found or ()} if exact else None
        return self._known[code]

    def required(self, code: str) -> dict[str, str]:
        known = self.of(code) or {}
        return {key: info.names.get("en", key) for key, info in known.items() if info.is_required}


def _by_product(sheet: reading.Sheet) -> dict[str, list[reading.Row]]:
    index = next(i for i, column in enumerate(sheet.columns) if column.name == "product")
    groups: dict[str, list[reading.Row]] = {}
    for row in sheet.rows:
        groups.setdefault(row.cells[index] if index < len(row.cells) else "", []).append(row)
    return groups


def _settle(
    product: building.Built, base: ProductDraft | None, categories: _Categories, units: Mapping[str, UnitInfo]
) -> None:
    """Hold the draft against the rules of storing it; what they refuse is traced back to its cell."""
    assert product.draft is not None
    attributes = categories.of(product.draft.category) or {}
    try:
        product.draft = draft_rules.settled(product.draft, base, attributes=attributes.values(), units=units)
    except Unusable as error:
        row, column = _place(error.field or "", product)
        product.findings.append(
            Finding(row, column, "", error.text(), _("Correct the cell, or the product's other rows."))
        )


def _place(field: str, product: building.Built) -> tuple[int, str]:
    """The row and column that a field of the draft came from."""
    if field.startswith("variant-"):
        sku = next((sku for sku in product.sku_rows if field.startswith(f"variant-{sku}-")), "")
        return product.sku_rows.get(sku, product.rows[0]), field.removeprefix(f"variant-{sku}-")
    if field.startswith("text-"):
        language, _dash, part = field.removeprefix("text-").rpartition("-")
        return product.rows[0], f"{part}.{language}"
    if field.startswith(("attribute-", "option-")):
        prefix, _dash, code = field.partition("-")
        return product.rows[0], f"{prefix}.{code}"
    return product.rows[0], {"code": "product", "options": "product", "variants": "sku"}.get(field, field)


def _check_between(built: Sequence[building.Built]) -> None:
    """What must be unique in the sheet: SKUs, GTINs and addresses across products."""
    seen: dict[tuple[str, str], tuple[str, int]] = {}
    for product in built:
        for column, value, row in _unique_cells(product):
            code, other = seen.setdefault((column, value), (product.code, row))
            if code != product.code:
                product.findings.append(
                    Finding(
                        row,
                        column,
                        value,
                        _("Row %(row)s, of another product, has the same.") % {"row": other},
                        _("Keep it in one of the two."),
                    )
                )


def _unique_cells(product: building.Built) -> Iterable[tuple[str, str, int]]:
    for sku, row in product.sku_rows.items():
        yield "sku", sku, row
    if product.draft is None:
        return
    for variant in product.draft.variants:
        if variant.gtin:
            yield "gtin", variant.gtin, product.sku_rows.get(variant.sku, product.rows[0])
    for language, text in product.draft.texts.items():
        if text.slug:
            yield f"slug.{language}", text.slug, product.rows[0]


def _check_owners(built: Sequence[building.Built]) -> None:
    """What the sheet may not take: SKUs, GTINs and addresses of products it does not name."""
    cells = [(product, *cell) for product in built for cell in _unique_cells(product)]
    owners: dict[tuple[str, str], str] = {}
    skus = [value for _product, column, value, _row in cells if column == "sku"]
    gtins = [value for _product, column, value, _row in cells if column == "gtin"]
    slugs = [value for _product, column, value, _row in cells if column.startswith("slug.")]
    for sku, code in Variant.objects.filter(sku__in=skus).values_list("sku", "product__code"):
        owners["sku", sku] = code
    for gtin, code in Variant.objects.filter(gtin__in=gtins).values_list("gtin", "product__code"):
        owners["gtin", gtin] = code
    rows = ProductTranslation.objects.filter(slug__in=slugs).values_list("language", "slug", "product__code")
    for language, slug, code in rows:
        owners[f"slug.{language}", slug] = code
    for product, column, value, row in cells:
        owner = owners.get((column, value), product.code)
        if owner != product.code:
            product.findings.append(
                Finding(
                    row,
                    column,
                    value,
                    _("The product “%(product)s” has this already.") % {"product": owner},
                    _("Use another one, or correct the product key of this row."),
                )
            )


def _judged(
    product: building.Built,
    stored: ProductSnapshot | None,
    categories: _Categories,
    around: Surroundings,
    at: datetime,
) -> PlannedProduct:
    status = product.status or (stored.status if stored else ProductStatus.DRAFT)
    if not product.findings and product.draft is not None and status == ProductStatus.PUBLISHED:
        _check_publishable(product, product.draft, stored, categories, at)
    return PlannedProduct(
        code=product.code,
        verdict=_verdict(product, stored, status, around),
        rows=product.rows,
        draft=None if product.findings else product.draft,
        status=status,
        shelves=product.shelves,
    )


def _check_publishable(
    product: building.Built,
    draft: ProductDraft,
    stored: ProductSnapshot | None,
    categories: _Categories,
    at: datetime,
) -> None:
    standing = import_rules.as_it_would_stand(draft, stored=stored, status=ProductStatus.PUBLISHED, at=at)
    for problem in publishing.problems(standing, categories.required(draft.category)):
        row, column = _place(problem.field, product)
        product.findings.append(Finding(row, column, "", str(problem), _("Fill it in, or leave the product a draft.")))


def _verdict(product: building.Built, stored: ProductSnapshot | None, status: str, around: Surroundings) -> Verdict:
    if product.findings or product.draft is None:
        return Verdict.FAULTY
    if stored is None:
        return Verdict.NEW
    variants = {variant.sku: variant.variant_id for variant in stored.variants}
    same = (
        _with_stored_slugs(product.draft, stored) == draft_rules.draft_of(stored)
        and status == stored.status
        and not import_rules.shelves_differ(product.shelves, variants, around)
    )
    return Verdict.UNCHANGED if same else Verdict.CHANGED


def _with_stored_slugs(draft: ProductDraft, stored: ProductSnapshot) -> ProductDraft:
    texts: Mapping[str, Any] = stored.texts
    return replace(
        draft,
        texts={
            language: replace(text, slug=text.slug or (texts[language].slug if language in texts else ""))
            for language, text in draft.texts.items()
        },
    )
