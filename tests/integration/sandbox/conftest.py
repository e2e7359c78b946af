"""Starts the sandbox programs as a shell would: by file, on free ports, with empty state."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.integration.sandbox.sandbox_world import (
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
from tests.integration.sandbox.wallet_world import Wallets, clock_in_china

ROOT = Path(__file__).resolve().parents[3]
Starter = Callable[..., Program]
CARRIER_FLAGS = ("--api-key", CARRIER_KEY, "--api-secret", CARRIER_SECRET, "--time-scale", "1")


@pytest.fixture(autouse=True)
def _public_schema() -> None:
    """These tests know no database."""


def _starting(folder: Path) -> Iterator[Starter]:
    running: list[Program] = []

    def start(name: str, *flags: str) -> Program:
        file = ROOT / "apps" / "sandbox" / name / "app.py"
        command = [sys.executable, "-u", str(file), "--port", "0", "--state", str(folder / name), *flags]
        started = Program(command, folder / f"{name}.log")
        started.start()
        running.append(started)
        return started

    yield start
    for one in running:
        if one.process.poll() is None:
            one.stop(signal.SIGKILL)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Starter]:
    """Start programs of this test: `program("gateway", "--merchant", "Kiln")`."""
    yield from _starting(tmp_path)


@pytest.fixture(scope="session")
def _shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sandbox")


@pytest.fixture(scope="session")
def _shared(_shared_folder: Path) -> Iterator[Starter]:
    yield from _starting(_shared_folder)


@pytest.fixture(scope="session")
def _gateway(_shared: Starter) -> Program:
    return _shared("gateway", "--secret-key", SECRET_KEY, "--retry-base-s", "0.1")


@pytest.fixture(scope="session")
def _carrier(_shared: Starter) -> Program:
    return _shared("carrier", *CARRIER_FLAGS)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A local webhook receiver."""
    box = Inbox("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            named = {name.lower(): value for name, value in self.headers.items()}
            box.posts.append(Post(named, body, time.monotonic(), box.secret))
            self.send_response(box.answers.pop(0) if box.answers else 200)
            self.send_header("Content-Length", str(len(box.says)))
            self.end_headers()
            self.wfile.write(box.says)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    box.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield box
    server.shutdown()
    server.server_close()


@pytest.fixture
def shop(_gateway: Program, inbox: Inbox) -> Shop:
    """An emptied gateway whose webhooks reach the inbox."""
    _gateway.reset()
    found = Shop(_gateway, client(_gateway.url))
    inbox.secret = found.register(inbox.url)
    return found


@pytest.fixture
def wallets(_gateway: Program, _shared_folder: Path, inbox: Inbox) -> Iterator[Wallets]:
    """An emptied gateway, the wallets' SDKs with the merchant's keys, and an inbox that says `success`."""
    _gateway.reset()
    inbox.says = b"success"
    with clock_in_china():
        yield Wallets(_gateway, _shared_folder / "gateway" / "keys", inbox)


@pytest.fixture
def own_wallets(program: Starter, tmp_path: Path, inbox: Inbox) -> Iterator[Wallets]:
    """The same with a gateway of this test alone."""
    inbox.says = b"success"
    with clock_in_china():
        yield Wallets(program("gateway", "--retry-base-s", "0.1"), tmp_path / "gateway" / "keys", inbox)


@pytest.fixture
def own_shop(program: Starter, inbox: Inbox) -> Shop:
    """A gateway of this test alone, its webhook given on the command line."""
    flags = ("--secret-key", SECRET_KEY, "--webhook-secret", WEBHOOK_SECRET, "--webhook-url", inbox.url)
    gateway = program("gateway", *flags, "--retry-base-s", "0.1")
    inbox.secret = WEBHOOK_SECRET
    return Shop(gateway, client(gateway.url))


@pytest.fixture
def meridian(_carrier: Program) -> Meridian:
    """An emptied carrier whose clock only moves when told to (a simulated second a second)."""
    _carrier.reset()
    return Meridian(_carrier)


@pytest.fixture
def own_meridian(program: Starter) -> Meridian:
    """A carrier of this test alone."""
    return Meridian(program("carrier", *CARRIER_FLAGS))
