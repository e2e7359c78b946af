"""Storefront · messages from carriers · no tables."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.common.clock import now
from apps.logistics import operations as logistics
from apps.logistics.errors import BadCarrierNotice, CarrierUnknown

log = logging.getLogger(__name__)

LARGEST_BODY = 256 * 1024


@csrf_exempt
@require_POST
def notice(request: HttpRequest, carrier: str) -> HttpResponse:
    """Hand a signed message's news on. One that is unsigned or stale leaves a log line; one told again, nothing."""
    stated = request.headers.get("Content-Length") or "0"
    if not stated.isdigit() or int(stated) > LARGEST_BODY:
        return HttpResponse(status=413)
    try:
        logistics.receive(carrier, headers=request.headers, body=request.body, at=now())
    except CarrierUnknown as unknown:
        raise Http404 from unknown
    except BadCarrierNotice as bad:
        log.warning("A message of carrier %s was refused: %s", carrier, bad.text())
        return HttpResponse(status=400)
    return HttpResponse(status=204)
