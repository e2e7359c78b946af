"""supervisor · no app · programs in stages, over embedded servers that are revived when they die."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from marketplace.embedded import Lease
from marketplace.supervisor.child import Child
from marketplace.supervisor.claim import mark
from marketplace.supervisor.console import Console
from marketplace.supervisor.program import Backoff, Program

WATCH_EVERY_S = 1.0


class Supervisor:
    """Keeps programs running. Use it inside one event loop: `start`, then `stop`."""

    def __init__(self, root: Path, *, console: Console, cwd: Path, lease: Lease | None = None) -> None:
        self.root = root
        self.console = console
        self.cwd = cwd
        self.children: list[Child] = []
        self._lease = lease
        self._watch: asyncio.Task[None] | None = None

    def start(self, programs: Iterable[Program]) -> None:
        """Start programs, lowest stage first, and keep them running."""
        if self._watch is None and self._lease is not None:
            self._watch = asyncio.create_task(self._watch_servers(self._lease))
        for program in sorted(programs, key=lambda program: program.stage):
            child = Child(program, console=self.console, environment=mark(self.root), cwd=self.cwd)
            self.children.append(child)
            child.start()

    def child(self, name: str) -> Child:
        """The running program of this name."""
        return next(child for child in self.children if child.program.name == name)

    async def stop(self) -> None:
        """End all programs, highest stage first, each stage together, and wait until they are gone."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        for stage in stages(self.children):
            await asyncio.gather(*(child.stop() for child in stage))
        self.children.clear()

    def kill(self) -> None:
        """End everything at once, for somebody who will not wait."""
        for child in self.children:
            child.kill()

    async def _watch_servers(self, lease: Lease) -> None:
        backoff = Backoff()
        while True:
            await asyncio.sleep(WATCH_EVERY_S)
            try:
                revived = await asyncio.to_thread(lease.revive)
            except Exception as error:  # whatever it is, the watch goes on: nobody else starts the servers again
                pause_s = backoff.next(ran_s=0)
                self.console.notice(f"{error or repr(error)}\nTrying again in {pause_s:g} s.")
                await asyncio.sleep(pause_s)
                continue
            backoff = Backoff()
            for name in revived:
                self.console.notice(f"{name} had died and was started again.")


def stages(children: Sequence[Child]) -> list[list[Child]]:
    """Children grouped by stage, the highest first."""
    ordered = sorted(children, key=lambda child: -child.program.stage)
    return [list(group) for _, group in groupby(ordered, key=lambda child: child.program.stage)]
