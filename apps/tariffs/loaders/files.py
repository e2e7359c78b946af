"""Tariffs · lists as files: plain or gzip, read as they stream; their checksum."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from .rows import Unreadable

_PIECE = 1 << 20
_GZIP = b"\x1f\x8b"


def checksum(paths: Sequence[Path]) -> str:
    """SHA-256 of what files hold, in hexadecimal: of one its own, of several that of theirs by name.

    Compressing a file changes nothing.
    """
    digests = [_digest(path) for path in sorted(paths)]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked where it is gzip.

    Raises:
        Unreadable: it cannot be read, or breaks off.
    """
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == _GZIP
            file.seek(0)
            yield cast(BinaryIO, gzip.GzipFile(fileobj=file)) if is_packed else file
    except (OSError, EOFError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise Unreadable(f"{path.name} cannot be read: {said}.") from error


def table(path: Path, *columns: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV in UTF-8 with a header that has these columns, one at a time.

    Raises:
        Unreadable: one of them is missing, or it is no such text.
    """
    with opened(path) as file:
        reader = csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""))
        try:
            absent = [name for name in columns if name not in (reader.fieldnames or [])]
            if absent:
                raise Unreadable(f"{path.name} has no column {', '.join(absent)}.")
            for row in reader:
                yield {name: value or "" for name, value in row.items() if name}
        except (UnicodeDecodeError, csv.Error) as error:
            raise Unreadable(f"{path.name} is not CSV in UTF-8: {error}.") from error


def _digest(path: Path) -> str:
    known = hashlib.sha256()
    with opened(path) as file:
        while piece := file.read(_PIECE):
            known.update(piece)
    return known.hexdigest()
