"""Portability · writing an archive: a ZIP that appears under its name only when it is whole · no tables.

The file's last bytes (the ZIP comment) are a SHA-256 of everything before them, so
that no byte can change unnoticed, not even those that no unpacking program reads.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from ..rules import MANIFEST, SEAL_BYTES, SEAL_PREFIX
from ..types import FileEntry, Manifest

_CHUNK = 1024 * 1024
_STORED = frozenset({".webp", ".avif", ".jpg", ".png", ".pdf"})
_EPOCH = (1980, 1, 1, 0, 0, 0)


class CountingFile:
    """A file to write to that keeps the length and the SHA-256 of what went through."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._digest = hashlib.sha256()
        self.bytes = 0

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        self.bytes += len(data)
        return self._target.write(data)

    def entry(self, rows: int | None = None) -> FileEntry:
        """What the manifest says of the content so far."""
        return FileEntry(self._digest.hexdigest(), self.bytes, rows)


class ArchiveWriter:
    """An archive in the making; each file is written once, from begin to end."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self.files: dict[str, FileEntry] = {}

    @contextmanager
    def file(self, name: str) -> Iterator[CountingFile]:
        """Open the next file; `files` knows it afterwards, without rows."""
        info = zipfile.ZipInfo(name, date_time=_EPOCH)
        info.external_attr = 0o100644 << 16
        info.compress_type = zipfile.ZIP_STORED if Path(name).suffix in _STORED else zipfile.ZIP_DEFLATED
        with self._package.open(info, "w", force_zip64=True) as target:
            counting = CountingFile(target)
            yield counting
        self.files[name] = counting.entry()

    def count_rows(self, name: str, rows: int) -> None:
        """Note how many rows a table's file holds."""
        known = self.files[name]
        self.files[name] = FileEntry(known.sha256, known.bytes, rows)

    def close(self, manifest: Manifest) -> None:
        """Write the manifest, which vouches for all other files."""
        text = json.dumps(manifest.as_json(), ensure_ascii=False, indent=1, sort_keys=True)
        with self.file(MANIFEST) as target:
            target.write(text.encode())


@contextmanager
def writing(path: Path) -> Iterator[ArchiveWriter]:
    """An archive that stands at `path` once the block has ended well; nothing is left there otherwise.

    It grows beside its place, hidden, readable by its owner only, and is on disk
    before it gets its name. Memory does not grow with the content.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    growing = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(growing, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", compresslevel=4) as package:
                package.comment = b" " * SEAL_BYTES
                yield ArchiveWriter(package)
            _seal(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(growing, path)
    finally:
        growing.unlink(missing_ok=True)


def digest_before_seal(file: IO[bytes]) -> str:
    """SHA-256 of everything before the seal, in hexadecimal."""
    end = file.seek(0, os.SEEK_END) - SEAL_BYTES
    file.seek(0)
    digest: Any = hashlib.sha256()
    while end > 0:
        piece = file.read(min(_CHUNK, end))
        digest.update(piece)
        end -= len(piece)
    return str(digest.hexdigest())


def _seal(file: IO[bytes]) -> None:
    seal = SEAL_PREFIX + digest_before_seal(file).encode()
    file.seek(-SEAL_BYTES, os.SEEK_END)
    file.write(seal)
