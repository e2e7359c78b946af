"""Payouts · a bank reached by files: a folder that a transfer program (SFTP, EBICS client) empties and fills."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from apps.payouts.errors import BankUnavailable


class FolderBank:
    """Payments are laid into `out/<message id>.xml`; answers are read from `answers/<message id>.xml`.

    Statements are read from `statements/<IBAN>/<date>.xml`.
    """

    def __init__(self, root: str) -> None:
        self._root = Path(root)

    def upload(self, file: bytes, *, message_id: str) -> bytes | None:
        """Lay the file into the folder; whole or not at all."""
        target = self._root / "out" / f"{message_id}.xml"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_suffix(".part")
            partial.write_bytes(file)
            partial.replace(target)
        except OSError as error:
            raise BankUnavailable(str(error)) from error
        return None

    def answer(self, message_id: str) -> bytes | None:
        """The file's pain.002, once it has come."""
        return self._read(self._root / "answers" / f"{message_id}.xml")

    def statement(self, iban: str, day: date) -> bytes | None:
        """The day's camt.053 of an account, once it has come."""
        return self._read(self._root / "statements" / iban / f"{day.isoformat()}.xml")

    def _read(self, place: Path) -> bytes | None:
        try:
            return place.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BankUnavailable(str(error)) from error
