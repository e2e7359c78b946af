"""API · who is known to be over its limit is answered at the door, before anything else of a request is done."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import translation

from . import problems, throttling
from .base import Endpoint


def refusal(request: HttpRequest, *, address: str) -> HttpResponse | None:
    """The answer 429 to whom has used up the window that the request would count in; None to everybody else.

    `address` is the client's, by which those are known who send no credential.
    Nobody is looked up and no statement is sent. The match of the address is kept for who answers in the end.
    """
    try:
        request.resolver_match = match = resolve(request.path_info, settings.API_URLCONF)
    except Http404:
        return None
    endpoint = getattr(match.func, "cls", None)
    if endpoint is None or not issubclass(endpoint, Endpoint):
        return None
    who = throttling.caller(request.META, audience=endpoint.audience, address=address)
    rate = throttling.known_over(who, kind=endpoint.kind_of(str(request.method)))
    if rate is None:
        return None
    request.COOKIES = {}
    language = translation.get_language_from_request(request)
    with translation.override(language):
        content = problems.too_often(rate.reset_s, language)
    headers = {
        "Cache-Control": "no-store",
        "Content-Language": language,
        "Content-Length": str(len(content)),
        "Retry-After": str(rate.reset_s),
        "Vary": "Accept-Language, Authorization",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, status=429, headers=headers | rate.headers(), content_type=problems.MEDIA_TYPE)
