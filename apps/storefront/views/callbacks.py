"""Storefront · messages from payment providers · no tables."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.common.clock import now
from apps.payments import operations as payments
from apps.payments.errors import BadCallback

log = logging.getLogger(__name__)

LARGEST_BODY = 256 * 1024


@csrf_exempt
@require_POST
def callback_stripe(request: HttpRequest) -> HttpResponse:
    """Keep a signed message once, then ask the provider what is true. Unsigned ones leave no trace but a log line."""
    stated = request.headers.get("Content-Length") or "0"
    if not stated.isdigit() or int(stated) > LARGEST_BODY:
        return HttpResponse(status=413)
    at = now()
    try:
        kept = payments.receive_callback("stripe", headers=request.headers, body=request.body, at=at)
    except BadCallback:
        log.warning("A payment callback was refused: its signature is wrong or too old.")
        return HttpResponse(status=400)
    if kept is not None:
        payments.handle_callback(kept, at=at)
    return HttpResponse(status=200)
