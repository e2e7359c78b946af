"""API · the same key, the same answer."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from apps.outbox.idempotency import answer_once

from .errors import KeyMissing, KeyUnusable

HEADER = "Idempotency-Key"
_KEY = re.compile(r"^[\x21-\x7e]{1,120}$")


def carried_out_once(
    request: Request,
    *,
    actor: str,
    is_required: bool,
    is_atomic: bool,
    answer: Callable[[], HttpResponse],
) -> HttpResponse:
    """`answer()`, or the stored bytes of the call that brought this key before.

    Where `is_atomic`, answer and key commit together with what was done, and whoever
    comes meanwhile waits; else the key is claimed first and whoever comes meanwhile
    is told to come again.

    Raises:
        KeyMissing: the act asks for a key. KeyUnusable: it is too long or unprintable.
        InvalidInput: the key came with another body before. StillRunning: the first call has not ended.
    """
    key = key_of(request, is_required=is_required)
    if key is None:
        return answer()
    plain: HttpRequest = request._request
    plain.body  # noqa: B018  read before the parsers do, so that the key's record can hash it
    route = f"{plain.method} {plain.path}"
    if len(route) > 120:
        raise KeyUnusable()
    if not is_atomic:
        return answer_once(plain, actor=actor, route=route, key=key, answer=answer)
    with transaction.atomic():
        return answer_once(plain, actor=actor, route=route, key=key, answer=answer)


def key_of(request: Request, *, is_required: bool = True) -> str | None:
    """The key that a request brings; None where there is none and none is required.

    Raises:
        KeyMissing: the act asks for a key. KeyUnusable: it is too long or unprintable.
    """
    key = request.headers.get(HEADER)
    if key is None and is_required:
        raise KeyMissing()
    if key is not None and not _KEY.match(key):
        raise KeyUnusable()
    return key
