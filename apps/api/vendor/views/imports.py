"""API · vendor · products as sheets: upload, preview, apply, export; the work is the same as the pages'."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from drf_spectacular.types import OpenApiTypes
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.vendor.files import CsvRenderer, file_answer
from apps.api.vendor.serializers import imports as shapes
from apps.catalog import operations, selectors
from apps.catalog.types import ImportFileKind
from apps.common.clock import now
from apps.common.errors import NotFound
from apps.sheets import selectors as sheets
from apps.sheets import tasks

from .products import READ, WRITE


class ImportEndpoint(VendorEndpoint):
    """Answers with the whole import."""

    def answer(self, import_id: UUID, *, status: int = 200, **headers: str) -> Response:
        """The import as it stands now."""
        batch = selectors.import_view(import_id)
        done, total = sheets.progress_of(import_id)
        return self.shown({**vars(batch), "progress": {"done": done, "total": total}}, status=status, **headers)


class Imports(ImportEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    kinds = {"POST": "bulk"}
    parser_classes = [MultiPartParser]
    bodies = {"POST": shapes.ImportBody}
    answers = {"GET": {200: shapes.ImportsShown}, "POST": {202: shapes.ImportDetail}}

    def get(self, request: Request) -> Response:
        """The twenty newest imports."""
        return self.shown({"data": selectors.recent_imports()})

    def post(self, request: Request) -> Response:
        """Upload a sheet; the worker checks it, and changes nothing until it is told to apply it."""
        given = self.read()
        import_id = operations.upload_sheet(
            given["sheet"].read(), file_name=given["sheet"].name, at=now(), by=self.actor()
        )
        vendor_id, language = self.vendor.pk, given["language"]
        transaction.on_commit(lambda: tasks.check_import.delay(str(import_id), vendor_id=vendor_id, language=language))
        address = request.build_absolute_uri(f"{request.path}/{import_id}")
        return self.answer(import_id, status=202, Location=address)


class Import(ImportEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.ImportDetail}}

    def get(self, request: Request, import_id: UUID) -> Response:
        """What a sheet would do, or has done; while the worker is at it, how far it has come."""
        return self.answer(import_id)


class ImportApply(ImportEndpoint):
    scopes = {"POST": WRITE}
    kinds = {"POST": "bulk"}
    alone = frozenset({"POST"})
    answers = {"POST": {202: shapes.ImportDetail}}

    def post(self, request: Request, import_id: UUID) -> Response:
        """Write the rows without errors, all or nothing; an import that was interrupted is checked anew."""
        tasks.proceed(import_id, vendor_id=self.vendor.pk, by=self.actor().ref, language="en")
        return self.answer(import_id, status=202)


class ImportFindings(VendorEndpoint):
    scopes = {"GET": READ}
    renderer_classes = [CsvRenderer]
    answers = {"GET": {200: OpenApiTypes.BINARY}}

    def get(self, request: Request, import_id: UUID) -> Response:
        """All that is wrong with a sheet, cell by cell; there is none before it was checked."""
        data = selectors.import_file(import_id, ImportFileKind.FINDINGS)
        if not data:
            raise NotFound()
        return file_answer(data, name="findings.csv", media_type="text/csv; charset=utf-8")


class Export(VendorEndpoint):
    scopes = {"GET": READ}
    kinds = {"GET": "bulk"}
    renderer_classes = [CsvRenderer]
    answers = {"GET": {200: OpenApiTypes.BINARY}}

    def get(self, request: Request) -> Response:
        """The catalogue as a sheet that can be imported again."""
        return file_answer(
            sheets.export(self.vendor), name=f"{self.vendor.slug}-products.csv", media_type="text/csv; charset=utf-8"
        )
