"""Dashboard · taking everything along: a copy is asked for, made by the worker, and fetched."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from apps.common.clock import now
from apps.dashboard.access import requires
from apps.portability.errors import CopyBusy
from apps.portability.operations import copies
from apps.portability.tasks import make_copy
from apps.vendors.types import TeamRole

owners = requires(TeamRole.OWNER)


@never_cache
@require_http_methods(["GET", "POST"])
@owners
def leaving(request: HttpRequest) -> HttpResponse:
    """What a copy holds, asking for one, and the link to the one that is ready."""
    if request.method == "POST":
        try:
            copies.ask(request.vendor.pk)
        except CopyBusy as busy:
            messages.warning(request, busy.text())
        else:
            make_copy.delay(request.vendor.pk)
            messages.success(request, _("Your copy is being made."))
        return redirect("dash_leaving")
    return render(request, "dashboard/leaving/leaving.html", _context(request))


@never_cache
@require_GET
@owners
def state(request: HttpRequest) -> HttpResponse:
    """The changing part of the page."""
    return render(request, "dashboard/leaving/_state.html", _context(request))


@never_cache
@require_GET
@owners
def download(request: HttpRequest, token: str) -> FileResponse:
    """The archive that a link opens.

    Raises:
        CopyGone: the link is stale, forged, or somebody else's.
    """
    path = copies.opened(token, slug=request.vendor.slug, host=request.get_host(), person=str(request.user.public_id))
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="application/zip")


def _context(request: HttpRequest) -> dict[str, Any]:
    vendor, at = request.vendor, now()
    found = copies.ready(vendor.slug, at=at)
    token = ""
    if found:
        token = copies.link_token(vendor.slug, found[0], host=request.get_host(), person=str(request.user.public_id))
    return {
        "section": "leaving",
        "state": copies.state(vendor.pk),
        "taken_at": found[0] if found else None,
        "bytes": found[1] if found else 0,
        "token": token,
    }
