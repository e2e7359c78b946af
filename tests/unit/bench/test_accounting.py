"""bench · the kernel's books."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bench import accounting

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def test_a_tree_holds_the_root_and_its_descendants_while_they_live() -> None:
    child = subprocess.Popen(["sleep", "30"])
    try:
        assert {os.getpid(), child.pid} <= set(accounting.tree(os.getpid()))
    finally:
        child.kill()
        child.wait()
    assert child.pid not in accounting.tree(os.getpid())


def test_work_of_an_ended_child_is_on_its_parents_account() -> None:
    before = accounting.cpu([os.getpid()])[os.getpid()]
    work = "import time\nwhile time.process_time() < 0.2: pass"
    subprocess.run([sys.executable, "-I", "-S", "-c", work], check=True)
    assert accounting.cpu([os.getpid()])[os.getpid()] - before >= 0.18


def test_memory_is_counted_for_the_living_and_nothing_for_the_gone() -> None:
    child = subprocess.Popen(["true"])
    child.wait()
    assert accounting.pss_mb([os.getpid()]) > 1
    assert accounting.pss_mb([child.pid]) == 0
    assert accounting.cpu([child.pid]) == {}
