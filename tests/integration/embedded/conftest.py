"""Holders: programs that take a lease on a state root of their own and wait to be told to leave."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from marketplace.embedded.lease import PROJECT

HOLDER = """
import dataclasses, json, pathlib, sys
from marketplace.embedded import ensure
endpoints = ensure(pathlib.Path(sys.argv[1]), needs=sys.argv[2:])
print(json.dumps(dataclasses.asdict(endpoints)), flush=True)
sys.stdin.read()
"""


class Holder:
    """A process with a lease."""

    def __init__(self, root: Path, *needs: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(root), *(needs or ("postgres", "valkey"))],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def endpoints(self) -> dict[str, str]:
        """The addresses it got; waits for them."""
        assert self.process.stdout is not None
        answer: dict[str, str] = json.loads(self.process.stdout.readline())
        return answer

    def leave(self) -> None:
        """End in order."""
        self.process.communicate()
        assert self.process.returncode == 0

    def kill(self) -> None:
        """End as if by kill -9."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def state_root() -> Iterator[Path]:
    """A state root that another user may pass through, as a checkout is; removed with all its servers."""
    folder = Path(tempfile.mkdtemp(prefix="portolan-test-"))
    folder.chmod(0o711)
    yield folder / "state"
    subprocess.run(
        [sys.executable, "-m", "marketplace.embedded", "stop", "--force", "--root", str(folder / "state")],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    shutil.rmtree(folder)


@pytest.fixture
def hold(state_root: Path) -> Iterator[Callable[..., Holder]]:
    """Start holders of the root; whatever still lives after the test is killed."""
    started: list[Holder] = []

    def start(*needs: str) -> Holder:
        started.append(Holder(state_root, *needs))
        return started[-1]

    yield start
    for holder in started:
        if holder.process.poll() is None:
            holder.kill()


@pytest.fixture
def servers(state_root: Path) -> Callable[[], dict[str, int]]:
    """The pids that the state files name now, by service."""

    def read() -> dict[str, int]:
        return {
            name: json.loads((state_root / "run" / f"{name}.json").read_text())["pid"]
            for name in ("postgres", "valkey")
        }

    return read
