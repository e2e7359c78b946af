"""Payouts · a bank reached over HTTPS: files are posted, answers and statements fetched by day.

`POST <base>/payment-files` takes a pain.001 and answers 2xx once it has it, 4xx where it
takes nothing of it; `GET <base>/payment-answers?day=` and `GET <base>/statements?day=` answer
with a zip of pain.002 or camt.053 files, 204 or 404 where there are none.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import requests

from apps.payouts.errors import BankRefused, BankUnavailable

LARGEST = 50 * 1024 * 1024


class HttpBank:
    """Speaks to `base`; `token` goes along as a bearer token where one is given."""

    def __init__(self, base: str, *, token: str = "", timeout_s: int = 20) -> None:
        self._base, self._token, self._timeout_s = base.rstrip("/"), token, timeout_s

    def upload(self, file: bytes, *, message_id: str) -> None:
        """Post the file; the bank knows it by the message id that stands in it."""
        headers = {"Content-Type": "application/xml", "Idempotency-Key": message_id}
        answer = self._call("POST", "payment-files", data=file, headers=headers)
        if 400 <= answer.status_code < 500:
            raise BankRefused(answer.text[:200] or str(answer.status_code))

    def answers(self, day: date) -> Sequence[bytes]:
        """The day's pain.002 files."""
        return self._files("payment-answers", day)

    def statements(self, day: date) -> Sequence[bytes]:
        """The day's camt.053 files."""
        return self._files("statements", day)

    def _files(self, path: str, day: date) -> list[bytes]:
        answer = self._call("GET", path, params={"day": day.isoformat()})
        if answer.status_code in (204, 404):
            return []
        if answer.status_code != 200:
            raise BankUnavailable(f"{path}: {answer.status_code}")
        if not answer.content.startswith(b"PK"):
            return [answer.content]
        try:
            with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
                if sum(one.file_size for one in archive.infolist()) > LARGEST:
                    raise BankUnavailable(f"{path}: more than {LARGEST} bytes")
                return [archive.read(name) for name in sorted(archive.namelist())]
        except zipfile.BadZipFile as error:
            raise BankUnavailable(f"{path}: no zip") from error

    def _call(self, method: str, path: str, **options: object) -> requests.Response:
        headers = dict(options.pop("headers", None) or {})  # type: ignore[call-overload]
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            answer = requests.request(
                method,
                f"{self._base}/{path}",
                headers=headers,
                timeout=self._timeout_s,
                **options,  # type: ignore[arg-type]
            )
        except requests.RequestException as error:
            raise BankUnavailable(type(error).__name__) from error
        if answer.status_code >= 500:
            raise BankUnavailable(f"{path}: {answer.status_code}")
        return answer
