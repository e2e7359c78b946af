"""observability · no app · /metrics of programs that are no web server: workers, beat and the relay."""

from __future__ import annotations

import logging
import os
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
    """Answer /metrics on METRICS_PORT in a thread of its own; None, and nothing is opened, where no port is set.

    The same token guards it as the web servers' /metrics.
    """
    if not settings.METRICS_PORT:
        return None
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        os.makedirs(folder, exist_ok=True)
    server = make_server(settings.METRICS_HOST, settings.METRICS_PORT, _answer, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    log.info("metrics: answering on %s:%s", settings.METRICS_HOST, server.server_port)
    return server


def _answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    if environ.get("PATH_INFO") != "/metrics" or not exposition.may_read(environ.get("HTTP_AUTHORIZATION", "")):
        start("404 Not Found", [("Content-Type", "text/plain")])
        return [b"Not found\n"]
    start("200 OK", [("Content-Type", exposition.CONTENT_TYPE)])
    return [exposition.text()]
