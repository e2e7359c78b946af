"""Tariffs · writes: shipped packs, loaded rows, revisions, the life of rules · public schema."""

from .life import activate, draft, read_at_source, recheck_sources, reject, verify
from .revisions import record_revision
from .shipped import load_rows
from .upserting import upsert_rules, upsert_sources

__all__ = [
    "activate", "draft", "load_rows", "read_at_source", "recheck_sources", "record_revision", "reject", "upsert_rules",
    "upsert_sources", "verify",
]  # fmt: skip
