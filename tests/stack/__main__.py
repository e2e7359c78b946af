"""`python -m tests.stack FOLDER`: the marketplace of that folder, from empty to open, until told to stop.

Everything that the demo runs, by the demo's own supervisor; in place of the demo's world an invented one. Addresses
and the size of the world come by environment: see `tests.stack.stack`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from marketplace import embedded, runtime
from marketplace.demo.__main__ import open_shop, read_addresses
from marketplace.demo.steps import MANAGE, Step, steps
from marketplace.supervisor import Console, claim

_NEEDED = ("migrate", "fleet", "static", "reference")


def main() -> int:
    """Open the shop and stay until told to stop; the exit status."""
    root = runtime.state_dir()
    console = Console(root, name="stack")
    try:
        with claim(root, address=read_addresses().marketplace):
            return asyncio.run(open_shop(root, read_addresses(), console, first=_steps, last=_nothing))
    finally:
        if lease := embedded.held(root):
            lease.release()
        console.close()


def _steps(base: Path, state: Path) -> Iterator[Step]:
    """The demo's own steps, up to an invented world."""
    yield from (step for step in steps(base, state) if step.name in _NEEDED)
    sizes = [f"--{name}={os.environ['STACK_' + name.upper()]}" for name in ("vendors", "listings", "pieces")]
    yield Step("world", "Inventing a small world", (*MANAGE, "seed_world", *sizes), " ".join(sizes), "See the log.")


def _nothing(base: Path, state: Path) -> Iterator[Step]:
    return iter(())


if __name__ == "__main__":
    sys.exit(main())
