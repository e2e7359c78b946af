"""One PostgreSQL connection of one thread: which vendor it is on, and whether it is still alive."""

from __future__ import annotations

import select
import time
from typing import Any

from django_tenants.postgresql_backend import base

from .operations import DatabaseOperations

# A connection that answered within this time is trusted as long as its socket says nothing.
TRUSTED_S = 30.0


class DatabaseWrapper(base.DatabaseWrapper):
    """django-tenants' connection, which asks the server only what it cannot know by itself.

    Alive: when a server process ends, its socket becomes readable (the farewell, or
    the end of the stream). So a silent socket that answered lately needs no
    `SELECT 1`; one that is readable, or was idle for long, is asked as ever.

    Search path: what was set on the server is remembered with the schema it was set
    for, so that going to public and back sets nothing twice. Every rollback and
    every new connection forgets it, since PostgreSQL takes the setting back then.
    """

    ops_class = DatabaseOperations
    search_path_set_schemas: Any
    health_check_done: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._path_is_of: tuple[str, bool] | None = None
        self._used_at = 0.0
        super().__init__(*args, **kwargs)

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        """Say whose schema the next statement is for. Sends nothing."""
        if (tenant.schema_name, include_public) == (self.schema_name, self.include_public_schema):
            self.tenant = tenant
            return
        known = self.search_path_set_schemas
        super().set_tenant(tenant, include_public)
        self.search_path_set_schemas = known

    def close_if_health_check_failed(self) -> None:
        """Close a connection that is dead, so that the next statement opens another one."""
        if self.health_check_enabled and not self.health_check_done and self._is_surely_alive():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def _cursor(self, name: str | None = None) -> Any:
        cursor = super()._cursor(name)
        self._used_at = time.monotonic()
        return cursor

    def _handle_search_path(self, cursor: Any = None) -> None:
        wanted = (self.schema_name, self.include_public_schema)
        if self.search_path_set_schemas and self._path_is_of == wanted:
            return
        self.search_path_set_schemas = None
        super()._handle_search_path(cursor)
        self._path_is_of = wanted

    def _is_surely_alive(self) -> bool:
        if self.connection is None or time.monotonic() - self._used_at > TRUSTED_S:
            return False
        try:
            socket = select.poll()
            socket.register(self.connection.fileno(), select.POLLIN | select.POLLPRI)
            return not socket.poll(0)
        except Exception:
            return False
