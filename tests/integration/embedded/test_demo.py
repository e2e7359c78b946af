"""`make demo` does what is due, opens, says where, and closes; a failed step says what to do."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

from marketplace import runtime
from marketplace.demo import __main__ as demo
from marketplace.demo.programs import Addresses
from marketplace.demo.steps import Step
from marketplace.embedded.files import prepare_root
from marketplace.supervisor import Console, Program
from marketplace.supervisor.claim import leftovers

SHOP = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == '/readyz' and self.headers['Host'].startswith('portolan.') else 404)
        self.end_headers()
    def log_message(self, *_): pass
HTTPServer(('127.0.0.1', int(sys.argv[1])), Shop).serve_forever()
"""


IDLE = "import time; time.sleep(60)"


class Stage:
    """A demo whose programs and steps are toys."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.out = io.StringIO()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.addresses = Addresses("portolan.localhost", port, 1, 2, 3)
        self.steps: list[Step] = []
        prepare_root(root)
        self.shop = SHOP
        monkeypatch.setattr(runtime, "lease_services", lambda root: None)
        monkeypatch.setattr(demo, "sandbox", lambda *_: [])
        monkeypatch.setattr(demo, "front", lambda *_: [self.program("web", self.shop), self.program("relay", IDLE)])
        monkeypatch.setattr(demo, "background", lambda *_: [self.program("worker", IDLE)])
        monkeypatch.setattr(demo, "steps", lambda *_: iter(self.steps))
        monkeypatch.setattr(demo, "last_steps", lambda *_: iter(()))

    def program(self, name: str, code: str) -> Program:
        """A program that runs this Python code."""
        return Program(name, (sys.executable, "-c", code, str(self.addresses.port)))

    def step(self, code: str, *, mark: str = "1") -> None:
        """Add a step that runs this Python code."""
        name = f"step{len(self.steps)}"
        command = (sys.executable, "-c", code)
        self.steps.append(Step(name, f"Doing {name}", command, mark, "Mend it and start again."))

    def open(self, *, interrupt_at: str) -> tuple[int, str]:
        """Open the shop, press Ctrl-C once `interrupt_at` was shown; exit status and what was shown."""
        self.out = io.StringIO()
        over = threading.Event()

        def interrupt() -> None:
            while not over.wait(0.02):
                if interrupt_at in self.out.getvalue():
                    os.kill(os.getpid(), signal.SIGINT)
                    return

        finger = threading.Thread(target=interrupt)
        finger.start()
        console = Console(self.root, out=self.out)
        try:
            status = asyncio.run(demo.open_shop(self.root, self.addresses, console))
        finally:
            over.set()
            finger.join()
            console.close()
        return status, self.out.getvalue()


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A toy demo."""
    return Stage(tmp_path / "state", monkeypatch)


def test_the_demo_opens_tells_who_may_log_in_and_leaves_no_process(stage):
    (stage.root / "demo-logins.json").write_text(json.dumps([{"role": "staff", "email": "noor@example.org"}]))
    stage.step("print('done')")

    status, text = stage.open(interrupt_at="Ready after")

    assert status == 0
    assert "✓ Doing step0" in text
    assert f"http://portolan.localhost:{stage.addresses.port}/" in text
    assert "noor@example.org" in text
    assert leftovers(stage.root) == []


def test_a_step_runs_again_only_when_what_it_reads_has_changed(stage, tmp_path):
    runs = tmp_path / "runs"
    code = f"open({str(runs)!r}, 'a').write('x')"
    stage.step(code)
    stage.open(interrupt_at="Ready after")
    stage.open(interrupt_at="Ready after")
    assert runs.read_text() == "x"

    stage.steps.clear()
    stage.step(code, mark="2")
    stage.open(interrupt_at="Ready after")
    assert runs.read_text() == "xx"


def test_a_failed_step_shows_its_last_lines_and_what_to_do_and_opens_nothing(stage):
    stage.step("import sys; print('the harbour is closed'); sys.exit(4)")

    status, text = stage.open(interrupt_at="never")

    assert status == 1
    assert "Doing step0" in text
    assert "ended with status 4" in text
    assert "the harbour is closed" in text
    assert "Mend it and start again." in text
    assert "Ready" not in text
    assert leftovers(stage.root) == []
    assert not (stage.root / "run" / "steps.json").exists()


def test_a_web_server_that_keeps_ending_is_given_up_with_its_last_lines(stage):
    stage.shop = "raise SystemExit('no harbour in sight')"

    status, text = stage.open(interrupt_at="never")

    assert status == 1
    assert text.count("web ended with status 1; starting it again") >= 3
    assert "no harbour in sight" in text.rpartition("last lines of the web server")[2]
    assert leftovers(stage.root) == []


def test_ctrl_c_during_a_step_ends_it_at_once(stage):
    stage.step("import time; time.sleep(60)")
    started = time.monotonic()

    status, text = stage.open(interrupt_at="Doing step0")

    assert status == 0
    assert time.monotonic() - started < 5
    assert leftovers(stage.root) == []
    assert "Ready" not in text


def test_a_taken_port_is_named_with_the_way_out(stage):
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", stage.addresses.port))
        squatter.listen()
        console = Console(stage.root, out=stage.out)
        assert demo.refuse_busy(["PORT"], stage.addresses, console) == 1
    assert f"port {stage.addresses.port}" in stage.out.getvalue()
    assert "make demo PORT=" in stage.out.getvalue()
    assert f"PORT={stage.addresses.port}\n" not in stage.out.getvalue()
