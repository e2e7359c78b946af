"""The cache: keys that name their vendor, and one client for each server."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends import redis
from django.utils.functional import cached_property

from apps.common.tenancy import current_schema


class Client(redis.RedisCacheClient):
    """Keeps its clients: making one fills a table of some 170 commands, and Django makes one for each call."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """The server's client. There is one server, so that reading and writing differ by name alone."""
        if write not in self._kept:
            self._kept[write] = super().get_client(key, write=write)
        return self._kept[write]


class Cache(redis.RedisCache):
    """Django's cache over Valkey with clients that are kept."""

    _servers: list[str]
    _options: dict[str, Any]

    @cached_property
    def _cache(self) -> Client:
        return Client(self._servers, **self._options)


def vendor_key(key: str, key_prefix: str, version: int) -> str:
    """`<prefix>:<schema>:<version>:<key>`: one vendor's entry can never be another's."""
    return f"{key_prefix}:{current_schema()}:{version}:{key}"
