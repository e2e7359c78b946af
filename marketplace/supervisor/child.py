"""supervisor · no app · one program's life: start, read its output, start again when it dies, end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from marketplace.supervisor.console import Console
from marketplace.supervisor.program import Backoff, Program

LEASH = Path(__file__).with_name("leash.py")
LONGEST_LINE_BYTES = 1 << 20
READ_ON_S = 1.0
QUIT_PATIENCE_S = 3.0


class Child:
    """A program kept running until `stop`."""

    def __init__(self, program: Program, *, console: Console, environment: Mapping[str, str], cwd: Path) -> None:
        self.program = program
        self.console = console
        self.environment = {**os.environ, "PYTHONUNBUFFERED": "1", **environment, **program.environment}
        self.cwd = cwd
        self.process: asyncio.subprocess.Process | None = None
        self.starts = 0
        self._stopping = asyncio.Event()
        self._life: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to run it; returns at once."""
        self._life = asyncio.create_task(self._live(), name=self.program.name)

    async def stop(self) -> None:
        """Ask it to end, then to end at once, then kill it and all it started; returns when all is gone.

        Only the program itself is asked: it knows how to end what it started,
        as a Celery worker lets its processes finish their tasks.
        """
        self._stopping.set()
        if self._life is None:
            return
        for sign, patience_s in ((signal.SIGTERM, self.program.patience_s), (signal.SIGQUIT, QUIT_PATIENCE_S)):
            if self.process is not None:
                with contextlib.suppress(ProcessLookupError):
                    self.process.send_signal(sign)
            done, _ = await asyncio.wait({self._life}, timeout=patience_s)
            if done:
                return
        self.console.notice(f"{self.program.name} does not end; killing it.")
        self.signal(signal.SIGKILL)
        await self._life

    def kill(self) -> None:
        """End it at once; it is not started again."""
        self._stopping.set()
        self.signal(signal.SIGKILL)

    def signal(self, sign: signal.Signals) -> None:
        """Send a signal to the program and everything it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, sign)

    async def _live(self) -> None:
        backoff = Backoff()
        while not self._stopping.is_set():
            started = time.monotonic()
            status = await self._run_once()
            if self._stopping.is_set():
                return
            pause_s = backoff.next(ran_s=time.monotonic() - started)
            self.console.notice(f"{self.program.name} {ending(status)}; starting it again in {pause_s:g} s.")
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause_s)

    async def _run_once(self) -> int:
        """Run the program to its end; its exit status, negative for a signal."""
        self.starts += 1
        self.process, output = await spawn(self.program.command, environment=self.environment, cwd=self.cwd)
        if self._stopping.is_set():
            self.process.terminate()
        reading = asyncio.create_task(self._read(output))
        status = await self.process.wait()
        self.signal(signal.SIGKILL)  # what it started must not outlive it and hold its port
        await asyncio.wait({reading}, timeout=READ_ON_S)
        output.close()
        await reading
        self.process = None
        return status

    async def _read(self, output: Output) -> None:
        async for line in output.lines():
            self.console.log(self.program.name, line)


class Output:
    """The reading end of a pipe that a program and all it starts write to."""

    def __init__(self, reader: asyncio.StreamReader, transport: asyncio.ReadTransport) -> None:
        self._reader = reader
        self._transport = transport

    async def lines(self) -> AsyncIterator[str]:
        """Lines without their ends, until the last writer is gone; one beyond a megabyte is left out."""
        while True:
            try:
                line = await self._reader.readline()
            except ValueError:
                continue
            if not line:
                return
            yield line.decode(errors="replace").rstrip()

    def close(self) -> None:
        """Stop reading."""
        self._transport.close()
        self._reader.feed_eof()


async def spawn(
    command: tuple[str, ...], *, environment: Mapping[str, str], cwd: Path
) -> tuple[asyncio.subprocess.Process, Output]:
    """Start a program in a session of its own, with its output; on Linux it dies with us.

    The pipe is ours: on asyncio's own, waiting for the program would also wait
    for whatever it has started.
    """
    leash = (sys.executable, "-I", "-S", str(LEASH), str(os.getpid())) if sys.platform == "linux" else ()
    reading, writing = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *leash,
            *command,
            env=dict(environment),
            cwd=cwd,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=writing,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
    finally:
        os.close(writing)
    reader = asyncio.StreamReader(limit=LONGEST_LINE_BYTES)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", 0)
    )
    return process, Output(reader, transport)


def ending(status: int) -> str:
    """How a program ended, in words."""
    if status >= 0:
        return f"ended with status {status}"
    try:
        return f"was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"was ended by signal {-status}"
