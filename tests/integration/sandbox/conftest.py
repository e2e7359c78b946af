"""Starts the sandbox programs as a shell would: by file, on free ports, with fresh state."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sandbox_world import (
    CARRIER_KEY,
    CARRIER_SECRET,
    SECRET_KEY,
    WEBHOOK_SECRET,
    Inbox,
    Meridian,
    Post,
    Program,
    Shop,
    client,
)  # fmt: skip

ROOT = Path(__file__).resolve().parents[3]
Starter = Callable[..., Program]


@pytest.fixture(autouse=True)
def _public_schema() -> None:
    """These tests know no database."""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Starter]:
    """Start programs: `program("gateway", "--merchant", "Kiln")`."""
    running: list[Program] = []

    def start(name: str, *flags: str) -> Program:
        file = ROOT / "apps" / "sandbox" / name / "app.py"
        command = [sys.executable, "-u", str(file), "--port", "0", "--state", str(tmp_path / name), *flags]
        started = Program(command, tmp_path / f"{name}.log")
        started.start()
        running.append(started)
        return started

    yield start
    for one in running:
        if one.process.poll() is None:
            one.stop(signal.SIGKILL)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A local webhook receiver."""
    box = Inbox("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            named = {name.lower(): value for name, value in self.headers.items()}
            box.posts.append(Post(named, body, time.monotonic()))
            self.send_response(box.answers.pop(0) if box.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    box.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield box
    server.shutdown()
    server.server_close()


@pytest.fixture
def shop(program: Starter, inbox: Inbox) -> Shop:
    """A gateway whose webhooks reach the inbox."""
    flags = ("--secret-key", SECRET_KEY, "--webhook-secret", WEBHOOK_SECRET, "--webhook-url", inbox.url)
    gateway = program("gateway", *flags, "--retry-base-s", "0.1")
    return Shop(gateway, client(gateway.url))


@pytest.fixture
def meridian(program: Starter) -> Meridian:
    """A carrier whose clock only moves when told to (a simulated second a second)."""
    flags = ("--api-key", CARRIER_KEY, "--api-secret", CARRIER_SECRET, "--time-scale", "1")
    return Meridian(program("carrier", *flags))
