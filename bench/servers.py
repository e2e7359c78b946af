"""bench · no app · web servers under measurement: their commands, cold start and end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench import accounting
from bench.visitor import Unanswered, Unexpected, Visitor
from marketplace.demo.programs import Addresses, front
from marketplace.embedded import ports
from marketplace.embedded.errors import tail
from marketplace.runtime import BASE_DIR
from marketplace.supervisor.child import LEASH
from marketplace.supervisor.claim import mark

_START_TIMEOUT_S = 90
_END_TIMEOUT_S = 10
_ASK_EVERY_S = 0.02
BARE = "bench.bare.wsgi:application"
PEER = "bench.oscar.wsgi:application"
HOST = "portolan.localhost"


@dataclass(frozen=True)
class Server:
    """A running web server, and what its cold start took until the first page was there."""

    name: str
    host: str
    port: int
    pid: int
    start_s: float
    start_cpu_s: float

    def visitor(self) -> Visitor:
        """Somebody new."""
        return Visitor(self.port, host=self.host)


class DidNotStart(RuntimeError):
    """The server ended, never answered, or answered with an error; the text holds its log's end."""


def marketplace_command(port: int) -> tuple[str, ...]:
    """The command that the marketplace runs under everywhere: granian with two workers."""
    addresses = Addresses(HOST, port, gateway_port=1, carrier_port=1, authority_port=1)
    return next(program for program in front(addresses) if program.name == "web").command


def gunicorn_command(port: int, application: str, *, python: str = sys.executable) -> tuple[str, ...]:
    """A WSGI application under gunicorn with two sync workers: the floor's command, and the peer's."""
    return (python, "-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{port}", "--log-level", "warning", application)


def free_port(name: str, root: Path) -> int:
    """A free loopback port for a server of this state folder."""
    return next(ports.candidates(name, root, last=None))


@contextmanager
def serving(
    name: str,
    command: tuple[str, ...],
    *,
    root: Path,
    port: int,
    host: str,
    path: str,
    variables: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Run a server while the block runs. `path` is the page whose first answer ends the cold start.

    Raises:
        DidNotStart: no answer within 90 seconds, or an error.
    """
    log = root / "log" / f"{name}.log"
    environment = {**os.environ, **mark(root), "PORT": str(port), "PYTHONUNBUFFERED": "1", **(variables or {})}
    leash = (sys.executable, "-I", "-S", str(LEASH), str(os.getpid()))
    started = time.perf_counter()
    with log.open("w") as output:
        process = subprocess.Popen(
            (*leash, *command), cwd=BASE_DIR, env=environment, stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(process, Visitor(port, host=host), path, log)
        start_s = time.perf_counter() - started
        cpu_s = sum(accounting.cpu(accounting.tree(process.pid)).values())
        yield Server(name, host, port, process.pid, start_s, cpu_s)
    finally:
        _end(process)


def _wait(process: subprocess.Popen[bytes], visitor: Visitor, path: str, log: Path) -> None:
    deadline, answer = time.monotonic() + _START_TIMEOUT_S, ""
    while process.poll() is None and time.monotonic() < deadline:
        try:
            visitor.get(path)
        except Unanswered as error:
            answer = str(error)
            time.sleep(_ASK_EVERY_S)
        except Unexpected as error:
            answer = str(error)
            break
        else:
            visitor.close()
            return
    raise DidNotStart(f"The web server does not open: {answer}\nThe end of {log}:\n{tail(log)}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end; then all that it started is gone, one way or the other."""
    process.terminate()
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_END_TIMEOUT_S)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
