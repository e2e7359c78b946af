"""What the sandbox programs stand on: store and keys."""

from __future__ import annotations

import queue
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

import pytest

from apps.sandbox.base import delivery, faults, keys
from apps.sandbox.base.store import Store

SCHEMA = "CREATE TABLE IF NOT EXISTS pots (name TEXT);"


def names(store: Store) -> list[str]:
    """All rows."""
    with store.read() as db:
        return [row["name"] for row in db.execute("SELECT name FROM pots")]


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.sqlite3", SCHEMA)
    with suppress(sqlite3.OperationalError), store.write() as db:
        db.execute("INSERT INTO pots VALUES ('broken')")
        db.execute("INSERT INTO no_such_table VALUES (1)")
    assert names(store) == []
    store.close()


def test_rows_outlive_the_store_and_another_schema_sets_them_aside(tmp_path: Path) -> None:
    first = Store(tmp_path / "a.sqlite3", SCHEMA)
    with first.write() as db:
        db.execute("INSERT INTO pots VALUES ('bowl')")
    first.close()
    second = Store(tmp_path / "a.sqlite3", SCHEMA)
    assert names(second) == ["bowl"]
    second.close()
    third = Store(tmp_path / "a.sqlite3", SCHEMA + "CREATE TABLE IF NOT EXISTS lids (name TEXT);")
    assert names(third) == []
    third.close()
    assert (tmp_path / "a.sqlite3.old").exists()


class Moved:
    """A channel whose receivers are gone; it keeps what it was asked to write."""

    def __init__(self) -> None:
        self.asked: queue.Queue[str] = queue.Queue()

    def compose(self, db: sqlite3.Connection, row: sqlite3.Row, twist: delivery.Twist) -> None:
        """Nobody to send it to."""
        self.asked.put(row["event"])

    def is_taken(self, status: int, body: bytes) -> bool:
        """Never asked."""
        return False


def test_what_a_killed_program_was_posting_is_posted_at_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.sqlite3", delivery.SCHEMA + faults.SCHEMA)
    with store.write() as db:
        leased = time.time() + delivery.LEASE_S
        delivery.enqueue(db, "post", event="paid", endpoint="http://shop.invalid/", type="paid", due=leased)
    moved = Moved()
    deliverer = delivery.Deliverer(store, faults.Faults(store, delivery.FAULT_KINDS), {"post": moved}, retry_base_s=1)
    assert moved.asked.get(timeout=10) == "paid"
    deliverer.close()
    store.close()


def test_a_flag_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POT_KEY", raising=False)
    generated = keys.resolve(tmp_path, {"key": (None, "POT_KEY", "k_")})["key"]
    assert generated.startswith("k_")
    assert len(generated) > 40
    assert keys.resolve(tmp_path, {"key": (None, "POT_KEY", "k_")})["key"] == generated
    monkeypatch.setenv("POT_KEY", "from-environment")
    assert keys.resolve(tmp_path, {"key": (None, "POT_KEY", "k_")})["key"] == "from-environment"
    assert keys.resolve(tmp_path, {"key": ("from-flag", "POT_KEY", "k_")})["key"] == "from-flag"
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
