"""Cache keys that name their vendor."""

from __future__ import annotations

from apps.common.tenancy import current_schema


def vendor_key(key: str, key_prefix: str, version: int) -> str:
    """`<prefix>:<schema>:<version>:<key>`: one vendor's entry can never be another's."""
    return f"{key_prefix}:{current_schema()}:{version}:{key}"
