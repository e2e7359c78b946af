"""Threaded WSGI server that stops cleanly on SIGTERM · sandbox · no schema."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from typing import Any, Protocol
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

REPOSITORY = Path(__file__).resolve().parents[3]


class Application(Protocol):
    """A WSGI callable that holds resources."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any: ...

    def close(self) -> None:
        """Release them."""


class Server(ThreadingMixIn, WSGIServer):
    """One thread per connection; HTTP/1.0 answers, so every connection is closed after its answer."""

    daemon_threads = True
    request_queue_size = 256

    def server_bind(self) -> None:
        """Bind without the reverse name look-up that the standard library makes."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Peers that go away are no error of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class RequestHandler(WSGIRequestHandler):
    """Leaves logging to the program and gives up on silent peers after half a minute."""

    timeout = 30

    def log_message(self, format: str, *args: Any) -> None:
        """The program writes its own line."""


def parser(name: str, *, port: int) -> argparse.ArgumentParser:
    """Command line with the flags that all sandbox programs share."""
    result = argparse.ArgumentParser(prog=name)
    result.add_argument("--host", default="127.0.0.1")
    result.add_argument("--port", type=int, default=port, help="0 takes a free one")
    result.add_argument("--state", type=Path, default=REPOSITORY / ".local" / "sandbox" / name)
    return result


def serve(host: str, port: int, build: Callable[[str], Application]) -> None:
    """Listen, build the application for the address it got, and serve until SIGTERM or SIGINT."""
    server = Server((host, port), RequestHandler)
    address = f"http://{host}:{server.server_port}"
    application = build(address)
    server.set_app(application)

    def stop(*_: object) -> None:
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"listening on {address}", flush=True)
    server.serve_forever(poll_interval=0.2)
    server.server_close()
    application.close()
