"""Refusals in the form of RFC 9457."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions

from apps.api import problems
from apps.api.errors import MatchStale, ScopeMissing, UnusableParameters
from apps.common.errors import Conflict, InvalidInput, MarketError, Retryable


class Teapot(MarketError):
    code = "kitchen.teapot"
    status = 418
    message = "%(what)s is short and stout."
    remedy = "Pour it out."


def shown(error: Exception) -> Any:
    return problems.exception_handler(error, {})


def test_a_market_error_keeps_its_code_words_and_remedy() -> None:
    found = shown(Teapot(what="It", field="handle"))

    assert found.content_type == "application/problem+json"
    assert found.data == {
        "type": "urn:portolan:problem:kitchen.teapot",
        "title": "I'm a Teapot",
        "status": 418,
        "detail": "It is short and stout.",
        "code": "kitchen.teapot",
        "errors": [{"field": "handle", "message": "It is short and stout.", "code": "kitchen.teapot"}],
        "remedy": "Pour it out.",
    }


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (exceptions.ParseError(), 400, "api.parse_error"),
        (exceptions.NotAuthenticated(), 401, "api.not_authenticated"),
        (exceptions.MethodNotAllowed("PUT"), 405, "api.method_not_allowed"),
        (exceptions.NotAcceptable(), 406, "api.not_acceptable"),
        (exceptions.UnsupportedMediaType("text/x"), 415, "api.unsupported_media_type"),
        (exceptions.Throttled(3), 429, "api.throttled"),
        (Http404(), 404, "api.not_found"),
        (PermissionDenied(), 403, "api.permission_denied"),
        (SuspiciousOperation(), 400, "api.parse_error"),
        (Conflict(), 409, "common.conflict"),
        (InvalidInput(field="x", problem="No."), 422, "common.invalid_input"),
        (Retryable(), 503, "api.unavailable"),
        (ScopeMissing("a:b"), 403, "api.scope_missing"),
        (UnusableParameters([]), 400, "api.unusable_parameters"),
        (MatchStale(etag='"2"', differing={}), 412, "api.precondition_failed"),
    ],
)
def test_every_refusal_has_its_status_and_code(error: Exception, status: int, code: str) -> None:
    found = shown(error)

    assert (found.status_code, found.data["status"], found.data["code"]) == (status, status, code)
    assert set(found.data) >= {"type", "title", "status", "detail", "code", "errors"}


def test_how_long_to_wait_is_a_header() -> None:
    assert shown(exceptions.Throttled(7))["Retry-After"] == "7"


def test_a_fault_of_ours_is_not_made_a_refusal() -> None:
    assert shown(ZeroDivisionError()) is None


def test_errors_of_a_body_are_named_by_path_however_deep() -> None:
    detail = {"lines": [{}, {"quantity": ["Too few."]}], "non_field_errors": ["No."], "tags": {"0": ["Unknown."]}}

    found = shown(exceptions.ValidationError(detail)).data["errors"]

    assert [(one["field"], one["message"]) for one in found] == [
        ("lines.1.quantity", "Too few."),
        ("", "No."),
        ("tags.0", "Unknown."),
    ]
