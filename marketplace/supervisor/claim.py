"""supervisor · no app · one supervisor per state root, and an end to what a killed one left."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from marketplace.embedded import processes
from marketplace.embedded.files import prepare_root, read_json, write_json
from marketplace.embedded.lease import locked

MARK = "PORTOLAN_SUPERVISED"


class AlreadyRunning(RuntimeError):
    """A living supervisor holds the root; `address` is where its marketplace answers."""

    def __init__(self, pid: int, address: str) -> None:
        super().__init__(f"pid {pid}, {address}")
        self.pid = pid
        self.address = address


@contextlib.contextmanager
def claim(root: Path, *, address: str) -> Iterator[list[int]]:
    """Hold a state root for one supervisor; yields the pids of a killed predecessor's programs, ended now.

    Raises:
        AlreadyRunning: a supervisor lives.
    """
    prepare_root(root)
    note = root / "run" / "supervisor.json"
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locked(root / "run" / "supervisor", wait=False))
        except BlockingIOError:
            state = read_json(note)
            raise AlreadyRunning(int(state.get("pid", 0)), str(state.get("address", "?"))) from None
        orphans = leftovers(root)
        end_all(orphans)
        write_json(note, {"pid": os.getpid(), "address": address})
        yield orphans
        note.unlink(missing_ok=True)


def running(root: Path) -> bool:
    """Whether a supervisor holds this root now."""
    if not (root / "run").is_dir():
        return False
    try:
        with locked(root / "run" / "supervisor", wait=False):
            return False
    except BlockingIOError:
        return True


def mark(root: Path) -> dict[str, str]:
    """The environment variable that programs of this root's supervisor bear, and all their children."""
    return {MARK: str(root)}


def leftovers(root: Path) -> list[int]:
    """Living processes that bear the mark of this root.

    Found by their environment, so grandchildren whose parent is gone are found
    too. On systems without /proc this is `ps`, which shows our own alone.
    """
    wanted = f"{MARK}={root}"
    if sys.platform == "linux":
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if wanted.encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    else:
        import subprocess

        listing = subprocess.run(["ps", "-Eww", "-o", "pid=,command="], capture_output=True, text=True, check=False)
        lines = (line.split() for line in listing.stdout.splitlines())
        found = [int(words[0]) for words in lines if wanted in words]
    return [pid for pid in found if pid != os.getpid() and processes.identity(pid) is not None]


def end_all(pids: list[int], *, patience_s: float = 5.0) -> None:
    """Ask processes that are not our children to end, and kill those that have not after `patience_s`."""
    deadline = time.monotonic() + patience_s
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
        pids = [pid for pid in pids if not processes.wait_gone(pid, timeout_s=max(deadline - time.monotonic(), 0.1))]
