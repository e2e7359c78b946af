"""Starting a stack of one's own in a temporary folder, and leaving nothing of it behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tests.stack import ports, processes
from tests.stack.servers import Servers

PROJECT = Path(__file__).resolve().parents[2]
HOST = "portolan.localhost"
_OPEN = "Ready after"
_PATIENCE_S = 240
_END_PATIENCE_S = 60
_LISTENING = ("PORT", "GATEWAY_PORT", "CARRIER_PORT", "AUTHORITY_PORT")
_SERVERS_OF_ONES_OWN = ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL", "RESULT_URL", "CACHE_URL")


class DidNotOpen(RuntimeError):
    """The stack ended or took too long; the text holds what it said last."""


@dataclass(frozen=True)
class World:
    """How much is invented: vendors, products of each, pieces of each on the shelf."""

    vendors: int = 4
    listings: int = 12
    pieces: int = 500


class Stack:
    """A running marketplace. Its folder is kept if the `with` block ends in an exception, or on `keep`."""

    def __init__(self, folder: Path, process: subprocess.Popen[str], listening: dict[str, int]) -> None:
        self.folder = folder
        self.root = folder / "state"
        self.servers = Servers(self.root)
        self.shop = f"http://{HOST}:{listening['PORT']}"
        self.gateway = f"http://127.0.0.1:{listening['GATEWAY_PORT']}"
        self.environment: dict[str, str] = {}
        self.keep = False
        self.process = process
        self._open = threading.Event()
        self._said: deque[str] = deque(maxlen=40)

    @classmethod
    def build(cls, *, world: World | None = None, say: Callable[[str], None] = print, **environment: str) -> Stack:
        """Start everything and wait until the shop is open; `environment` are more settings of the marketplace.

        Raises:
            DidNotOpen: it ended, or took more than four minutes. Nothing is left but the folder.
        """
        folder = Path(tempfile.mkdtemp(prefix="portolan-stack-"))
        folder.chmod(0o711)  # PostgreSQL runs as another user where we are root
        (folder / "tmp").mkdir()
        listening = ports.free(len(_LISTENING))
        known = {**os.environ, **_settings(folder, dict(zip(_LISTENING, listening, strict=True)), world or World())}
        for name in _SERVERS_OF_ONES_OWN:
            known.pop(name, None)
        known |= environment
        process = subprocess.Popen(
            [*_leash(), sys.executable, "-m", "tests.stack"], cwd=PROJECT, env=known, text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        stack = cls(folder, process, dict(zip(_LISTENING, listening, strict=True)))
        stack.environment = known
        threading.Thread(target=stack._listen, args=(say,), daemon=True).start()
        try:
            stack._wait_open()
        except BaseException:
            stack.close()
            raise
        return stack

    def manage(self, *command: str, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a management command of this stack, as an operator would."""
        return subprocess.run(
            [sys.executable, "manage.py", *command], cwd=PROJECT, env=self.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=timeout_s,
        )  # fmt: skip

    def log(self, name: str) -> str:
        """What a program has written: "web", "worker", "relay", "beat", "gateway", "supervisor" …"""
        file = self.root / "log" / f"{name}.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def leftovers(self) -> list[int]:
        """Living processes that belong to this stack, however they were started."""
        return processes.bearing(str(self.folder))

    def close(self) -> None:
        """End everything as Ctrl-C does, and remove the folder unless it is to be kept."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(_END_PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        deadline = time.monotonic() + 5
        while (left := self.leftovers()) and time.monotonic() < deadline:
            time.sleep(0.1)
        for pid in left:
            processes.kill(pid)
        if not self.keep:
            for home in (*self.servers.homes(), self.folder):
                shutil.rmtree(home, ignore_errors=True)

    def __enter__(self) -> Stack:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.keep = self.keep or (kind is not None and not issubclass(kind, KeyboardInterrupt))
        self.close()

    def _listen(self, say: Callable[[str], None]) -> None:
        """Pass on what it says until the shop is open; then only keep the last lines."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._said.append(line.rstrip())
            if _OPEN in line:
                self._open.set()
            elif not self._open.is_set() and line.startswith("✓"):
                say(f"  {line.rstrip()}")

    def _wait_open(self) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while not self._open.wait(0.1):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.keep = True
                raise DidNotOpen("\n".join([*self._said, f"Its folder is kept: {self.folder}"]))


def _leash() -> tuple[str, ...]:
    """On Linux the stack ends with us, even if we are killed; its folder then stays."""
    leash = PROJECT / "marketplace" / "supervisor" / "leash.py"
    return (sys.executable, "-I", "-S", str(leash), str(os.getpid())) if sys.platform == "linux" else ()


def _settings(folder: Path, listening: dict[str, int], world: World) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "marketplace.settings.demo",
        "PORTOLAN_STATE": str(folder / "state"),
        "RISK_MODE": "shadow",  # few doors and mailboxes buy very often here
        "TMPDIR": str(folder / "tmp"),  # what a killed program leaves there goes with the folder
        "MARKETPLACE_HOST": HOST,
        "STACK_VENDORS": str(world.vendors),
        "STACK_LISTINGS": str(world.listings),
        "STACK_PIECES": str(world.pieces),
        **{name: str(port) for name, port in listening.items()},
    }
