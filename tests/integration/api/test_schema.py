"""Every endpoint of every audience, called as its OpenAPI document allows and as it does not.

An unsafe call is repeated with its Idempotency-Key and must bring the same bytes.
Made by schemathesis from the documents alone, so that what is added is covered as
it lands. Parameters are filled in with something real half of the time:
`known_ids` holds values by the parameter's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from apps.accounts.types import Audience

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# Over all endpoints of an audience and both ways of calling, so that the test's time stays bounded as endpoints come.
# What is asked anew each time, by its nature.
NEVER_KEPT = frozenset(
    f"/api/v1/storefront/{path}"
    for path in (
        "tokens",
        "tokens/current",
        "checkouts/{checkout_id}/confirmation",
        "second-factor/totp-secrets",
        "second-factor/totp-activations",
        "second-factor/recovery-codes",
    )
)
EXAMPLES = 240
FEWEST, MOST = 2, 8


@pytest.fixture
def application(known_ids: dict[str, list[str]]) -> Iterator[Any]:
    """The WSGI application, which does not close the connection in which the test's own transaction lives."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    inner = get_wsgi_application()
    yield lambda environ, start: inner({**environ, "REMOTE_ADDR": "127.0.0.1"}, start)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("audience", list(Audience))
def test_every_endpoint_answers_as_its_document_says(
    audience: Audience, api_token: Any, known_ids: dict[str, list[str]], application: Any
) -> None:
    schema = schemathesis.openapi.from_wsgi(f"/api/v1/{audience.value}/openapi.json", application)
    operations = [found.ok() for found in schema.get_all_operations()]
    each = min(MOST, max(FEWEST, EXAMPLES // (2 * len(operations))))
    token = api_token(audience)
    problems = [
        problem
        for operation in operations
        for mode in GenerationMode
        for problem in _problems(operation, mode, token=token, known=known_ids, examples=each)
    ]
    assert not problems, "\n\n".join(problems)


def _problems(operation: Any, mode: GenerationMode, *, token: str, known: dict[str, list[str]], examples: int) -> Any:
    """What goes wrong when an endpoint is called, one text for each kind."""
    found: dict[str, str] = {}

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), chance=st.randoms(use_true_random=False))
    def call(case: Any, chance: Any) -> None:
        for name, values in known.items():
            for given_by in (case.path_parameters, case.query, case.headers):
                if given_by and name in given_by and chance.random() < 0.6:
                    given_by[name] = chance.choice(values)
        if chance.random() < 0.9:
            case.headers["Authorization"] = f"Bearer {token}"
        if "If-Match" in case.headers and chance.random() < 0.5:
            case.headers["If-Match"] = "*"
        unsafe = case.method not in ("GET", "HEAD") and operation.path not in NEVER_KEPT
        if unsafe and mode is GenerationMode.POSITIVE:
            case.headers["Idempotency-Key"] = uuid4().hex
        try:
            answer = case.call_and_validate(checks=CHECKS)
            if unsafe and mode is GenerationMode.POSITIVE:
                again = case.call()
                if (again.status_code, again.content) != (answer.status_code, answer.content):
                    found.setdefault("key", f"The same key brought {answer.content!r}, then {again.content!r}")
        except FailureGroup as group:
            for problem in group.exceptions:
                found.setdefault(problem.title if isinstance(problem, Failure) else type(problem).__name__, str(group))

    call()
    return [f"{operation.label} ({mode.value}): {text[:1200]}" for text in found.values()]
