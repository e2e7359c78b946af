"""Requests, responses and routes over plain WSGI · sandbox · no schema."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, quote, unquote

MAX_BODY_BYTES = 1_000_000
_BODILESS = frozenset({204, 304})
_URL_SAFE = ":/?#[]@!$&'()*+,;=%~-._"
_PLACEHOLDER = re.compile(r"<([a-z_]+)>")


class Hangup(ConnectionAbortedError):
    """Close the connection without an answer; the WSGI server takes it for a client that went away."""


@dataclass
class Request:
    """One HTTP request, its body already read."""

    method: str
    path: str
    query_string: str
    headers: dict[str, str]
    body: bytes
    remote_address: str
    params: dict[str, str] = field(default_factory=dict)
    route: str = ""
    faults: list[Any] = field(default_factory=list)

    @property
    def target(self) -> str:
        """Path and query exactly as in the request line."""
        return f"{self.path}?{self.query_string}" if self.query_string else self.path

    @property
    def query(self) -> dict[str, str]:
        """Query parameters; the last of a repeated name wins."""
        return {name: values[-1] for name, values in parse_qs(self.query_string).items()}

    @property
    def form(self) -> dict[str, str]:
        """Body of an HTML form; the last of a repeated name wins."""
        text = self.body.decode("utf-8", "replace")
        return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}

    @property
    def is_loopback(self) -> bool:
        """Whether the peer is this machine."""
        return self.remote_address == "::1" or self.remote_address.startswith("127.")

    @classmethod
    def from_environ(cls, environ: dict[str, Any]) -> Request:
        """Read a request off a WSGI environment, at most `MAX_BODY_BYTES` of body."""
        announced = environ.get("CONTENT_LENGTH") or "0"
        length = min(int(announced), MAX_BODY_BYTES) if announced.isdecimal() else 0
        headers = {
            name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")
        }
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        return cls(
            method=environ["REQUEST_METHOD"],
            path=environ.get("PATH_INFO", "/").encode("latin-1").decode("utf-8", "replace") or "/",
            query_string=environ.get("QUERY_STRING", ""),
            headers=headers,
            body=environ["wsgi.input"].read(length) if length else b"",
            remote_address=environ.get("REMOTE_ADDR", ""),
        )


@dataclass
class Response:
    """Status, headers and body bytes."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, data: Any, status: int = 200, **headers: str) -> Response:
        """JSON answer; header names in `headers` use underscores for dashes."""
        body = json.dumps(data, ensure_ascii=False, indent=2).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, body, {"Content-Type": "application/json"} | named)

    @classmethod
    def html(cls, text: str, status: int = 200) -> Response:
        """HTML page that may load nothing but this program's own style sheet."""
        policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
        return cls(
            status,
            text.encode(),
            {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Security-Policy": policy,
                "Cache-Control": "no-store",
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
            },
        )

    @classmethod
    def redirect(cls, url: str) -> Response:
        """303 See Other; what may not stand in a header is percent-encoded."""
        return cls(303, b"", {"Location": quote(url, safe=_URL_SAFE), "Cache-Control": "no-store"})

    def send(self, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Hand the response to a WSGI server."""
        headers = {"Content-Type": "text/plain"} | self.headers | {"Content-Length": str(len(self.body))}
        if self.status in _BODILESS:
            headers = {name: value for name, value in headers.items() if not name.startswith("Content-")}
        start_response(f"{self.status} {HTTPStatus(self.status).phrase}", list(headers.items()))
        return [self.body]


Handler = Callable[[Request], Response]


class Router:
    """Finds the handler of a method and path such as `/v1/refunds/<id>`."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, re.Pattern[str], str, Handler]] = []

    def add(self, method: str, pattern: str, handler: Handler) -> None:
        """Register a handler; earlier routes win."""
        regex = re.compile(_PLACEHOLDER.sub(r"(?P<\1>[^/]+)", pattern) + "$")
        self._routes.append((method, regex, pattern, handler))

    def find(self, request: Request) -> Handler | None:
        """The handler, with `request.params` and `request.route` filled in, or None."""
        for method, regex, pattern, handler in self._routes:
            match = regex.match(request.path)
            if match and method == request.method:
                request.params = {name: unquote(value) for name, value in match.groupdict().items()}
                request.route = f"{method} {pattern}"
                return handler
        return None
