"""The marketplace's programs as processes of their own, on a test's database."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings
from django.core.cache import cache

ROOT = Path(__file__).resolve().parents[3]
WEB = ("-m", "marketplace.web")
RELAY = ("manage.py", "run_relay")


def environment(database: str) -> dict[str, str]:
    """What a program needs to run on a test's database as the application's role."""
    shape = settings.DATABASES["default"]
    login = f"{quote(str(shape['USER']))}:{quote(str(shape['PASSWORD']))}@{shape['HOST']}:{shape['PORT']}"
    owner = urlsplit(settings.DATABASE_OWNER_URL)
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "marketplace.settings.test",
        "PORTOLAN_STATE": str(settings.STATE_DIR),
        "DATABASE_URL": f"postgresql://{login}/{database}",
        "DATABASE_OWNER_URL": urlunsplit(owner._replace(path=f"/{database}")),
        "BROKER_URL": settings.CELERY_BROKER_URL,
        "RESULT_URL": settings.CELERY_RESULT_BACKEND,
        "CACHE_URL": str(settings.CACHES["default"]["LOCATION"]),
        "PYTEST_XDIST_WORKER": os.environ.get("PYTEST_XDIST_WORKER", "gw0"),
        "WEB_WORKERS": "1",
        "PYTHONUNBUFFERED": "1",
    }


@dataclass
class Program:
    """A running program; `port` is where it answers, if it does."""

    process: subprocess.Popen[bytes]
    log: Path
    port: int

    def get(self, path: str, *, timeout_s: float = 10, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """One request on a connection of its own: status, headers by lower-case name, body."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)
        try:
            link.request("GET", path, headers={"Host": settings.MARKETPLACE_HOST, **headers})
            answer = link.getresponse()
            body = answer.read()
            names = {name.lower() for name, _ in answer.getheaders()}
            return answer.status, {name: answer.getheader(name, "") for name in names}, body
        finally:
            link.close()

    def status(self, path: str) -> int:
        """The status of an answer; 0 where nobody answers."""
        try:
            return self.get(path, timeout_s=5)[0]
        except (OSError, http.client.HTTPException):
            return 0

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def wait(self, timeout_s: float) -> int:
        return self.process.wait(timeout_s)


@contextmanager
def running(command: tuple[str, ...], folder: Path, *, env: Mapping[str, str], port: int = 0) -> Iterator[Program]:
    """A program while the block runs; nothing of it is left afterwards."""
    log = folder / f"{command[-1].replace('/', '-')}-{time.monotonic_ns()}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=dict(env), stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield Program(process, log, port)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        cache.clear()


@contextmanager
def web(folder: Path, *, env: Mapping[str, str], **changed: str) -> Iterator[Program]:
    """A web server that is ready."""
    port = free_port()
    with running(WEB, folder, env={**env, **changed, "PORT": str(port)}, port=port) as server:
        until(lambda: server.status("/readyz") == 200, 60, lambda: server.log.read_text()[-2000:])
        yield server


def until(holds: Callable[[], bool], timeout_s: float, story: Callable[[], str] = lambda: "") -> None:
    """Wait for something; fails with its story."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, story()
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
