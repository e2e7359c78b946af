"""bench · the lean client of the floor."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bench.floor import ask


@contextmanager
def answering(*statuses: int) -> Iterator[int]:
    """A server that gives these statuses in turn; its port."""
    left = list(statuses)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(left.pop(0))
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_exactly_as_many_are_asked_as_are_wanted() -> None:
    with answering(*[200] * 30) as port:
        assert ask(port, 30) == {True: 30}


def test_an_answer_that_is_none_is_told_apart() -> None:
    with answering(200, 503, 200) as port:
        assert ask(port, 3) == {True: 2, False: 1}
