"""Portability · a vendor's picture files in the storage · no tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from ..archive.reading import ArchiveReader
from ..archive.writing import ArchiveWriter
from ..errors import ArchiveRefused
from ..rules import is_picture
from ..types import Progress

_CHUNK = 1024 * 1024
_PREFIX = "media/"


def files_of(pictures: Iterable[tuple[str, Iterable[int], Iterable[str]]]) -> Iterator[str]:
    """Names in the storage of pictures' files: `<key>-<width>.<format>`, in order, each once."""
    yield from sorted(
        {f"{key}-{width}.{kind}" for key, widths, formats in pictures for width in widths for kind in formats}
    )


def write(archive: ArchiveWriter, names: Iterable[str], progress: Progress) -> list[str]:
    """Copy files from the storage into an archive; those that the storage does not have."""
    wanted, missing = list(names), []
    for done, name in enumerate(wanted, start=1):
        if is_picture(name) and default_storage.exists(name):
            with default_storage.open(name) as file, archive.file(_PREFIX + name) as target:
                for piece in file.chunks(_CHUNK):
                    target.write(piece)
        else:
            missing.append(name)
        progress("pictures", done, len(wanted))
    return missing


def names_in(archive: ArchiveReader) -> list[str]:
    """Names in the storage of the files that an archive brings."""
    return [name.removeprefix(_PREFIX) for name in archive.names(_PREFIX)]


class Deposit:
    """Files that are put into the storage for as long as nothing goes wrong: `withdraw` takes them out again."""

    def __init__(self, archive: ArchiveReader) -> None:
        self._archive = archive
        self._kept: list[str] = []
        self.present = 0

    def keep(self, allowed: set[str], progress: Progress, *, skip_others: bool = False) -> None:
        """Put the archive's files of these names into the storage. What is there already must be the same.

        Raises:
            ArchiveRefused: a file belongs to no picture of the vendor, or its name is taken by another.
        """
        wanted = [name for name in names_in(self._archive) if name in allowed or not skip_others]
        for done, name in enumerate(wanted, start=1):
            if name not in allowed:
                raise ArchiveRefused(file=_PREFIX + name, problem=_("no picture of this vendor has such a file."))
            if default_storage.exists(name):
                self._require_same(name)
            else:
                with self._archive.open(_PREFIX + name) as stream:
                    self._kept.append(default_storage.save(name, _Stream(stream, name)))
                self._require_same(name)
            self.present += 1
            progress("pictures", done, len(wanted))

    def withdraw(self) -> None:
        """Take out what `keep` put in."""
        for name in self._kept:
            default_storage.delete(name)
        self._kept = []

    def _require_same(self, name: str) -> None:
        with default_storage.open(name) as file:
            digest: Any = hashlib.sha256()
            for piece in file.chunks(_CHUNK):
                digest.update(piece)
        if digest.hexdigest() != self._archive.manifest.files[_PREFIX + name].sha256:
            raise ArchiveRefused(
                file=_PREFIX + name, problem=_("the storage holds another file of this name. Look which is right.")
            )


class _Stream(File):
    """A stream of unknown length as the storage takes it."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        super().__init__(stream, name=name)
        self._stream = stream

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield from iter(lambda: self._stream.read(chunk_size or _CHUNK), b"")
