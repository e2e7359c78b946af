"""Outbox · same key, same answer · public schema.

A request claims its key by inserting the row first. Whoever finds it taken gets
the stored answer, waits for it, or is told that the body differs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from apps.common.clock import now
from apps.common.errors import Conflict, InvalidInput

from .models import IdempotencyKey

LOCK = timedelta(seconds=60)
KEPT_HEADERS = ("Content-Type", "Location", "HX-Redirect", "ETag")
SALT = "apps.outbox.idempotency"
REPLAYED = "Idempotent-Replayed"


class StillRunning(Conflict):
    code = "outbox.still_running"
    message = _("This request is being carried out. Ask again in a moment.")
    retry_s = 1


def answer_once(
    request: HttpRequest, *, actor: str, route: str, key: str, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """The answer of `answer()`, or the stored bytes of an earlier call with the same key and body.

    Answers of 5xx are not kept: the key is free again. Stored bytes come with the
    header `Idempotent-Replayed: true`.

    Raises:
        InvalidInput: the key was used with another body.
        StillRunning: the first request with this key has not ended.
    """
    digest = _digest(request)
    claim = _claim(actor, route, key, digest)
    if isinstance(claim, HttpResponse):
        return claim
    try:
        response = answer()
    except BaseException:
        IdempotencyKey.objects.filter(pk=claim.pk).delete()
        raise
    if response.status_code >= 500:
        IdempotencyKey.objects.filter(pk=claim.pk).delete()
        return response
    claim.status = response.status_code
    claim.headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    claim.response = response.content
    claim.locked_until = None
    claim.save(update_fields=["status", "headers", "response", "locked_until"])
    return response


def _digest(request: HttpRequest) -> str:
    """HMAC-SHA-256 of the body, so that a password in it cannot be guessed from the digest.

    A form's boundary, which is made anew for each request, does not count.
    """
    boundary = (request.content_params or {}).get("boundary", "").encode()
    body = request.body.replace(boundary, b"") if boundary else request.body
    return salted_hmac(SALT, body, algorithm="sha256").hexdigest()


def _claim(actor: str, route: str, key: str, digest: str) -> IdempotencyKey | HttpResponse:
    at = now()
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(
                actor=actor, route=route, key=key, request_hash=digest, locked_until=at + LOCK, created_at=at
            )
    except IntegrityError:
        pass
    with transaction.atomic():
        known = IdempotencyKey.objects.select_for_update().get(actor=actor, route=route, key=key)
        if known.request_hash != digest:
            raise InvalidInput(
                field="Idempotency-Key", problem=_("This key was used for another request. Use a new one.")
            )
        if known.status is not None:
            response = HttpResponse(bytes(known.response or b""), status=known.status)
            for name, value in known.headers.items():
                response[name] = value
            response[REPLAYED] = "true"
            return response
        if known.locked_until is not None and known.locked_until > at:
            raise StillRunning()
        known.locked_until = at + LOCK
        known.save(update_fields=["locked_until"])
        return known
