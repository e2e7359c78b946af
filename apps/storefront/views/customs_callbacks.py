"""Storefront · messages from customs authorities · no tables."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.common.clock import now
from apps.customs.errors import AuthorityUnknown, BadNotice
from apps.customs.operations import receiving

log = logging.getLogger(__name__)

LARGEST_BODY = 256 * 1024
EVERYBODY = "*"


@csrf_exempt
@require_POST
def notice(request: HttpRequest, country: str = EVERYBODY) -> HttpResponse:
    """Fold a signed notice in. One that is unsigned, stale or of nobody's declaration leaves a log line only."""
    stated = request.headers.get("Content-Length") or "0"
    if not stated.isdigit() or int(stated) > LARGEST_BODY:
        return HttpResponse(status=413)
    try:
        receiving.receive(country.upper(), headers=request.headers, body=request.body, at=now())
    except AuthorityUnknown as unknown:
        raise Http404 from unknown
    except BadNotice as bad:
        log.warning("A notice of customs was refused: %s", bad)
        return HttpResponse(status=400)
    return HttpResponse(status=204)
