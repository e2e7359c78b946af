"""Portability · reading an archive that nobody vouches for: all is checked before any is used · no tables."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn

from django.utils.translation import gettext_lazy as _

from apps.common.errors import TranslatableText

from .. import rules
from ..errors import ArchiveRefused
from ..rules import MANIFEST, SEAL_BYTES, SEAL_PREFIX
from ..types import FORMAT, Manifest, Progress, silent
from .writing import digest_before_seal

_CHUNK = 1024 * 1024
_MANIFEST_BYTES = 256 * 1024 * 1024
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
    ArithmeticError, MemoryError,
)  # fmt: skip


class ArchiveReader:
    """An archive whose names, sizes and manifest are sound; `verify` checks the contents."""

    def __init__(self, path: Path, package: zipfile.ZipFile, file: IO[bytes]) -> None:
        self.path = path
        self._package = package
        self._file = file
        self._members = self._sound_members()
        self.manifest = self._read_manifest()
        self._agree()

    def names(self, folder: str) -> list[str]:
        """Files in a folder (`media/`), in order."""
        return sorted(name for name in self._members if name.startswith(folder))

    def verify(self, progress: Progress = silent) -> None:
        """Hold every file against its checksum, then the whole against its seal.

        Raises:
            ArchiveRefused: naming the first file that is not what the manifest says.
        """
        total = len(self.manifest.files)
        for done, (name, entry) in enumerate(sorted(self.manifest.files.items()), start=1):
            digest, size = hashlib.sha256(), 0
            for piece in self._pieces(name):
                digest.update(piece)
                size += len(piece)
            if size != entry.bytes or digest.hexdigest() != entry.sha256:
                _refuse(name, _("its content is not what was written. Take an undamaged copy."))
            progress(name, done, total)
        if not self._is_sealed():
            _refuse(self.path.name, _("its directory was changed after it was written. Take an undamaged copy."))

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A file's content as a stream.

        Raises:
            ArchiveRefused: there is no such file, or it cannot be unpacked.
        """
        if name not in self._members:
            _refuse(name, _("the file is missing. Take an undamaged copy."))
        try:
            stream = self._package.open(self._members[name])
        except _BROKEN as error:
            _refuse(name, _("it cannot be unpacked. Take an undamaged copy."), error)
        with stream:
            yield stream

    def _pieces(self, name: str) -> Iterator[bytes]:
        with self.open(name) as stream:
            while True:
                try:
                    piece = stream.read(_CHUNK)
                except _BROKEN as error:
                    _refuse(name, _("it cannot be unpacked. Take an undamaged copy."), error)
                if not piece:
                    return
                yield piece

    def _is_sealed(self) -> bool:
        self._file.seek(-SEAL_BYTES, os.SEEK_END)
        return self._file.read() == SEAL_PREFIX + digest_before_seal(self._file).encode()

    def _sound_members(self) -> dict[str, zipfile.ZipInfo]:
        infos = self._package.infolist()
        members = {info.filename: info for info in infos}
        if len(members) != len(infos) or len(infos) > rules.MAX_FILES:
            _refuse(self.path.name, _("it names a file twice, or too many files. It was not made by this program."))
        for name, info in members.items():
            kind = stat.S_IFMT(info.external_attr >> 16)
            if not rules.is_allowed_name(name) or kind not in (0, stat.S_IFREG):
                _refuse(name, _("no archive of ours holds such a file. It was not made by this program."))
            if info.flag_bits & 0x1 or rules.is_bomb(packed=info.compress_size, unpacked=info.file_size):
                _refuse(name, _("it is locked, or unpacks to far more than it is. It was not made by this program."))
        if sum(info.file_size for info in infos) > rules.MAX_TOTAL_BYTES:
            _refuse(self.path.name, _("it unpacks to more than this program reads."))
        return members

    def _read_manifest(self) -> Manifest:
        if MANIFEST not in self._members or self._members[MANIFEST].file_size > _MANIFEST_BYTES:
            _refuse(MANIFEST, _("it is missing or too large. Take an undamaged copy."))
        text = b"".join(self._pieces(MANIFEST))
        try:
            value = json.loads(text)
            written = int(value["format"])
        except (ValueError, KeyError, TypeError) as error:
            _refuse(MANIFEST, _("it cannot be read. Take an undamaged copy."), error)
        if written > FORMAT:
            _refuse(MANIFEST, _("it has a newer format. Upgrade this installation, then try again."))
        try:
            return Manifest.from_json(value)
        except (KeyError, TypeError, AttributeError) as error:
            _refuse(MANIFEST, _("it cannot be read. Take an undamaged copy."), error)

    def _agree(self) -> None:
        stated, present = set(self.manifest.files), set(self._members) - {MANIFEST}
        for name in sorted(stated ^ present):
            _refuse(name, _("the manifest and the archive disagree about it. Take an undamaged copy."))
        for name, entry in self.manifest.files.items():
            if self._members[name].file_size != entry.bytes:
                _refuse(name, _("its size is not what was written. Take an undamaged copy."))
        for table in self.manifest.tables.values():
            if table.file not in present:
                _refuse(table.file, _("the file is missing. Take an undamaged copy."))


@contextmanager
def reading(path: Path) -> Iterator[ArchiveReader]:
    """An archive, opened with its names, sizes and manifest checked.

    Raises:
        ArchiveRefused: it is no archive of ours, truncated, tampered with, a bomb, of a newer format.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        _refuse(path.name, _("it cannot be opened. Check the path and the permissions."), error)
    with file:
        try:
            package = zipfile.ZipFile(file)
        except _BROKEN as error:
            _refuse(path.name, _("it is no whole ZIP file. Take an undamaged copy."), error)
        with package:
            yield ArchiveReader(path, package, file)


def _refuse(file: str, problem: TranslatableText, cause: BaseException | None = None) -> NoReturn:
    raise ArchiveRefused(file=file, problem=problem) from cause
