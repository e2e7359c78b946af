"""What the one process offers to the providers that it houses · sandbox · no schema."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from apps.sandbox.base.delivery import Channel
from apps.sandbox.base.faults import Faults
from apps.sandbox.base.http import Router
from apps.sandbox.base.jobs import Jobs
from apps.sandbox.base.store import Store


@dataclass(frozen=True)
class Host:
    """`keys` is the folder of PEM files, `accounts` who the merchant is at each provider; `wake` follows every commit
    that queued a message."""

    store: Store
    faults: Faults
    routes: Router
    jobs: Jobs
    channels: dict[str, Channel]
    keys: Path
    accounts: dict[str, dict[str, Any]]
    public_url: str
    merchant: str
    wake: Callable[[], None]


class Provider(Protocol):
    """A payment provider or bank inside the process."""

    def state(self, db: sqlite3.Connection) -> dict[str, Any]:
        """Counts and sums for tests."""

    def forget(self, db: sqlite3.Connection) -> None:
        """Drop every object, keep keys."""
