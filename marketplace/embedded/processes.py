"""embedded · no app · processes that are not our children: who they are, waiting for them, starting them."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path


def identity(pid: int) -> str | None:
    """A text that stays the same for as long as this process lives and that no later process of the pid has.

    None when there is no such process or only its zombie is left.
    """
    if sys.platform == "linux":
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return None
        state, *fields = stat.rpartition(")")[2].split()
        return None if state in "ZX" else fields[18]
    found = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], check=False, capture_output=True, text=True)
    state, _, started = found.stdout.strip().partition(" ")
    return None if found.returncode or not started or state.startswith("Z") else started.strip()


def command_name(pid: int) -> str:
    """The base name of the program a process runs; empty if it is gone."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/comm").read_text().strip()
        except OSError:
            return ""
    found = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], check=False, capture_output=True, text=True)
    return Path(found.stdout.strip()).name


def wait_gone(pid: int, *, timeout_s: float) -> bool:
    """Wait for a process that need not be our child; whether it is gone."""
    deadline = time.monotonic() + timeout_s
    if sys.platform == "linux":
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            return True
        except OSError:  # an old kernel or a sandbox without the call: poll below
            pass
        else:
            try:
                select.select([descriptor], [], [], timeout_s)
            finally:
                os.close(descriptor)
    while (alive := identity(pid) is not None) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive


def end(pid: int, *, by: signal.Signals, timeout_s: float, at_last: signal.Signals) -> None:
    """Ask a process to end with `by` and, if it has not after `timeout_s`, with `at_last`."""
    for sign, patience_s in ((by, timeout_s), (at_last, 5.0)):
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return
        if wait_gone(pid, timeout_s=patience_s):
            return


def spawn_detached(
    command: Sequence[str],
    *,
    log: Path,
    env: dict[str, str] | None = None,
    pass_fds: Sequence[int] = (),
) -> int:
    """Start a program in a session of its own that outlives us and is not our child; its pid.

    Its output is appended to `log`.
    """
    script = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'
    shell = subprocess.run(
        ["/bin/sh", "-c", script, "sh", str(log), *command],
        env=env, stdout=subprocess.PIPE, text=True, check=True, start_new_session=True,
        pass_fds=pass_fds,
    )  # fmt: skip
    return int(shell.stdout)
