"""API · the OpenAPI document, made of what the endpoints declare."""

from __future__ import annotations

import json
import threading
from functools import cache
from importlib import import_module
from typing import Any

import django_filters as filters
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import translation
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from apps.accounts.types import SCOPES, Audience

from .authentication import BearerToken
from .base import SAFE
from .serializers import Problem

_lock = threading.Lock()
_ALWAYS = {400: "Unreadable, or an unknown parameter", 401: "No token, or one that does not open this audience",
           406: "Not available in the type that Accept asks for", 429: "Too often; see Retry-After"}  # fmt: skip
_UNSAFE = {409: "In conflict with how things stand, or the first call with this key has not ended",
           413: "The body is too large", 415: "The body is of another type than JSON",
           422: "Unusable input, or a key used for another body"}  # fmt: skip
_EDIT = {412: "Changed since it was read", 428: "If-Match is missing"}


class EndpointSchema(AutoSchema):
    """Reads Endpoint's declarations; what any endpoint can answer is said here once."""

    view: Any

    def get_override_parameters(self) -> list[Any]:
        found: list[Any] = [one for one in (self.view.common_query, self.view.query.get(self.method)) if one]
        lists = getattr(self.view, "filterset_class", None) if self.method == "GET" else None
        found += [_filter_parameter(name, one) for name, one in (lists.base_filters if lists else {}).items()]
        if self.method in self.view.edits:
            found.append(OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True,
                                          description="The ETag that was read."))  # fmt: skip
        if self.method in self.view.key_required or self.method not in (*SAFE, *self.view.unrepeatable):
            found.append(
                OpenApiParameter(
                    "Idempotency-Key", str, OpenApiParameter.HEADER, required=self.method in self.view.key_required,
                    description="The same key brings the same answer, and the act is done once. Kept for two days.",
                    pattern="^[!-~]{1,120}$",
                )
            )  # fmt: skip
        return found + list(getattr(self.view, "header_parameters", {}).get(self.method, ()))

    def get_request_serializer(self) -> Any:
        return self.view.bodies.get(self.method)

    def get_response_serializers(self) -> Any:
        wanted = {
            str(status): kind or OpenApiResponse(description="Done")
            for status, kind in self.view.answers.get(self.method, {}).items()
        }
        return {**wanted, **{(str(s), "application/problem+json"): OpenApiResponse(Problem, description=text)
                             for s, text in self._refusals().items()}}  # fmt: skip

    def _refusals(self) -> dict[int, str]:
        found = dict(_ALWAYS)
        if self.view.scopes.get(self.method):
            found[403] = f"The token's scopes or its person's rights lack {self.view.scopes[self.method]}"
        if "{" in self.path:
            found[404] = "There is none, or it is not yours to see"
        if self.method not in SAFE:
            found |= _UNSAFE
        if self.method in self.view.edits:
            found |= _EDIT
        return found | getattr(self.view, "refusals", {}).get(self.method, {})

    def get_operation_id(self) -> str:
        name = type(self.view).__name__
        return (
            f"{(self.method or '').lower()}_{''.join(f'_{c.lower()}' if c.isupper() else c for c in name).strip('_')}"
        )

    def get_tags(self) -> list[str]:
        return [type(self.view).__module__.rpartition(".")[2].replace("_", "-")]

    def get_summary(self) -> str | None:
        return self._said().split("\n", 1)[0] or None

    def get_description(self) -> str:
        scope = self.view.scopes.get(self.method)
        more = self._said().partition("\n")[2].strip()
        return "\n\n".join(part for part in (more, _needs(scope)) if part)

    def get_auth(self) -> list[dict[str, list[str]]]:
        scope = self.view.scopes.get(self.method)
        return [{"token": []}, {}] if scope is None else [{"token": [scope] if scope else []}]

    def _said(self) -> str:
        handler = getattr(self.view, (self.method or "").lower(), None)
        lines = (handler.__doc__ or type(self.view).__doc__ or "").strip().splitlines()
        return "\n".join(line.strip() for line in lines)

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False  # lists are enveloped by their own serializers

    def get_filter_backends(self) -> list[Any]:
        return []


_FILTERS: tuple[tuple[type[filters.Filter], dict[str, Any]], ...] = (
    (filters.UUIDFilter, {"type": "string", "format": "uuid"}),
    (filters.IsoDateTimeFilter, {"type": "string", "format": "date-time"}),
    (filters.BooleanFilter, {"type": "boolean"}),
    (filters.NumberFilter, {"type": "number"}),
)


def _filter_parameter(name: str, found: filters.Filter) -> OpenApiParameter:
    """A filter of a list as a query parameter."""
    form: dict[str, Any] = next((dict(schema) for kind, schema in _FILTERS if isinstance(found, kind)), {})
    if not form:
        form = {"type": "string"}
        if isinstance(found, filters.ChoiceFilter):
            form["enum"] = [str(value) for value, _label in found.extra["choices"]]
        elif "max_length" in found.extra:
            form["maxLength"] = found.extra["max_length"]
    said = str(found._label or "")
    return OpenApiParameter(name, form, OpenApiParameter.QUERY, required=False, description=said)


def _needs(scope: str | None) -> str:
    if scope is None:
        return "Open to everybody."
    return f"Scope: `{scope}`." if scope else "Any token of this audience."


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = BearerToken
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


@cache
def document(audience: Audience) -> dict[str, Any]:
    """The OpenAPI 3.1 document of an audience; made once in a process."""
    urls = import_module(f"apps.api.{audience.value}.urls")
    with _lock, translation.override("en"):
        shared = import_module("apps.api.shared").patterns(audience)
        patterns = [path(f"api/v1/{audience.value}/", include(urls.urlpatterns)), *shared]
        generator = SchemaGenerator(patterns=patterns)
        found = generator.get_schema(request=None, public=True)
        found["info"] = {
            "title": f"Portolan · {audience.label} API",
            "version": "1",
            "description": "\n".join(f"- `{scope}`: {text}" for scope, text in SCOPES[audience].items()),
        }
    found.setdefault("components", {})["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token of this audience: `ptl_…`"}
    }
    return dict(found)


def openapi(request: HttpRequest, audience: Audience) -> HttpResponse:
    """The document, as JSON."""
    return HttpResponse(_bytes(audience), content_type="application/vnd.oai.openapi+json")


@cache
def _bytes(audience: Audience) -> bytes:
    return json.dumps(document(audience), ensure_ascii=False).encode()


def endpoints(audience: Audience) -> list[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of an audience, in the order of their addresses."""
    return [
        (method.upper(), address, operation)
        for address, item in document(audience)["paths"].items()
        for method, operation in item.items()
        if isinstance(operation, dict)
    ]
