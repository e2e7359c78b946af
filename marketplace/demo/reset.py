"""demo · no app · `make demo-reset`: forget everything that the demo holds."""

from __future__ import annotations

import shutil
from pathlib import Path

from marketplace.embedded import lease
from marketplace.embedded.files import prepare_root
from marketplace.embedded.postgres import Postgres
from marketplace.supervisor import Console, running

KEPT = frozenset({"test", "run", "start", "holders", "watch", "keeper", "supervisor"})
"""The test suite's own state, which has servers of its own, and the lock files that others may wait on."""


def reset(root: Path, console: Console) -> int:
    """Remove the state folder's contents; the exit status. Refuses while a demo or a command uses them."""
    if not root.exists():
        console.say("There is nothing to forget.")
        return 0
    if running(root):
        console.say("A demo is running: stop it first with Ctrl-C in its terminal.")
        return 1
    prepare_root(root)
    home = Postgres(root).home
    with lease.locked(root / "run" / "start"):
        if not lease.stop_if_unused(root):
            console.say("Programs still use the database; end them first:")
            for pid, command in lease.holders(root).items():
                console.say(f"  {pid}: {command}")
            return 1
        if home != root:  # the folder made for this root alone, where root's home is closed to PostgreSQL
            shutil.rmtree(home, ignore_errors=True)
        for entry in [*root.iterdir(), *(root / "run").iterdir()]:
            if entry.name not in KEPT:
                remove(entry)
    console.say(f"Forgot everything under {root}.")
    return 0


def remove(path: Path) -> None:
    """Remove a file, a link, or a folder with all it holds."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
