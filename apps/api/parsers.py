"""API · reading bodies: what PostgreSQL or Python cannot hold is refused here, once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, BinaryIO

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJSONParser(JSONParser):
    """UTF-8 JSON without NaN, NUL characters, lone surrogates or endless depth."""

    def parse(
        self, stream: BinaryIO, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            text = stream.read().decode("utf-8")
            found = json.loads(text, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not well-formed JSON in UTF-8.") from error
        if "\\u" in text and not _is_storable(found):
            raise ParseError("The body holds NUL characters or halves of surrogate pairs.")
        return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _is_storable(value: Any) -> bool:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if "\x00" in one or any("\ud800" <= letter <= "\udfff" for letter in one):
                return False
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
    return True
