"""demo · no app · runs one step and shows that it is alive."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections import deque
from pathlib import Path

from marketplace.demo.steps import Step
from marketplace.supervisor import Console
from marketplace.supervisor.child import ending, spawn
from marketplace.supervisor.claim import mark

REPORT_EVERY_S = 10.0
TICK_S = 0.2
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
LAST_LINES = 15


class StepFailed(RuntimeError):
    """A step ended badly; the text holds its last lines and what to do."""


async def run_step(step: Step, *, root: Path, cwd: Path, console: Console) -> None:
    """Run a step to its end, showing the time it takes and its latest line.

    Raises:
        StepFailed: its command ended with another status than 0.
    """
    environment = {**os.environ, **mark(root), "PYTHONUNBUFFERED": "1"}
    process, output = await spawn(step.command, environment=environment, cwd=cwd)
    said: deque[str] = deque(maxlen=LAST_LINES)
    watcher = asyncio.create_task(show(step.title, said, console))
    try:
        with (root / "log" / "steps.log").open("a") as file:
            async for line in output.lines():
                file.write(f"{step.name} {line}\n")
                if line.strip():
                    said.append(line.rpartition("\r")[2])
        status = await process.wait()
    finally:
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        output.close()
    if status:
        shown = "\n".join(f"    {line}" for line in said) or "    (it said nothing)"
        raise StepFailed(
            f"{step.title}: {' '.join(step.command[1:])} {ending(status)}. Its last lines:\n{shown}\n"
            f"  {step.remedy}\n  The whole output stands in {root / 'log' / 'steps.log'}."
        )


async def show(title: str, said: deque[str], console: Console) -> None:
    """Keep a status line on a terminal; elsewhere report now and then."""
    started = time.monotonic()
    reported_s = 0.0
    tick = 0
    if not console.live:
        console.say(f"{title} …")
    while True:
        elapsed_s = time.monotonic() - started
        detail = f" · {said[-1].strip()}" if said and elapsed_s > 2 else ""
        console.status(f"{SPINNER[tick % len(SPINNER)]} {title} {elapsed_s:.0f} s{detail}")
        if not console.live and elapsed_s - reported_s >= REPORT_EVERY_S:
            console.say(f"  … {elapsed_s:.0f} s{detail}")
            reported_s = elapsed_s
        tick += 1
        await asyncio.sleep(TICK_S)
