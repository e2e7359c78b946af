"""Payouts · a bank reached by files: a folder that a transfer program (SFTP, EBICS client) empties and fills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from apps.payouts.errors import BankUnavailable


class FolderBank:
    """Payments are laid into `out/<message id>.xml`; answers and statements are read from `in/<date>/`.

    What a file in `in/` is, its own name says: `*pain.002*` or `*camt.053*`.
    """

    def __init__(self, root: str) -> None:
        self._root = Path(root)

    def upload(self, file: bytes, *, message_id: str) -> None:
        """Lay the file into the folder; whole or not at all."""
        target = self._root / "out" / f"{message_id}.xml"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_suffix(".part")
            partial.write_bytes(file)
            partial.replace(target)
        except OSError as error:
            raise BankUnavailable(str(error)) from error

    def answers(self, day: date) -> Sequence[bytes]:
        """The day's pain.002 files, by name."""
        return self._read(day, "*pain.002*")

    def statements(self, day: date) -> Sequence[bytes]:
        """The day's camt.053 files, by name."""
        return self._read(day, "*camt.053*")

    def _read(self, day: date, pattern: str) -> list[bytes]:
        try:
            return [one.read_bytes() for one in sorted((self._root / "in" / day.isoformat()).glob(pattern))]
        except OSError as error:
            raise BankUnavailable(str(error)) from error
