"""Cache keys that name their vendor."""

from __future__ import annotations

from django.db import connection


def vendor_key(key: str, key_prefix: str, version: int) -> str:
    """`<prefix>:<schema>:<version>:<key>`: one vendor's entry can never be another's."""
    return f"{key_prefix}:{connection.schema_name}:{version}:{key}"
