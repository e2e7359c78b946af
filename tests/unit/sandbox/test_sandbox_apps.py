"""Each program is also a WSGI callable."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from apps.sandbox.authority import app as authority
from apps.sandbox.carrier import app as carrier
from apps.sandbox.gateway import app as gateway

BUILD = {
    "gateway": lambda state: gateway.create_app(
        gateway.Settings(state=state, secret_key="sk_test_x", public_url="http://gateway.invalid")
    ),
    "carrier": lambda state: carrier.create_app(carrier.Settings(state=state, api_key="mk", api_secret="ms")),
    "authority": lambda state: authority.create_app(authority.Settings(state=state)),
}


def call(app: Any, method: str, path: str, **environ: Any) -> tuple[int, bytes]:
    """One request through the standard library's WSGI validator."""
    scope: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "wsgi.input": io.BytesIO(b""),
    } | environ
    setup_testing_defaults(scope)
    answered: list[str] = []
    body = validator(app)(scope, lambda status, headers, exc_info=None: answered.append(status) or (lambda _: None))
    content = b"".join(body)
    body.close()
    return int(answered[0].split()[0]), content


@pytest.mark.parametrize("name", sorted(BUILD))
def test_a_program_answers_as_a_wsgi_callable(name: str, tmp_path: Path) -> None:
    app = BUILD[name](tmp_path)
    try:
        status, body = call(app, "GET", "/healthz")
        assert (status, json.loads(body)) == (200, {"status": "ok"})
        assert call(app, "GET", "/nowhere")[0] == 404
        assert call(app, "GET", "/_sandbox/state", REMOTE_ADDR="127.0.0.1")[0] == 200
        assert call(app, "GET", "/_sandbox/state", REMOTE_ADDR="192.0.2.7")[0] == 403
        assert call(app, "DELETE", "/_sandbox/state", REMOTE_ADDR="127.0.0.1") == (204, b"")
        assert call(app, "DELETE", "/_sandbox/state", REMOTE_ADDR="192.0.2.7")[0] == 403
    finally:
        app.close()


def test_an_unchanged_feed_is_a_valid_answer(tmp_path: Path) -> None:
    app = BUILD["authority"](tmp_path)
    path = "/ecb/eurofxref-daily.xml"
    assert call(app, "GET", path)[0] == 200
    assert call(app, "GET", path, HTTP_IF_NONE_MATCH="*") == (304, b"")
    app.close()
