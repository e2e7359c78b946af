"""Sheets · what a sheet is read against, what it would do, how far the work has come, and the export · no tables."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache

from apps.catalog import selectors as catalog
from apps.catalog.types import ImportPlan, Surroundings
from apps.common import clock
from apps.warehouse import selectors as warehouse

_PROGRESS_SECONDS = 3600


def plan_of(import_id: UUID, vendor: Any) -> ImportPlan:
    """What an uploaded sheet would do now.

    Raises:
        ImportMissing: there is no such import.
        ImportRefused: the file as a whole cannot be read.
    """
    return catalog.import_plan(
        catalog.import_file(import_id),
        languages=languages(),
        around=surroundings(vendor),
        at=clock.now(),
        progress=lambda done, total: note_progress(import_id, done, total),
    )


def export(vendor: Any) -> bytes:
    """The catalogue as UTF-8 CSV, in the form in which it can be imported again."""
    return catalog.export_sheet(languages=languages(), around=surroundings(vendor)).encode()


def surroundings(vendor: Any) -> Surroundings:
    """What the vendor's sheets are read against and written with."""
    levels: dict[UUID, dict[str, int]] = {}
    houses = warehouse.warehouses()
    codes = {house.public_id: house.code for house in houses}
    for (variant_id, warehouse_id), pieces in warehouse.shelves().items():
        levels.setdefault(variant_id, {})[codes[warehouse_id]] = pieces
    return Surroundings(
        currency=vendor.currency,
        language=(vendor.languages or ["en"])[0],
        warehouses=tuple(house.code for house in houses),
        levels=levels,
    )


def languages() -> list[str]:
    """The languages of the marketplace, as columns name them."""
    return [code for code, _name in settings.LANGUAGES]


def note_progress(import_id: UUID, done: int, total: int) -> None:
    """Let readers see how far the work has come."""
    cache.set(f"import:{import_id}", (done, total), _PROGRESS_SECONDS)


def progress_of(import_id: UUID) -> tuple[int, int]:
    """Products done and products in all; (0, 0) before the work begins."""
    found: tuple[int, int] = cache.get(f"import:{import_id}", (0, 0))
    return found
