"""The content policy: one for all pages but administration's."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import HEADER, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from .surfaces import Surface


class PolicyMiddleware(CSPMiddleware):
    """django-csp's, which builds the policy of pages that change nothing in it once."""

    _plain: tuple[object, str] | None = None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Set the header, unless something has set it or another policy is asked for."""
        policy = settings.CONTENT_SECURITY_POLICY
        is_plain = not (
            settings.DEBUG
            or HEADER in response
            or getattr(request, "_csp_nonce", None)
            or any(name.startswith("_csp") for name in vars(response))
        )
        if is_plain and self._plain is not None and self._plain[0] is policy:
            response[HEADER] = self._plain[1]
            return response
        response = super().process_response(request, response)
        if is_plain and HEADER in response:
            self._plain = (policy, response[HEADER])
        return response


class StaffPolicyMiddleware:
    """django-unfold evaluates expressions and sets styles in its pages: allowed there, and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "surface", None) is Surface.STAFF:
            response._csp_replace = {
                "script-src": [SELF, UNSAFE_EVAL],
                "style-src": [SELF, UNSAFE_INLINE],
                "img-src": [SELF, "data:"],
            }
        return response
