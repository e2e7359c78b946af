"""Requests as a vendor's program and a vendor's person send them, over one connection kept open."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.isolation.room import Room

_TIMEOUT_S = 30


class ServerFailed(Exception):
    """The server answered with a 5xx: it may, when its connection was cut, but shows nothing."""


@dataclass(frozen=True)
class Answer:
    """Status, body as text, and headers."""

    status: int
    text: str
    headers: Any

    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.text)


class Door:
    """One thread's way into the marketplace at `http://host:port`; every address is dialled at 127.0.0.1."""

    def __init__(self, shop: str) -> None:
        where = urlsplit(shop)
        self._host, self._port = where.hostname, where.port
        self._session = requests.Session()
        self._session.trust_env = False

    def api(self, room: Room, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Call `path` below /api/v1/vendor/ with the vendor's key; lists and dicts go as JSON."""
        known = {"Authorization": f"Bearer {room.token}", "Host": f"{self._host}:{self._port}", **headers}
        return self._send(method, f"/api/v1/vendor/{path}", known, json=body)

    def upload(self, room: Room, path: str, name: str, content: bytes) -> Answer:
        """Send a sheet."""
        known = {"Authorization": f"Bearer {room.token}", "Host": f"{self._host}:{self._port}"}
        return self._send("post", f"/api/v1/vendor/{path}", known, files={"sheet": (name, content, "text/csv")})

    def shop(self, path: str) -> Answer:
        """A page of the shop, for a stranger."""
        return self._send("get", path, {"Host": f"{self._host}:{self._port}"})

    def page(self, room: Room, path: str, *, at: Room | None = None, method: str = "get") -> Answer:
        """A page of the back office on the host of `at`, by default the vendor's own, with the vendor's session."""
        host = f"{(at or room).slug}.{self._host}:{self._port}"
        known = {
            "Host": host, "Cookie": f"portolan_team={room.session}", "Sec-Fetch-Site": "same-origin",
            "Origin": f"http://{host}",
        }  # fmt: skip
        return self._send(method, path, known)

    def _send(self, method: str, path: str, headers: dict[str, str], **more: Any) -> Answer:
        address = f"http://127.0.0.1:{self._port}{path}"
        answer = self._session.request(
            method, address, headers=headers, allow_redirects=False, timeout=_TIMEOUT_S, **more
        )
        if answer.status_code >= 500:
            raise ServerFailed(f"{answer.status_code} at {path}")
        return Answer(answer.status_code, answer.text, answer.headers)
