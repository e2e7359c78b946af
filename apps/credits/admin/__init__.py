"""Credits · administration, by subject."""

from . import accounts, cards, sales, stranded

__all__ = ["accounts", "cards", "sales", "stranded"]
