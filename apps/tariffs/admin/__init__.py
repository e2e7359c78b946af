"""Tariffs · administration: rules and their life, sources, what changes on a day · public schema."""

from . import lists, rules, sources

__all__ = ["lists", "rules", "sources"]
