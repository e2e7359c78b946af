"""Dashboard · labels in batches: chosen, printed by a worker, looked at while it works, taken as one file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from apps.common.clock import now
from apps.common.errors import InvalidInput
from apps.dashboard.access import actor, requires
from apps.dashboard.forms.dispatch import ShipmentsForm
from apps.shipping import selectors
from apps.shipping.operations import batches
from apps.vendors.types import TeamRole

ships = requires(TeamRole.FULFILMENT)


@require_POST
@ships
def print_labels(request: HttpRequest) -> HttpResponse:
    """Have the labels of what was ticked printed together."""
    try:
        with transaction.atomic():
            batch_id = batches.open_batch(ShipmentsForm(request.POST).ids(), at=now(), by=actor(request))
    except InvalidInput as error:
        messages.error(request, error.text())
        return redirect("dash_dispatch")
    _start(request, batch_id)
    return redirect("dash_batch", batch_id=batch_id)


@never_cache
@require_GET
@ships
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """How far a batch is; fetched again each second while a worker is at it.

    Raises:
        BatchUnknown: this vendor has none of this id.
    """
    context = {"section": "dispatch", "batch": selectors.batch(batch_id)}
    template = "dashboard/dispatch/_batch.html" if request.htmx else "dashboard/dispatch/batch.html"
    return render(request, template, context)


@require_POST
@ships
def again(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Try once more what had a problem.

    Raises:
        BatchUnknown: this vendor has none of this id.
    """
    with transaction.atomic():
        batches.reopen(batch_id, at=now())
    _start(request, batch_id)
    return redirect("dash_batch", batch_id=batch_id)


@require_GET
@ships
def file(request: HttpRequest, batch_id: UUID, kind: str) -> HttpResponse:
    """All labels of a batch in one file: `pdf`, a page a parcel, or `zpl` for thermal printers.

    Raises:
        BatchUnknown: this vendor has none of this id.
    """
    if kind not in ("pdf", "zpl"):
        raise Http404
    kept = selectors.kept_labels(selectors.batch_members(batch_id))
    # Drawing loads large libraries, which are needed for nothing else.
    from apps.shipping import label_files

    drawn = label_files.as_pdf(kept) if kind == "pdf" else label_files.as_zpl(kept)
    response = HttpResponse(drawn, content_type=f"application/{kind}")
    response["Content-Disposition"] = f'inline; filename="labels-{batch_id}.{kind}"'
    return response


def _start(request: HttpRequest, batch_id: UUID) -> None:
    batches.start(batch_id, vendor_id=request.vendor.pk, language=get_language() or "en", by=actor(request))
