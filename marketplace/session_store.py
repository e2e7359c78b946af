"""Sessions whose key names the surface they were made for, so that none opens another."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import cached_db

from marketplace.middleware.surfaces import Surface


class SessionStore(cached_db.SessionStore):
    """A session of one surface; a key of another is as good as none."""

    def __init__(self, session_key: str | None = None, *, surface: Surface = Surface.SHOP) -> None:
        self.surface = surface
        super().__init__(session_key)

    def _get_new_session_key(self) -> str:
        return f"{self.surface}.{super()._get_new_session_key()}"

    def _validate_session_key(self, key: Any) -> bool:
        return super()._validate_session_key(key) and key.startswith(f"{self.surface}.")
