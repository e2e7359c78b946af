"""Dashboard · the data of an entry into the United States: on screen, and as JSON or CSV for a broker."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.customs import selectors
from apps.customs.documents import us_entry, us_entry_texts
from apps.customs.models import Declaration
from apps.customs.types import Snapshot

from .customs import declares


@require_GET
@declares
def entry_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What CBP Form 7501 asks for, block by block, with what no sale tells and who knows it.

    Raises:
        DeclarationUnknown: this vendor has none of this id.
    """
    row = selectors.declaration(public_id)
    entry = us_entry.dataset(_drawn(row))
    context = {
        "section": "customs",
        "declaration": row,
        "entry": entry,
        "blocks": us_entry_texts.blocks(entry),
        "missing": us_entry_texts.missing(entry, is_seller=True),
        "kind": us_entry_texts.kind(entry),
    }
    return render(request, "dashboard/customs/us_entry.html", context)


@require_GET
@declares
def entry_file(request: HttpRequest, public_id: UUID, ending: str) -> HttpResponse:
    """The whole entry as JSON, or its lines as CSV.

    Raises:
        DeclarationUnknown: this vendor has none of this id.
    """
    row = selectors.declaration(public_id)
    response = HttpResponse(us_entry.written(_drawn(row), ending), content_type=us_entry.MEDIA_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="us-entry-{row.order_number}.{ending}"'
    response["Cache-Control"] = "no-store"
    return response


def _drawn(row: Declaration) -> Snapshot:
    snapshot = Snapshot.from_json(row.snapshot)
    if not us_entry.is_drawn(snapshot):
        raise Http404
    return snapshot
