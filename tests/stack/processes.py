"""Processes as the kernel shows them: who descends from whom, who is connected where. Linux only."""

from __future__ import annotations

import contextlib
import os
import signal
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class Process:
    """A living process. `born` tells it from a later one of the same pid."""

    pid: int
    parent: int
    born: str
    command: str


def read(pid: int) -> Process | None:
    """The process of this pid; None when it is gone or only its zombie is left."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text()
        command = (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return None
    state, parent, *fields = stat.rpartition(")")[2].split()
    return None if state in "ZX" else Process(pid, int(parent), fields[17], command)


def everyone() -> list[Process]:
    """All living processes."""
    pids = (int(entry.name) for entry in _PROC.glob("[0-9]*"))
    return [process for pid in pids if (process := read(pid)) is not None]


def descendants(pid: int) -> list[Process]:
    """All that a process started, and what those started, the eldest generation first."""
    children: dict[int, list[Process]] = defaultdict(list)
    for process in everyone():
        children[process.parent].append(process)
    found, generation = [], children[pid]
    while generation:
        found += generation
        generation = [child for process in generation for child in children[process.pid]]
    return found


def bearing(text: str) -> list[int]:
    """Pids of living processes, ourselves apart, whose command or environment names this text."""
    found, wanted = [], text.encode()
    for process in everyone():
        with contextlib.suppress(OSError):
            environment = (_PROC / str(process.pid) / "environ").read_bytes()
            if process.pid != os.getpid() and (wanted in environment or text in process.command):
                found.append(process.pid)
    return found


def is_connected(pid: int, port: int) -> bool:
    """Whether a process holds an established connection to this port of 127.0.0.1."""
    sockets = set()
    for line in (_PROC / "net" / "tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[3] == "01" and int(fields[2].rpartition(":")[2], 16) == port:
            sockets.add(f"socket:[{fields[9]}]")
    with contextlib.suppress(OSError):
        for entry in (_PROC / str(pid) / "fd").iterdir():
            with contextlib.suppress(OSError):
                if os.readlink(entry) in sockets:
                    return True
    return False


def kill(pid: int) -> bool:
    """End a process at once; whether there was one."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
