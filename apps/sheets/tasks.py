"""Sheets · checking and applying an uploaded sheet: the catalogue and the warehouse in one transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.catalog import operations as catalog
from apps.catalog import selectors as catalog_reads
from apps.catalog.errors import ImportRefused
from apps.catalog.types import ImportPlan, ImportState, Verdict
from apps.common import clock
from apps.common.errors import InvalidTransition
from apps.common.tasks import vendor_task
from apps.common.types import Actor, ActorKind
from apps.warehouse import operations as warehouse

from . import selectors


@vendor_task("sheets.check")
def check_import(import_id: str, *, vendor: Any, language: str) -> None:
    """Read an uploaded sheet and report what it would do, in the uploader's language. Again is possible."""
    key = UUID(import_id)
    with transaction.atomic():
        catalog.advance_import(key, "check")
    with override(language):
        try:
            plan = selectors.plan_of(key, vendor)
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


@vendor_task("sheets.apply")
def apply_import(import_id: str, *, vendor: Any, by: str) -> None:
    """Write what an uploaded sheet says, all or nothing, judged anew against the catalogue of now. Twice is once."""
    key = UUID(import_id)
    with transaction.atomic():
        if catalog_reads.import_view(key).state == ImportState.APPLIED:
            return
        catalog.advance_import(key, "apply")
    try:
        plan = selectors.plan_of(key, vendor)
        with transaction.atomic():
            if catalog.hold_import(key) == ImportState.APPLYING:
                _write(key, plan, by=Actor(ActorKind.VENDOR, by))
    except Exception:
        _fail(key)
        raise


def proceed(import_id: UUID, *, vendor_id: int, by: str, language: str) -> None:
    """Have the worker take an import on: apply what was checked, or check again what was interrupted.

    One that is applied stays as it is.

    Raises:
        ImportMissing: there is no such import.
        InvalidTransition: it is still being checked, or cannot be read.
    """
    batch = catalog_reads.import_view(import_id)
    if batch.state == ImportState.FAILED:
        check_import.delay(str(import_id), vendor_id=vendor_id, language=language)
    elif "apply" in batch.events:
        apply_import.delay(str(import_id), vendor_id=vendor_id, by=by)
    elif batch.state != ImportState.APPLIED:
        raise InvalidTransition(subject="import", state=batch.state, event="apply")


def _write(import_id: UUID, plan: ImportPlan, *, by: Actor) -> None:
    at = clock.now()
    variants = catalog.import_rows(
        plan, at=at, by=by, progress=lambda done, total: selectors.note_progress(import_id, done, total)
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
