"""observability · no app · /metrics and /healthz of programs that are no web server: workers, beat and the relay."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings

from . import exposition

log = logging.getLogger(__name__)


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a scrape is no news."""


def serve() -> WSGIServer | None:
    """Answer /metrics and /healthz on METRICS_PORT; None, and nothing is opened, where no port is set."""
    return listening(port=settings.METRICS_PORT) if settings.METRICS_PORT else None


def listening(*, port: int) -> WSGIServer:
    """Answer on a port, in a thread of its own, until its `shutdown`. /metrics asks for the web servers' token."""
    server = make_server(settings.METRICS_HOST, port, _answer, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    log.info("metrics: answering on %s:%s", settings.METRICS_HOST, server.server_port)
    return server


def _answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    if environ.get("PATH_INFO") == "/healthz":
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"ok\n"]
    if environ.get("PATH_INFO") != "/metrics" or not exposition.may_read(environ.get("HTTP_AUTHORIZATION", "")):
        start("404 Not Found", [("Content-Type", "text/plain")])
        return [b"Not found\n"]
    start("200 OK", [("Content-Type", exposition.CONTENT_TYPE)])
    return [exposition.text()]
