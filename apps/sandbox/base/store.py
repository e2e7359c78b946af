"""SQLite with one connection per thread and use · sandbox · no schema."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock


class Store:
    """A WAL database file; readers never wait, writers take turns.

    A file of another version's schema is set aside as `*.old` and an empty one begun.
    """

    def __init__(self, path: Path, schema: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._turn = Lock()
        version = zlib.crc32(schema.encode()) & 0x7FFFFFFF
        self._set_aside_unless(version)
        self._anchor = self._connect()
        self._anchor.execute("PRAGMA journal_mode = WAL")
        self._anchor.executescript(f"{schema}\nPRAGMA user_version = {version};")

    def _set_aside_unless(self, version: int) -> None:
        with closing(self._connect()) as connection:
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            is_used = connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
        if is_used and found != version:
            for suffix in ("", "-wal", "-shm"):
                file = self._path.with_name(self._path.name + suffix)
                if file.exists():
                    file.replace(self._path.with_name(f"{self._path.name}.old{suffix}"))
            print(f"{self._path.name} is of another version: set aside as {self._path.name}.old", flush=True)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection outside any transaction."""
        with closing(self._connect()) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A connection in an immediate transaction: committed at the end, rolled back on any exception."""
        with self._turn, closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def close(self) -> None:
        """Fold the write-ahead log into the file."""
        self._anchor.close()
