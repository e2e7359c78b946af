"""Catalog · keeping, judging and applying uploaded sheets · vendor's schema."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor

from ..errors import ImportMissing, ImportRefused
from ..models import ImportBatch, ImportFile
from ..rules import imports as rules
from ..rules.sheets import reading, writing
from ..types import ImportFileKind, ImportPlan, ImportState, Verdict
from .saving import save_products

_PREVIEW_ROWS = 12
_CHUNK = 1000
Progress = Callable[[int, int], None]


@transaction_required
def upload_sheet(data: bytes, *, file_name: str, at: datetime, by: Actor = SYSTEM) -> UUID:
    """Keep an uploaded sheet to be checked; the import's public id.

    Raises:
        ImportRefused: it is empty or larger than 12 MB.
    """
    if not data.strip():
        raise ImportRefused(problem=_("The file is empty. Download the export to see what a sheet looks like."))
    if len(data) > reading.MAX_BYTES:
        raise ImportRefused(problem=_("The file is larger than 12 MB. Split it into several files."))
    batch = ImportBatch.objects.create(file_name=file_name[-160:], uploaded_by=by.ref, uploaded_at=at)
    ImportFile.objects.create(batch=batch, kind=ImportFileKind.SHEET, data=data)
    return UUID(str(batch.public_id))


@transaction_required
def advance_import(import_id: UUID, event: str) -> None:
    """Take an import one step on: check, apply or fail.

    Raises:
        ImportMissing: there is no such import.
        InvalidTransition: the step is not possible now.
    """
    batch = _locked(import_id)
    _step(batch, event)
    batch.save(update_fields=["state"])


@transaction_required
def hold_import(import_id: UUID) -> str:
    """Keep others from moving an import on until the transaction ends; its state.

    Raises:
        ImportMissing: there is no such import.
    """
    return str(_locked(import_id).state)


@transaction_required
def refuse_import(import_id: UUID, *, problem: str, at: datetime) -> None:
    """Note that the file as a whole cannot be read, in the uploader's language."""
    batch = _locked(import_id)
    _step(batch, "refuse")
    batch.problem, batch.checked_at = problem, at
    batch.save(update_fields=["state", "problem", "checked_at"])


@transaction_required
def report_import(import_id: UUID, *, plan: ImportPlan, header: Sequence[str], at: datetime) -> None:
    """Keep what a check has found: counts, the first rows, and every finding as a file with this header row."""
    batch = _locked(import_id)
    _step(batch, "report")
    batch.report, batch.checked_at = _report(plan), at
    batch.save(update_fields=["state", "report", "checked_at"])
    ImportFile.objects.update_or_create(
        batch=batch,
        kind=ImportFileKind.FINDINGS,
        defaults={"data": writing.findings_of(plan.findings, header=header).encode()},
    )


@transaction_required
def import_rows(
    plan: ImportPlan, *, at: datetime, by: Actor = SYSTEM, progress: Progress | None = None
) -> dict[str, UUID]:
    """Write the new and changed products of a plan; the ids of their variants by SKU. Faulty ones are left out.

    Counted shelves are the caller's: they belong to the warehouse.
    """
    due = [p for p in plan.products if p.verdict in (Verdict.NEW, Verdict.CHANGED) and p.draft is not None]
    variants: dict[str, UUID] = {}
    for start in range(0, len(due), _CHUNK):
        part = due[start : start + _CHUNK]
        refs = save_products(
            [p.draft for p in part if p.draft is not None],
            statuses={p.code: p.status for p in part if p.status},
            at=at,
            by=by,
        )
        for ref in refs:
            variants |= ref.variants
        if progress:
            progress(min(start + _CHUNK, len(due)), len(due))
    return variants


@transaction_required
def finish_import(import_id: UUID, *, plan: ImportPlan, shelf_count: int, at: datetime) -> None:
    """Note that an import was applied, and what it did."""
    batch = _locked(import_id)
    _step(batch, "finish")
    batch.report = {**batch.report, "applied": {**_counts(plan), "shelves": shelf_count}}
    batch.applied_at = at
    batch.save(update_fields=["state", "report", "applied_at"])


def _locked(import_id: UUID) -> ImportBatch:
    batch: ImportBatch | None = ImportBatch.objects.select_for_update().filter(public_id=import_id).first()
    if batch is None:
        raise ImportMissing()
    return batch


def _step(batch: ImportBatch, event: str) -> None:
    batch.state = rules.MACHINE.next(ImportState(batch.state), event)


def _report(plan: ImportPlan) -> dict[str, Any]:
    return {
        "rows": plan.row_count,
        "products": len(plan.products),
        **_counts(plan),
        "findings": len(plan.findings),
        "first_findings": [
            {
                "row": finding.row,
                "column": finding.column,
                "value": finding.value,
                "problem": str(finding.problem),
                "remedy": str(finding.remedy),
            }
            for finding in plan.findings[:50]
        ],
        "first_products": [
            {
                "code": product.code,
                "verdict": str(product.verdict),
                "row": product.rows[0],
                "title": _title(product.draft),
                "variants": len(product.rows),
                "status": product.status,
            }
            for product in _most_telling(plan)
        ],
    }


def _counts(plan: ImportPlan) -> dict[str, int]:
    return {str(verdict): plan.count(verdict) for verdict in Verdict}


def _most_telling(plan: ImportPlan) -> list[Any]:
    order = [Verdict.NEW, Verdict.CHANGED, Verdict.FAULTY, Verdict.UNCHANGED]
    return sorted(plan.products, key=lambda product: order.index(Verdict(product.verdict)))[:_PREVIEW_ROWS]


def _title(draft: Any) -> str:
    text = draft.texts.get(draft.default_language) if draft else None
    return text.title if text else ""
