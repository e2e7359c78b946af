"""Catalog · a product list read from a file, and what came of it · no tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from .drafts import ProductDraft
from .states import ImportState


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a product from being published; `field` is where to mend it."""

    code: str
    field: str
    message: str | Promise
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.message) % self.data if self.data else str(self.message)


@dataclass(frozen=True)
class Finding:
    """What is wrong with one cell of a sheet. `row` counts as a spreadsheet does: 1 is the header."""

    row: int
    column: str
    value: str
    problem: str | Promise
    remedy: str | Promise


@dataclass(frozen=True)
class PlannedProduct:
    """What a sheet would do to one product; `shelves` holds counted pieces by (SKU, warehouse code)."""

    code: str
    verdict: str
    rows: tuple[int, ...]
    draft: ProductDraft | None
    status: str | None
    shelves: Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class ImportPlan:
    """What a whole sheet would do."""

    row_count: int
    products: tuple[PlannedProduct, ...]
    findings: tuple[Finding, ...]

    def count(self, verdict: str) -> int:
        """Products with this verdict."""
        return sum(1 for product in self.products if product.verdict == verdict)


@dataclass(frozen=True)
class Surroundings:
    """What a sheet is read against: the vendor's currency and main language, its houses and what they hold."""

    currency: str
    language: str
    warehouses: tuple[str, ...] = ()
    levels: Mapping[UUID, Mapping[str, int]] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class ImportView:
    """An import as pages show it; `events` are the steps that are possible now."""

    public_id: UUID
    state: str
    file_name: str
    report: Mapping[str, Any]
    problem: str
    uploaded_at: datetime
    checked_at: datetime | None
    applied_at: datetime | None
    events: tuple[str, ...] = ()

    @property
    def state_label(self) -> str:
        """The state in the reader's language."""
        return str(ImportState(self.state).label)
