"""Credits · administration, by subject."""

from . import accounts, cards, stranded

__all__ = ["accounts", "cards", "stranded"]
