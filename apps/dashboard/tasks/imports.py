"""Dashboard · checking and applying an uploaded sheet: the catalogue and the warehouse in one transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.catalog import operations as catalog
from apps.catalog import selectors as catalog_reads
from apps.catalog.errors import ImportRefused
from apps.catalog.types import ImportPlan, ImportState, Surroundings, Verdict
from apps.common import clock
from apps.common.tasks import vendor_task
from apps.common.types import Actor, ActorKind
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as warehouse_reads

_PROGRESS_SECONDS = 3600


@vendor_task("dashboard.check_import")
def check_import(import_id: str, *, vendor: Any, language: str) -> None:
    """Read an uploaded sheet and report what it would do, in the uploader's language. Again is possible."""
    key = UUID(import_id)
    with transaction.atomic():
        catalog.advance_import(key, "check")
    with override(language):
        try:
            plan = plan_of(key, vendor)
        except ImportRefused as error:
            with transaction.atomic():
                catalog.refuse_import(key, problem=error.text(), at=clock.now())
            return
        except Exception:
            _fail(key)
            raise
        header = (_("Row"), _("Column"), _("Value"), _("Problem"), _("What to do"))
        with transaction.atomic():
            catalog.report_import(key, plan=plan, header=header, at=clock.now())


@vendor_task("dashboard.apply_import")
def apply_import(import_id: str, *, vendor: Any, by: str) -> None:
    """Write what an uploaded sheet says, all or nothing, judged anew against the catalogue of now. Twice is once."""
    key = UUID(import_id)
    with transaction.atomic():
        if catalog_reads.import_view(key).state == ImportState.APPLIED:
            return
        catalog.advance_import(key, "apply")
    try:
        plan = plan_of(key, vendor)
        with transaction.atomic():
            if catalog.hold_import(key) == ImportState.APPLYING:
                _write(key, plan, by=Actor(ActorKind.VENDOR, by))
    except Exception:
        _fail(key)
        raise


def plan_of(import_id: UUID, vendor: Any) -> ImportPlan:
    """What the sheet would do now."""
    return catalog_reads.import_plan(
        catalog_reads.import_file(import_id),
        languages=[code for code, _name in settings.LANGUAGES],
        around=surroundings(vendor),
        at=clock.now(),
        progress=lambda done, total: note_progress(import_id, done, total),
    )


def surroundings(vendor: Any) -> Surroundings:
    """What the vendor's sheets are read against and written with."""
    levels: dict[UUID, dict[str, int]] = {}
    houses = warehouse_reads.warehouses()
    codes = {house.public_id: house.code for house in houses}
    for (variant_id, warehouse_id), pieces in warehouse_reads.shelves().items():
        levels.setdefault(variant_id, {})[codes[warehouse_id]] = pieces
    return Surroundings(
        currency=vendor.currency,
        language=(vendor.languages or ["en"])[0],
        warehouses=tuple(house.code for house in houses),
        levels=levels,
    )


def note_progress(import_id: UUID, done: int, total: int) -> None:
    """Let the page show how far the work has come."""
    cache.set(f"import:{import_id}", (done, total), _PROGRESS_SECONDS)


def progress_of(import_id: UUID) -> tuple[int, int]:
    """Products done and products in all; (0, 0) before the work begins."""
    found: tuple[int, int] = cache.get(f"import:{import_id}", (0, 0))
    return found


def _write(import_id: UUID, plan: ImportPlan, *, by: Actor) -> None:
    at = clock.now()
    variants = catalog.import_rows(
        plan, at=at, by=by, progress=lambda done, total: note_progress(import_id, done, total)
    )
    counts = {
        (variants[sku], house): pieces
        for product in plan.products
        if product.verdict in (Verdict.NEW, Verdict.CHANGED)
        for (sku, house), pieces in product.shelves.items()
    }
    shelf_count = warehouse.count_shelves(counts, reference=f"import:{import_id}", at=at, by=by)
    catalog.finish_import(import_id, plan=plan, shelf_count=shelf_count, at=at)


def _fail(import_id: UUID) -> None:
    with transaction.atomic():
        catalog.advance_import(import_id, "fail")
