"""API · every refusal as problem details (RFC 9457)."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from apps.common import metrics, outages
from apps.common.errors import MarketError, Permanent, Retryable

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


def body(status: int, code: str, detail: str, **more: Any) -> dict[str, Any]:
    """The members of a problem: type, title, status, detail, code, errors, and `more`."""
    return {
        "type": f"urn:portolan:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": [],
        **more,
    }


def fault(field: str, message: str, code: str) -> dict[str, str]:
    """One entry of `errors`: `field` is the path of the input at fault, parted by dots."""
    return {"field": field, "message": message, "code": code}


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """What REST framework answers to an exception; None for those that are faults of ours."""
    found = _problem(error)
    if found is None:
        return None
    headers = {}
    if isinstance(error, exceptions.APIException):
        if getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = error.auth_header
        if getattr(error, "wait", None):
            headers["Retry-After"] = str(int(error.wait))
    elif retry_s := getattr(error, "retry_s", 0):
        headers["Retry-After"] = str(retry_s)
    return Response(found, status=found["status"], headers=headers, content_type=MEDIA_TYPE)


@lru_cache(maxsize=1024)
def too_often(wait_s: int, language: str) -> bytes:
    """The body that Throttled is answered with, in the language, which is active."""
    content: bytes = JSONRenderer().render(_problem(exceptions.Throttled(wait=wait_s)))
    return content


def _problem(error: Exception) -> dict[str, Any] | None:
    if isinstance(error, MarketError):
        metrics.REFUSALS.labels(error.code).inc()
        return _of_market(error)
    if isinstance(error, exceptions.ValidationError):
        return body(422, "api.invalid", "Some fields of the body are unusable.", errors=list(faults_of(error.detail)))
    if isinstance(error, exceptions.APIException):
        return body(error.status_code, f"api.{error.default_code}", str(error.detail))
    if isinstance(error, Http404):
        return body(404, "api.not_found", "There is nothing here, or it is not yours to see.")
    if isinstance(error, PermissionDenied):
        return body(403, "api.permission_denied", "You may not do this.")
    if isinstance(error, RequestDataTooBig):
        return body(413, "api.too_large", "The body is too large.")
    if isinstance(error, BadRequest | SuspiciousOperation | RawPostDataException | UnreadablePostError):
        return body(400, "api.parse_error", "The request could not be read.")
    if isinstance(error, Retryable):
        return body(503, "api.unavailable", "An outside system does not answer. Repeat the call in a while.")
    if isinstance(error, Permanent):
        return body(409, "api.refused_outside", "An outside system refused this for good.")
    return None


def _of_market(error: MarketError) -> dict[str, Any]:
    if error.status >= 500:
        log.error("%s", error)
    more: dict[str, Any] = {}
    if error.field:
        more["errors"] = [fault(error.field, error.text(), error.code)]
    if error.remedy:
        more["remedy"] = str(error.remedy)
    return body(error.status, error.code, error.text(), **more, **getattr(error, "members", {}))


def faults_of(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """The entries of a serializer's errors, however deep they lie."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from faults_of(inner, ".".join(part for part in (path, own) if part))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from faults_of(inner, path if isinstance(inner, str) else f"{path}.{index}".strip("."))
    else:
        yield fault(path, str(detail), str(getattr(detail, "code", "invalid")))


def plain(status: int, code: str, detail: str, **more: Any) -> JsonResponse:
    """A problem outside REST framework."""
    return JsonResponse(body(status, code, detail, **more), status=status, content_type=MEDIA_TYPE)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return plain(400, "api.parse_error", "The request could not be read.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return plain(403, "api.permission_denied", "You may not do this.")


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return plain(404, "api.not_found", "There is nothing at this address. /api/v1/ lists what there is.")


def server_error(request: HttpRequest, **_: Any) -> JsonResponse:
    if outages.is_passing(sys.exc_info()[1]):
        answer = plain(503, "api.unavailable", "The marketplace is very busy or being looked after. Try again shortly.")
        answer.headers["Retry-After"] = str(outages.RETRY_S)
        return answer
    return plain(500, "api.server_error", "Something is broken on our side; it has been noted.")
