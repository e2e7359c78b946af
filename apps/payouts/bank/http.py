"""Payouts · a bank reached over HTTPS, in a protocol of our own that a bank's gateway is easily put behind.

`POST <base>/payments` takes a pain.001 and answers 200 with a pain.002, or 4xx where it takes
nothing of it; `GET <base>/payments/<message id>` answers with the pain.002 as it stands;
`GET <base>/statements?account=<IBAN>&day=<date>` with a camt.053; 404 where there is none.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

import requests

from apps.payouts.errors import BankRefused, BankUnavailable


class HttpBank:
    """Speaks to `base`; `token` goes along as a bearer token where one is given."""

    def __init__(self, base: str, *, token: str = "", timeout_s: int = 20) -> None:
        self._base, self._timeout_s = base.rstrip("/"), timeout_s
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def upload(self, file: bytes, *, message_id: str) -> bytes | None:
        """Post the file; the bank knows it by the message id that stands in it."""
        headers = {"Content-Type": "application/xml"}
        answer = self._call("POST", "payments", data=file, headers=self._headers | headers)
        if answer.status_code >= 400:
            raise BankRefused(answer.text[:200] or str(answer.status_code))
        return answer.content or None

    def answer(self, message_id: str) -> bytes | None:
        """The file's pain.002 as it stands now."""
        return self._found(self._call("GET", f"payments/{quote(message_id, safe='')}", headers=self._headers))

    def statement(self, iban: str, day: date) -> bytes | None:
        """The day's camt.053 of an account."""
        asked = {"account": iban, "day": day.isoformat()}
        return self._found(self._call("GET", "statements", params=asked, headers=self._headers))

    def _found(self, answer: requests.Response) -> bytes | None:
        if answer.status_code in (204, 404):
            return None
        if answer.status_code != 200:
            raise BankUnavailable(str(answer.status_code))
        return answer.content

    def _call(self, method: str, path: str, **options: Any) -> requests.Response:
        try:
            answer = requests.request(method, f"{self._base}/{path}", timeout=self._timeout_s, **options)
        except requests.RequestException as error:
            raise BankUnavailable(type(error).__name__) from error
        if answer.status_code >= 500:
            raise BankUnavailable(f"{path}: {answer.status_code}")
        return answer
