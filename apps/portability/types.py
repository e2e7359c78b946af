"""Portability · the manifest and the outcomes that others may hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

FORMAT = 1
PORTOLAN_VERSION = "0.1.0"

# Told what is being done, how much of it is done, and how much there is (0: not known).
Progress: TypeAlias = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _total: int) -> None:
    """A progress that nobody watches."""


@dataclass(frozen=True)
class FileEntry:
    """One file of an archive: SHA-256 in hexadecimal and bytes of its content, rows where it is a table."""

    sha256: str
    bytes: int
    rows: int | None = None


@dataclass(frozen=True)
class TableEntry:
    """What a table's file holds: columns by name with PostgreSQL's type, and whether an import loads it."""

    file: str
    columns: dict[str, str]
    is_loaded: bool


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. `vendor` holds slug, name and public id; `sums` are decimal strings."""

    format: int
    portolan: str
    installation: str
    taken_at: str
    fingerprint: str
    migrations: list[str]
    vendor: dict[str, str]
    files: dict[str, FileEntry]
    tables: dict[str, TableEntry]
    sums: dict[str, Any]
    left_out: dict[str, str]
    missing_media: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Manifest:
        """The manifest of a parsed manifest.json.

        Raises:
            KeyError, TypeError: it has not the shape of this format.
        """
        return cls(
            **{
                **value,
                "files": {name: FileEntry(**entry) for name, entry in value["files"].items()},
                "tables": {label: TableEntry(**entry) for label, entry in value["tables"].items()},
            }
        )

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(self.files[table.file].rows or 0 for table in self.tables.values())


@dataclass(frozen=True)
class Exported:
    """An archive that was written."""

    path: str
    bytes: int
    manifest: Manifest


@dataclass(frozen=True)
class Imported:
    """A vendor that was read from an archive; `invited` are the addresses its people were written to at."""

    vendor_id: int
    slug: str
    rows: int
    media: int
    listed: int
    invited: tuple[str, ...]


@dataclass(frozen=True)
class CopyState:
    """How far a copy has come: `phase` is waiting, running or failed; `total` is 0 where it is not known."""

    phase: str
    what: str = ""
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class TableChange:
    """What a restore does to one table, in rows. `rule` is how the two states are put together."""

    table: str
    rule: str
    now: int
    archived: int
    added: int
    removed: int
    changed: int


@dataclass(frozen=True)
class Restored:
    """What a restore did, or would do. `aside` is the schema that keeps the former state."""

    slug: str
    taken_at: datetime
    changes: tuple[TableChange, ...]
    recovered_orders: tuple[str, ...]
    repaired_shelves: int
    aside: str
    is_dry: bool
