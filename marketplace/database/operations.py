"""database · no app · how Python's values become PostgreSQL's: JSON by orjson, in a fifth of the time."""

from __future__ import annotations

import json
from typing import Any

import orjson
from django.db.backends.postgresql import operations
from django.db.backends.postgresql.psycopg_any import Jsonb

_AS_JSON_DOES = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


class DatabaseOperations(operations.DatabaseOperations):
    """Django's, but for JSON of fields that name no encoder."""

    def adapt_json_value(self, value: Any, encoder: Any) -> Any:
        """JSON for a column or a comparison.

        Raises:
            TypeError: of what JSON has no word for.
        """
        return super().adapt_json_value(value, encoder) if encoder is not None else Jsonb(value, dumps=_dumps)


def _dumps(value: Any) -> str:
    try:
        return orjson.dumps(value, option=_AS_JSON_DOES).decode()
    except TypeError:  # whole numbers of more than 64 bits; and what nobody can write, which json names
        return json.dumps(value)
