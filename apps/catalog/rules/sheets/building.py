"""Catalog · from the rows of one product to its draft, with all that is wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _
from moneyed import CURRENCIES

from ...errors import Unusable
from ...types import (
    AttributeInput,
    Compliance,
    Finding,
    Option,
    OptionChoice,
    PriceKind,
    ProductDraft,
    ProductText,
    Surroundings,
    Tier,
    VariantDraft,
    VariantStatus,
)
from .. import attributes as attribute_rules
from .. import codes, compliance, pricing
from . import cells
from .columns import FLAGS, STATED, CellProblem, Column
from .reading import Row, Sheet

T = TypeVar("T")
CategoryAttributes = Callable[[str], Mapping[str, attribute_rules.AttributeLike] | None]


@dataclass
class Built:
    """What the rows of one product say. `draft` is None where they cannot be read."""

    code: str
    rows: tuple[int, ...]
    draft: ProductDraft | None = None
    status: str | None = None
    shelves: dict[tuple[str, str], int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    sku_rows: dict[str, int] = field(default_factory=dict)


def build(
    code: str,
    rows: Sequence[Row],
    sheet: Sheet,
    *,
    base: ProductDraft | None,
    attributes_of: CategoryAttributes,
    around: Surroundings,
    units: Mapping[str, attribute_rules.UnitLike],
) -> Built:
    """The product that its rows describe, laid over `base`, what is stored of it.

    A column that the sheet lacks changes nothing; an empty cell empties what it
    names. `attributes_of` gives a category's attributes, or None for no category.
    """
    return _Builder(code, rows, sheet, base, attributes_of, around, units).built()


class _Builder:
    def __init__(
        self,
        code: str,
        rows: Sequence[Row],
        sheet: Sheet,
        base: ProductDraft | None,
        attributes_of: CategoryAttributes,
        around: Surroundings,
        units: Mapping[str, attribute_rules.UnitLike],
    ) -> None:
        self.result = Built(code, tuple(row.number for row in rows))
        self.rows, self.columns, self.comma = rows, sheet.columns, sheet.decimal_comma
        self.base, self.attributes_of, self.around = base, attributes_of, around
        self.units = units
        self.cells = [
            {
                column.name: row.cells[index] if index < len(row.cells) else ""
                for index, column in enumerate(self.columns)
            }
            for row in rows
        ]
        self.names = {column.name for column in self.columns}

    def built(self) -> Built:
        head = self._head()
        draft = self.base or ProductDraft(
            code=self.result.code, category="", texts={}, default_language=self.around.language
        )
        draft = self._product(draft, head)
        draft = replace(draft, options=self._options(draft))
        draft = replace(draft, variants=self._variants(draft))
        if "status" in self.names and head["status"]:
            self.result.status = self._read("status", head["status"], cells.status)
        self.result.draft = draft
        return self.result

    # --- the product -------------------------------------------------------------

    def _head(self) -> dict[str, str]:
        """The product's cells: those of its first row; later rows repeat them or leave them empty."""
        head = self.cells[0]
        for row, values in zip(self.rows[1:], self.cells[1:], strict=True):
            for column in self.columns:
                cell = values[column.name]
                if column.is_of_product and cell and cell != head[column.name]:
                    self._complain(
                        row.number,
                        column.name,
                        cell,
                        _("This differs from the first row of the same product."),
                        _("Say it once, in the first row, or alike in each."),
                    )
        return head

    def _product(self, draft: ProductDraft, head: Mapping[str, str]) -> ProductDraft:
        changes: dict[str, Any] = {}
        if "main_language" in self.names and head["main_language"]:
            changes["default_language"] = head["main_language"].lower()
        if "category" in self.names or self.base is None:
            changes["category"] = self._category(head.get("category", ""))
        for name in ("brand", "material", "customs_description"):
            if name in self.names:
                changes[name] = head[name]
        if "hs_code" in self.names:
            changes["hs_code"] = self._read("hs_code", head["hs_code"], cells.hs_code) or ""
        if "origin" in self.names:
            changes["origin"] = self._read("origin", head["origin"], cells.country) or ""
        flags = {
            attribute: self._read(name, head[name], cells.yes_or_no) or False
            for name, attribute in FLAGS.items()
            if name in self.names
        }
        changes["flags"] = replace(draft.flags, **flags) if flags else draft.flags
        changes["compliance"] = self._compliance(draft.compliance, head)
        draft = replace(draft, **changes)
        return replace(draft, texts=self._texts(draft, head), attributes=self._attributes(draft, head))

    def _compliance(self, stated: Compliance, head: Mapping[str, str]) -> Compliance:
        found: dict[str, Any] = {name: head[name] for name in STATED if name in self.names}
        for name, reader in (
            ("inner_quantity", lambda cell: cells.decimal(cell, comma=self.comma)),
            ("battery_wh", lambda cell: cells.decimal(cell, comma=self.comma)),
            ("minimum_age", lambda cell: cells.whole(cell, least=1, most=25)),
        ):
            if name in self.names:
                found[name] = self._read(name, head[name], reader) if head[name] else None
        if "permits" in self.names:
            found["permits"] = self._read("permits", head["permits"], cells.permits) or {}
        try:
            return compliance.settled(replace(stated, **found))
        except Unusable as error:
            column = "permits" if (error.field or "").startswith("permit-") else error.field or ""
            self._complain(
                self.rows[0].number, column, head.get(column, ""), error.data["problem"],
                _("Write it as the product's page asks for it."),
            )  # fmt: skip
            return stated

    def _category(self, cell: str) -> str:
        if self.attributes_of(cell) is None:
            self._complain(
                self.rows[0].number,
                "category",
                cell,
                _("There is no such category."),
                _("Use a category's code from the list below the upload."),
            )
            return self.base.category if self.base else ""
        return cell

    def _texts(self, draft: ProductDraft, head: Mapping[str, str]) -> dict[str, ProductText]:
        texts = dict(draft.texts)
        languages = dict.fromkeys(
            column.key for column in self.columns if column.prefix in {"title", "description", "slug"}
        )
        for language in languages:
            text = texts.get(language, ProductText(""))
            for part in ("title", "description"):
                name = f"{part}.{language}"
                if name in self.names:
                    text = replace(text, **{part: head[name].replace("\r\n", "\n")})
            if f"slug.{language}" in self.names:
                slug = self._read(f"slug.{language}", head[f"slug.{language}"], cells.slug) or ""
                text = replace(text, slug=slug or text.slug)
            if text.title:
                texts[language] = text
            elif text.description:
                self._complain(
                    self.rows[0].number,
                    f"title.{language}",
                    "",
                    _("There is a description without a title."),
                    _("Add the title in this language."),
                )
            else:
                texts.pop(language, None)
        if not texts.get(draft.default_language, ProductText("")).title:
            self._complain(
                self.rows[0].number,
                f"title.{draft.default_language}",
                "",
                _("The product has no title in its main language."),
                _("Write the title."),
            )
        return texts

    def _attributes(self, draft: ProductDraft, head: Mapping[str, str]) -> dict[str, AttributeInput]:
        known = self.attributes_of(draft.category) or {}
        values = {code: value for code, value in draft.attributes.items() if code in known}
        for column in self.columns:
            if column.prefix != "attribute":
                continue
            cell = head[column.name]
            if not cell:
                values.pop(column.key, None)
            elif column.key not in known:
                self._complain(
                    self.rows[0].number,
                    column.name,
                    cell,
                    _("Products of this category have no such attribute."),
                    _("Empty the cell."),
                )
            else:
                self._attribute(values, known[column.key], column, cell)
        return values

    def _attribute(
        self,
        values: dict[str, AttributeInput],
        attribute: attribute_rules.AttributeLike,
        column: Column,
        cell: str,
    ) -> None:
        given: AttributeInput = cell
        if attribute.kind == "choice":
            given = [part.strip() for part in cell.split("|") if part.strip()]
        try:
            if attribute.kind == "number":
                given = cells.measure(cell, comma=self.comma)
            values[column.key] = attribute_rules.read(given, attribute, self.units).value  # type: ignore[assignment]  # None is of no kind
        except CellProblem as error:
            self._complain(self.rows[0].number, column.name, cell, error.problem, error.remedy)
        except Unusable as error:
            self._complain(self.rows[0].number, column.name, cell, error.text(), _("Correct or empty the cell."))

    # --- options and variants ---------------------------------------------------------

    def _options(self, draft: ProductDraft) -> tuple[Option, ...]:
        """The product's options with every value that its rows use; a value is given by its key or its name."""
        options = {option.code: option for option in draft.options}
        for column in self.columns:
            if column.prefix != "option":
                continue
            for values in self.cells:
                if values[column.name]:
                    option = options.get(column.key) or Option(
                        column.key, {draft.default_language: column.key.replace("-", " ").capitalize()}, ()
                    )
                    options[column.key] = _with_value(option, values[column.name], draft.default_language)
        return tuple(options.values())

    def _variants(self, draft: ProductDraft) -> tuple[VariantDraft, ...]:
        stored = {variant.sku: variant for variant in draft.variants}
        options = {option.code: option for option in draft.options}
        for row, values in zip(self.rows, self.cells, strict=True):
            sku = self._read("sku", values["sku"], cells.sku, row)
            if sku is None:
                continue
            if sku in self.result.sku_rows:
                self._complain(
                    row.number,
                    "sku",
                    sku,
                    _("This SKU stands in row %(row)s too.") % {"row": self.result.sku_rows[sku]},
                    _("Remove one of the two rows."),
                )
                continue
            self.result.sku_rows[sku] = row.number
            variant = stored.get(sku) or VariantDraft(sku, 0, 0, 0, 0)
            stored[sku] = self._variant(variant, row, values, options)
            self._shelves(sku, row, values)
        return tuple(stored.values())

    def _variant(
        self, variant: VariantDraft, row: Row, values: Mapping[str, str], options: Mapping[str, Option]
    ) -> VariantDraft:
        changes: dict[str, Any] = {}
        readers: dict[str, tuple[str, Callable[[str], Any], Any]] = {
            "gtin": ("gtin", cells.gtin, ""),
            "variant_hs_code": ("hs_code", cells.hs_code, ""),
            "variant_origin": ("origin", cells.country, ""),
            "weight_g": ("weight_g", lambda cell: cells.whole(cell or "0", least=0, most=1_000_000), 0),
            "length_mm": ("length_mm", lambda cell: cells.whole(cell or "0", least=0, most=12_000), 0),
            "width_mm": ("width_mm", lambda cell: cells.whole(cell or "0", least=0, most=12_000), 0),
            "height_mm": ("height_mm", lambda cell: cells.whole(cell or "0", least=0, most=12_000), 0),
            "moq": ("moq", lambda cell: cells.whole(cell or "1", least=1, most=1_000_000), 1),
            "pack_size": ("pack_size", lambda cell: cells.whole(cell or "1", least=1, most=1_000_000), 1),
        }
        for name, (attribute, reader, fallback) in readers.items():
            if name in self.names:
                value = self._read(name, values[name], reader, row)
                changes[attribute] = fallback if value is None else value
        if "on_sale" in self.names:
            on_sale = self._read("on_sale", values["on_sale"] or "yes", cells.yes_or_no, row)
            changes["status"] = VariantStatus.INACTIVE if on_sale is False else VariantStatus.ACTIVE
        changes["options"] = self._variant_options(variant, values, options)
        changes["prices"] = self._prices(variant, row, values)
        return replace(variant, **changes)

    def _variant_options(
        self, variant: VariantDraft, values: Mapping[str, str], options: Mapping[str, Option]
    ) -> dict[str, str]:
        chosen = dict(variant.options)
        for column in self.columns:
            if column.prefix == "option":
                cell = values[column.name]
                chosen.pop(column.key, None)
                if cell:
                    chosen[column.key] = _value_code(options[column.key], cell)
        return chosen

    def _prices(self, variant: VariantDraft, row: Row, values: Mapping[str, str]) -> tuple[Tier, ...]:
        currency = self.around.currency
        if values.get("currency"):
            read = self._read("currency", values["currency"], lambda cell: cells.currency_code(cell, CURRENCIES), row)
            currency = read or currency
        prices = list(variant.prices)

        def replaced(column: str, kind: str, *, single: bool, reader: Callable[[str], Sequence[Tier]]) -> None:
            if column not in self.names:
                return
            new = self._read(column, values[column], reader, row)
            prices[:] = [
                tier
                for tier in prices
                if (tier.kind, tier.price.currency.code) != (kind, currency)
                or (kind == PriceKind.RETAIL and (tier.min_quantity == 1) is not single)
            ] + list(new or ())

        def one(cell: str) -> Sequence[Tier]:
            return [Tier(PriceKind.RETAIL, 1, cells.amount(cell, currency, comma=self.comma))] if cell else []

        replaced("price", PriceKind.RETAIL, single=True, reader=one)
        replaced("tiers", PriceKind.RETAIL, single=False,
                 reader=lambda cell: cells.tiers(cell, PriceKind.RETAIL, currency, comma=self.comma))  # fmt: skip
        replaced("wholesale_tiers", PriceKind.WHOLESALE, single=False,
                 reader=lambda cell: cells.tiers(cell, PriceKind.WHOLESALE, currency, comma=self.comma))  # fmt: skip
        problem = pricing.problem(prices)
        named = next((name for name in ("tiers", "wholesale_tiers", "price") if values.get(name)), "price")
        if problem is not None:
            self._complain(row.number, named, values.get(named, ""), problem, _("Correct the prices of this row."))
        return pricing.ordered(prices)

    def _shelves(self, sku: str, row: Row, values: Mapping[str, str]) -> None:
        for column in self.columns:
            if column.prefix == "stock" and values[column.name]:
                pieces = self._read(
                    column.name, values[column.name], lambda cell: cells.whole(cell, least=0, most=1_000_000), row
                )
                if pieces is not None:
                    self.result.shelves[sku, column.key] = pieces

    # --- findings --------------------------------------------------------------------

    def _read(self, column: str, cell: str, reader: Callable[[str], T], row: Row | None = None) -> T | None:
        try:
            return reader(cell)
        except CellProblem as error:
            self._complain((row or self.rows[0]).number, column, cell, error.problem, error.remedy)
            return None

    def _complain(self, row: int, column: str, value: str, problem: Any, remedy: Any) -> None:
        self.result.findings.append(Finding(row, column, value[:200], problem, remedy))


def _value_code(option: Option, cell: str) -> str:
    wanted = cell.casefold()
    for value in option.values:
        if value.code == wanted or wanted in {name.casefold() for name in value.names.values()}:
            return value.code
    return ""


def _with_value(option: Option, cell: str, language: str) -> Option:
    if _value_code(option, cell):
        return option
    taken = {value.code for value in option.values}
    code = codes.code_for(cell)[:40].strip("-") or f"v{len(option.values) + 1}"
    while code in taken:
        code = f"{code[:36]}-{len(option.values) + 1}"
    return replace(option, values=(*option.values, OptionChoice(code, {language: cell})))
