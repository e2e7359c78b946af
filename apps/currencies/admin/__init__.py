"""Currencies · administration: rates and their history, what waits for a person, promises, markups · public schema."""

from . import promises, rates

__all__ = ["promises", "rates"]
