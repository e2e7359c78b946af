"""Dashboard · importing a sheet: upload, preview, apply; and the export."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from apps.catalog import operations, selectors
from apps.catalog.types import ImportFileKind, ImportState
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.dashboard.access import actor
from apps.dashboard.forms.importing import UploadForm
from apps.sheets import selectors as sheets
from apps.sheets import tasks
from apps.taxonomy import selectors as taxonomy

from .catalogue import keeps_catalogue

_AT_WORK = frozenset({ImportState.UPLOADED, ImportState.CHECKING, ImportState.APPLYING})


@require_http_methods(["GET", "POST"])
@keeps_catalogue
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a sheet, or look at earlier ones."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["sheet"]
        try:
            with transaction.atomic():
                import_id = operations.upload_sheet(file.read(), file_name=file.name, at=now(), by=actor(request))
        except MarketError as error:
            form.add_error("sheet", error.text())
        else:
            tasks.check_import.delay(str(import_id), vendor_id=request.vendor.pk, language=get_language() or "en")
            return redirect("dash_import_batch", import_id=import_id)
    context = {
        "section": "import",
        "form": form,
        "imports": selectors.recent_imports(),
        "categories": taxonomy.tree(get_language() or "en"),
    }
    return render(request, "dashboard/import/upload.html", context, status=422 if form.errors else 200)


@require_GET
@keeps_catalogue
@vary_on_headers("HX-Request")
def preview(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What the sheet would do, or has done; while the worker is at it, how far it has come."""
    batch = selectors.import_view(import_id)
    done, total = sheets.progress_of(import_id)
    report = batch.report
    context = {
        "section": "import",
        "batch": batch,
        "is_at_work": batch.state in _AT_WORK,
        "done": done,
        "total": total,
        "writes": report.get("new", 0) + report.get("changed", 0),
    }
    template = "dashboard/import/_state.html" if request.htmx else "dashboard/import/preview.html"
    return render(request, template, context)


@require_POST
@keeps_catalogue
def apply(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Write the rows without errors; the worker does it."""
    tasks.proceed(
        import_id,
        vendor_id=request.vendor.pk,
        by=str(request.user.public_id),
        language=get_language() or "en",
    )
    messages.info(request, _("The worker has begun. You may leave this page."))
    return redirect("dash_import_batch", import_id=import_id)


@require_GET
@keeps_catalogue
def findings(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """All that is wrong, cell by cell, as CSV."""
    return _csv(selectors.import_file(import_id, ImportFileKind.FINDINGS), name="errors.csv")


@require_GET
@keeps_catalogue
def export(request: HttpRequest) -> HttpResponse:
    """The catalogue in the form in which it can be imported again."""
    return _csv(sheets.export(request.vendor), name=f"{request.vendor.slug}-products.csv")


def _csv(data: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
