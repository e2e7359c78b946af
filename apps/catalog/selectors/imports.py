"""Catalog · imports and exports as pages and tasks read them · vendor's schema."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from ..errors import ImportMissing
from ..models import ImportBatch, ImportFile, Product
from ..rules import imports as rules
from ..rules.sheets import writing
from ..types import ImportFileKind, ImportState, ImportView, ProductStatus, Surroundings
from .snapshots import product_snapshots


def import_view(import_id: UUID) -> ImportView:
    """One import.

    Raises:
        ImportMissing: there is none.
    """
    row = ImportBatch.objects.filter(public_id=import_id).first()
    if row is None:
        raise ImportMissing()
    return _as_view(row)


def recent_imports(limit: int = 20) -> list[ImportView]:
    """The newest imports first. One query."""
    return [_as_view(row) for row in ImportBatch.objects.order_by("-pk")[:limit]]


def import_file(import_id: UUID, kind: str = ImportFileKind.SHEET) -> bytes:
    """The sheet that was uploaded, or the sheet of findings; empty where there is none.

    Raises:
        ImportMissing: there is no such import.
    """
    import_view(import_id)
    data = ImportFile.objects.filter(batch__public_id=import_id, kind=kind).values_list("data", flat=True).first()
    return bytes(data) if data is not None else b""


def export_sheet(
    *,
    languages: Sequence[str],
    around: Surroundings,
    statuses: Collection[str] = (ProductStatus.DRAFT, ProductStatus.PUBLISHED),
) -> str:
    """The catalogue as CSV; imported again unchanged, it changes nothing."""
    ids = Product.objects.filter(status__in=list(statuses)).order_by("pk").values_list("public_id", flat=True)
    products = sorted(product_snapshots(list(ids)), key=lambda product: product.code)
    return writing.sheet_of(products, languages=languages, around=around)


def _as_view(row: ImportBatch) -> ImportView:
    return ImportView(
        public_id=row.public_id,
        state=row.state,
        file_name=row.file_name,
        report=row.report,
        problem=row.problem,
        uploaded_at=row.uploaded_at,
        checked_at=row.checked_at,
        applied_at=row.applied_at,
        events=tuple(rules.MACHINE.events(ImportState(row.state))),
    )
