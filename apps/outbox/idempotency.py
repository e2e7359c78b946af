"""Outbox · same key, same answer · public schema.

A request claims its key by inserting the row first. Whoever finds it taken gets
the stored answer, waits for it, or is told that the body differs.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from apps.common.clock import now
from apps.common.errors import Conflict, InvalidInput
from apps.common.prepared import execute

from .models import IdempotencyKey

LOCK = timedelta(seconds=60)
KEPT_HEADERS = ("Content-Type", "Location", "HX-Redirect", "ETag")
SALT = "apps.outbox.idempotency"
REPLAYED = "Idempotent-Replayed"

_CLAIM = """
    INSERT INTO outbox_idempotencykey (actor, route, key, request_hash, headers, locked_until, created_at)
    VALUES (%s, %s, %s, %s, '{}', %s, %s) ON CONFLICT (actor, route, key) DO NOTHING RETURNING id
"""
_KEEP = "UPDATE outbox_idempotencykey SET status = %s, headers = %s, response = %s, locked_until = NULL WHERE id = %s"


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
        IdempotencyKey.objects.filter(pk=claim).delete()
        raise
    if response.status_code >= 500:
        IdempotencyKey.objects.filter(pk=claim).delete()
        return response
    headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    with connection.cursor() as cursor:
        execute(cursor, _KEEP, [response.status_code, json.dumps(headers), zlib.compress(response.content, 1), claim])
    return response


def _digest(request: HttpRequest) -> str:
    """HMAC-SHA-256 of the body, so that a password in it cannot be guessed from the digest.

    A form's boundary, which is made anew for each request, does not count.
    """
    boundary = (request.content_params or {}).get("boundary", "").encode()
    body = request.body.replace(boundary, b"") if boundary else request.body
    return salted_hmac(SALT, body, algorithm="sha256").hexdigest()


def _claim(actor: str, route: str, key: str, digest: str) -> int | HttpResponse:
    """The key of the row that is ours now, or what it has been answered before."""
    at = now()
    with connection.cursor() as cursor:
        execute(cursor, _CLAIM, [actor, route, key, digest, at + LOCK, at])
        claimed = cursor.fetchone()
    if claimed is not None:
        return int(claimed[0])
    with transaction.atomic():
        known = IdempotencyKey.objects.select_for_update().get(actor=actor, route=route, key=key)
        if known.request_hash != digest:
            raise InvalidInput(
                field="Idempotency-Key", problem=_("This key was used for another request. Use a new one.")
            )
        if known.status is not None:
            response = HttpResponse(_unpacked(bytes(known.response or b"")), status=known.status)
            for name, value in known.headers.items():
                response[name] = value
            response[REPLAYED] = "true"
            return response
        if known.locked_until is not None and known.locked_until > at:
            raise StillRunning()
        known.locked_until = at + LOCK
        known.save(update_fields=["locked_until"])
        return int(known.pk)


def _unpacked(stored: bytes) -> bytes:
    """An answer as it was given; those of before the packing stand as they are."""
    try:
        return zlib.decompress(stored)
    except zlib.error:
        return stored
