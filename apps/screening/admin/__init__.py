"""Screening · administration: matches that wait, lists, and looking up a name."""

from . import lists, matches

__all__ = ["lists", "matches"]
