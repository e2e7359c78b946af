"""The supervisor shows, restarts and ends programs, and nothing outlives it."""

from __future__ import annotations

import asyncio
import errno
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from marketplace.embedded import processes
from marketplace.embedded.lease import PROJECT, Lease
from marketplace.supervisor import AlreadyRunning, Console, Program, Supervisor, claim
from marketplace.supervisor.claim import leftovers

STUBBORN = """
import signal, time
for sign in (signal.SIGTERM, signal.SIGQUIT): signal.signal(sign, signal.SIG_IGN)
print('deaf', flush=True); time.sleep(60)
"""
CAREFUL = """
import signal, subprocess, sys
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(0.6); print("task finished", flush=True)'])
signal.signal(signal.SIGTERM, lambda *_: sys.exit(child.wait()))
print('busy', flush=True); signal.pause()
"""
PARENT = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
LAST_WORD = """
import pathlib, signal, sys, time
def end(*_):
    with open(sys.argv[1], 'a') as file: file.write(sys.argv[2] + '\\n')
    sys.exit()
signal.signal(signal.SIGTERM, end); print('ready', flush=True); time.sleep(60)
"""
TOY = """
import asyncio, pathlib, sys
from marketplace.supervisor import Console, Program, Supervisor, claim
root = pathlib.Path(sys.argv[1])
async def main():
    supervisor = Supervisor(root, console=Console(root), cwd=root)
    supervisor.start([Program("parent", (sys.executable, "-c", sys.argv[2]))])
    await asyncio.sleep(60)
with claim(root, address="http://toy/"):
    asyncio.run(main())
"""


class Scene:
    """A supervisor with its output."""

    def __init__(self, root: Path, *, lease: Lease | None = None) -> None:
        self.out = io.StringIO()
        self.console = Console(root, out=self.out)
        self.supervisor = Supervisor(root, console=self.console, cwd=root, lease=lease)

    @property
    def text(self) -> str:
        """Everything shown so far."""
        return self.out.getvalue()

    async def until(self, happened: Callable[[], object], *, within_s: float = 8) -> None:
        """Wait until something holds."""
        deadline = time.monotonic() + within_s
        while not happened():
            assert time.monotonic() < deadline, self.text
            await asyncio.sleep(0.02)

    def play(self, *programs: Program, act: Callable[[], Awaitable[None]]) -> None:
        """Start programs, act, stop everything."""

        async def scene() -> None:
            self.supervisor.start(programs)
            try:
                await act()
            finally:
                await self.supervisor.stop()

        asyncio.run(scene())
        self.console.close()


def python(name: str, code: str, *arguments: str, **options: object) -> Program:
    return Program(name, (sys.executable, "-c", code, *arguments), **options)  # type: ignore[arg-type]


def test_a_program_that_ends_is_started_again_after_a_growing_pause(tmp_path):
    scene = Scene(tmp_path)

    async def act() -> None:
        await scene.until(lambda: scene.text.count("hello") >= 3)

    started = time.monotonic()
    scene.play(python("toy", "print('hello'); raise SystemExit(3)"), act=act)

    assert time.monotonic() - started >= 1.5
    assert "toy ended with status 3; starting it again in 0.5 s." in scene.text
    assert "toy ended with status 3; starting it again in 1 s." in scene.text
    assert (tmp_path / "log" / "toy.log").read_text().count("hello") >= 3


def test_lines_bear_the_programs_name_and_no_colours_off_a_terminal(tmp_path):
    scene = Scene(tmp_path)

    async def act() -> None:
        await scene.until(lambda: "harbour" in scene.text)

    scene.play(python("toy", "print('harbour', flush=True); import time; time.sleep(60)"), act=act)
    assert scene.text.splitlines()[0] == "toy       │ harbour"
    assert "\x1b" not in scene.text


def test_stopping_ends_what_the_programs_started_too(tmp_path):
    scene = Scene(tmp_path)
    pids: list[int] = []

    async def act() -> None:
        await scene.until(lambda: "│" in scene.text)
        pids.append(int(scene.text.split("│")[1].split()[0]))
        assert processes.identity(pids[0]) is not None

    scene.play(python("parent", PARENT), act=act)
    assert processes.wait_gone(pids[0], timeout_s=1)


def test_a_program_that_does_not_listen_is_killed_when_its_patience_is_over(tmp_path):
    scene = Scene(tmp_path)

    async def act() -> None:
        await scene.until(lambda: "deaf" in scene.text)

    started = time.monotonic()
    scene.play(python("stubborn", STUBBORN, patience_s=0.5), act=act)
    assert "stubborn does not end; killing it." in scene.text
    assert 3.5 <= time.monotonic() - started < 8


def test_a_program_may_let_what_it_started_finish(tmp_path):
    scene = Scene(tmp_path)

    async def act() -> None:
        await scene.until(lambda: "busy" in scene.text)

    scene.play(python("careful", CAREFUL), act=act)
    assert "task finished" in scene.text


def test_killing_everything_waits_for_nobody_and_starts_nothing_again(tmp_path):
    scene = Scene(tmp_path)

    async def act() -> None:
        await scene.until(lambda: "deaf" in scene.text)
        scene.supervisor.kill()

    started = time.monotonic()
    scene.play(python("stubborn", STUBBORN, patience_s=30.0), act=act)
    assert time.monotonic() - started < 10
    assert "starting it again" not in scene.text
    assert leftovers(tmp_path) == []


def test_what_a_killed_program_started_does_not_outlive_it(tmp_path):
    scene = Scene(tmp_path)
    orphan: list[int] = []

    async def act() -> None:
        await scene.until(lambda: "│" in scene.text)
        orphan.append(int(scene.text.split("│")[1].split()[0]))
        process = scene.supervisor.children[0].process
        assert process is not None
        process.kill()
        await scene.until(lambda: "was ended by SIGKILL" in scene.text)

    scene.play(python("parent", PARENT), act=act)
    assert processes.wait_gone(orphan[0], timeout_s=1)


def test_later_stages_stop_first(tmp_path):
    scene = Scene(tmp_path)
    words = tmp_path / "words"
    names = ("sandbox", "worker", "web")

    async def act() -> None:
        await scene.until(lambda: scene.text.count("ready") == len(names))

    programs = [python(name, LAST_WORD, str(words), name, stage=stage) for stage, name in enumerate(names)]
    scene.play(*programs, act=act)
    assert words.read_text().split() == ["web", "worker", "sandbox"]


def test_a_server_that_dies_is_revived(state_root):
    lease = Lease(state_root)
    lease.take(["valkey"])
    scene = Scene(state_root, lease=lease)
    killed = lease.valkey.running()
    assert killed is not None

    async def act() -> None:
        os.kill(killed.pid, signal.SIGKILL)
        await scene.until(lambda: "valkey had died and was started again." in scene.text)

    try:
        scene.play(act=act)
        revived = lease.valkey.running()
        assert revived is not None
        assert revived.port == killed.port
        assert revived.pid != killed.pid
    finally:
        lease.release()


class Starved(Lease):
    """A lease on a machine that has no process or descriptor to spare for a while."""

    failures = 2

    def revive(self) -> list[str]:
        if self.failures:
            self.failures -= 1
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        return super().revive()


def test_a_server_is_revived_even_if_the_machine_could_not_at_first(state_root):
    lease = Starved(state_root)
    lease.take(["valkey"])
    scene = Scene(state_root, lease=lease)
    killed = lease.valkey.running()
    assert killed is not None

    async def act() -> None:
        os.kill(killed.pid, signal.SIGKILL)
        await scene.until(lambda: "valkey had died and was started again." in scene.text, within_s=20)

    try:
        scene.play(act=act)
    finally:
        lease.release()
    assert scene.text.count("Resource temporarily unavailable\nTrying again in") == 2


def test_a_second_supervisor_is_told_where_the_first_one_answers(tmp_path):
    with claim(tmp_path, address="http://portolan.localhost:8000/"):
        with pytest.raises(AlreadyRunning) as refusal, claim(tmp_path, address="http://elsewhere/"):
            pass
        assert refusal.value.address == "http://portolan.localhost:8000/"
        assert refusal.value.pid == os.getpid()
    with claim(tmp_path, address="http://elsewhere/"):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_programs_of_a_killed_supervisor_end_and_the_next_one_clears_the_rest(tmp_path):
    toy = subprocess.Popen(
        [sys.executable, "-c", TOY, str(tmp_path), PARENT], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert toy.stdout is not None
    grandchild = int(toy.stdout.readline().split("│")[1])
    child = next(pid for pid in leftovers(tmp_path) if pid != grandchild)
    toy.kill()
    toy.communicate()

    assert processes.wait_gone(child, timeout_s=2)
    assert processes.identity(grandchild) is not None
    with claim(tmp_path, address="http://toy/") as orphans:
        assert orphans == [grandchild]
        assert processes.identity(grandchild) is None
