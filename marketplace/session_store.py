"""Sessions whose key names the surface they were made for, so that none opens another."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import cached_db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.utils.crypto import get_random_string

from marketplace.middleware.surfaces import Surface


class SessionStore(cached_db.SessionStore):
    """A session of one surface; a key of another is as good as none."""

    def __init__(self, session_key: str | None = None, *, surface: Surface = Surface.SHOP) -> None:
        self.surface = surface
        super().__init__(session_key)

    def _get_new_session_key(self) -> str:
        # 165 random bits; should one be taken after all, its insertion fails and create() draws another.
        return f"{self.surface}.{get_random_string(32, VALID_KEY_CHARS)}"

    def _validate_session_key(self, key: Any) -> bool:
        return super()._validate_session_key(key) and key.startswith(f"{self.surface}.")  # type: ignore[misc]
