"""Checkout · a column that holds a quote: what is stored is read once, however many requests ask for it · no schema."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

import orjson
from django.db import models
from django.db.models.fields.json import KeyTransform

from apps.checkout.types import Quote

# A buyer walks through a checkout in a few requests: it is enough to remember those of the moment.
_REMEMBERED = 100


class StoredQuote(dict[str, Any]):
    """A quote as it stands in its row, shared by all who read it: nobody changes it."""

    @classmethod
    def of(cls, quote: Quote) -> StoredQuote:
        """A quote as it is to be stored, which need not be read back."""
        stored = cls(quote.as_json())
        stored.quote = quote
        return stored

    @cached_property
    def quote(self) -> Quote:
        """What it says."""
        return Quote.from_json(self)


class QuoteField(models.JSONField):
    """JSON of a `Quote`; PostgreSQL and migrations see no other column than JSON's."""

    def deconstruct(self) -> Any:
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, options

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        """The quote, or what a look into it found."""
        if value is None or isinstance(expression, KeyTransform):
            return super().from_db_value(value, expression, connection)
        return _read(value)


@lru_cache(maxsize=_REMEMBERED)
def _read(stored: str) -> Any:
    found = orjson.loads(stored)
    return StoredQuote(found) if isinstance(found, dict) else found
