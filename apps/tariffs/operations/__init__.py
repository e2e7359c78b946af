"""Tariffs · writes: shipped packs, revisions · public schema."""

from .revisions import record_revision
from .shipped import load_rows

__all__ = ["load_rows", "record_revision"]
