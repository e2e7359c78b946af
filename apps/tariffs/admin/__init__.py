"""Tariffs · administration: rules and their life, sources, what changes on a day · public schema."""

from . import rules, sources

__all__ = ["rules", "sources"]
