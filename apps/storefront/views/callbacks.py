"""Storefront · messages from payment providers · no tables."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.common.clock import now
from apps.payments import operations as payments
from apps.payments.errors import BadCallback, GatewayUnknown

log = logging.getLogger(__name__)

LARGEST_BODY = 256 * 1024


@csrf_exempt
@require_POST
def callback(request: HttpRequest, gateway: str) -> HttpResponse:
    """Keep a signed message once, then ask the provider what is true. Unsigned ones leave no trace but a log line.

    The answer is what that provider wants to read: another would make it send the message again and again.
    """
    stated = request.headers.get("Content-Length") or "0"
    if not stated.isdigit() or int(stated) > LARGEST_BODY:
        return HttpResponse(status=413)
    at = now()
    try:
        kept = payments.receive_callback(gateway, headers=request.headers, body=request.body, at=at)
    except GatewayUnknown as unknown:
        raise Http404 from unknown
    except BadCallback:
        log.warning("A payment callback of %s was refused: its signature is wrong or too old.", gateway)
        return _answer(gateway, accepted=False)
    if kept is not None:
        payments.handle_callback(kept, at=at)
    return _answer(gateway, accepted=True)


def _answer(gateway: str, *, accepted: bool) -> HttpResponse:
    status, body, kind = payments.answer_callback(gateway, accepted=accepted)
    return HttpResponse(body, status=status, content_type=kind)
