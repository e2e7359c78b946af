"""bench · no app · what processes use, by the kernel's own books under /proc (Linux)."""

from __future__ import annotations

import contextlib
import os
from collections import defaultdict
from pathlib import Path

_TICKS_S = os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _CHILDREN_SYSTEM = 1, 11, 14  # places after the program's name in /proc/<pid>/stat; proc(5)


def tree(root: int) -> list[int]:
    """A process and all its living descendants."""
    children: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            children[int(_stat(int(entry.name))[_PARENT])].append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children[pid]
    return found


def cpu(pids: list[int]) -> dict[int, float]:
    """CPU seconds of each living process, those of its ended and awaited children included."""
    used = {}
    for pid in pids:
        with contextlib.suppress(OSError):
            used[pid] = sum(int(ticks) for ticks in _stat(pid)[_USER : _CHILDREN_SYSTEM + 1]) / _TICKS_S
    return used


def backends(postmaster: int, *, role: str, database: str) -> list[int]:
    """The server processes that work for a role's connections to a database, by the title PostgreSQL gives them."""
    return [pid for pid in tree(postmaster) if _title(pid).startswith(f"postgres: {role} {database} ")]


def pss_mb(pids: list[int]) -> float:
    """Memory of processes together in MB: their own pages, and their share of those they share with others."""
    kilobytes = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    kilobytes += int(line.split()[1])
    return kilobytes / 1024


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""
