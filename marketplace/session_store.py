"""Sessions whose key names the surface they were made for, so that none opens another."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import cached_db, db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, UpdateError
from django.db import connection
from django.utils.crypto import get_random_string

from apps.common.prepared import execute
from marketplace.middleware.surfaces import Surface

_NEW = "INSERT INTO django_session (session_data, expire_date, session_key) VALUES (%s, %s, %s)"
_KNOWN = "UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s"


class _Rows(db.SessionStore):
    """The sessions' table, written by statements that are prepared."""

    def save(self, must_create: bool = False) -> None:
        """Write the session.

        Raises:
            UpdateError: it was deleted meanwhile, by logging out elsewhere.
        """
        if self.session_key is None:
            self.create()
            return
        row = self.create_model_instance(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            values = [row.session_data, row.expire_date, row.session_key]
            execute(cursor, _NEW if must_create else _KNOWN, values)
            if not cursor.rowcount:
                raise UpdateError


class SessionStore(cached_db.SessionStore, _Rows):
    """A session of one surface; a key of another is as good as none."""

    def __init__(self, session_key: str | None = None, *, surface: Surface = Surface.SHOP) -> None:
        self.surface = surface
        super().__init__(session_key)

    def _get_new_session_key(self) -> str:
        # 165 random bits; should one be taken after all, its insertion fails and create() draws another.
        return f"{self.surface}.{get_random_string(32, VALID_KEY_CHARS)}"

    def _validate_session_key(self, key: Any) -> bool:
        return super()._validate_session_key(key) and key.startswith(f"{self.surface}.")  # type: ignore[misc]
