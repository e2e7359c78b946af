"""Credits · administration, by subject."""

from . import accounts, cards

__all__ = ["accounts", "cards"]
