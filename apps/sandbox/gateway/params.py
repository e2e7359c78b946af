"""Declared parameters and their checks · sandbox gateway · no schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from apps.sandbox.gateway.errors import InvalidParameter

_INTEGER = re.compile(r"-?[0-9]{1,15}")
_INDEX = re.compile(r"[0-9]{1,6}")
Reader = Callable[[Any, str], Any]


@dataclass(frozen=True)
class Field:
    """How one parameter is read; an empty string counts as absent."""

    read: Reader
    required: bool = False


Schema = dict[str, Field]


def parse(data: Any, schema: Schema, prefix: str = "") -> dict[str, Any]:
    """Read a hash of parameters; what is absent is absent in the result.

    Raises:
        InvalidParameter: unknown, missing or malformed, with `param` in Stripe's bracket form.
    """
    if not isinstance(data, dict):
        raise InvalidParameter("Invalid object", param=prefix)
    for name in data:
        if name not in schema:
            path = _path(prefix, name)
            raise InvalidParameter(f"Received unknown parameter: {path}", code="parameter_unknown", param=path)
    result = {}
    for name, field in schema.items():
        path = _path(prefix, name)
        if data.get(name, "") != "":
            result[name] = field.read(data[name], path)
        elif field.required:
            raise InvalidParameter(f"Missing required param: {path}.", code="parameter_missing", param=path)
    return result


def _path(prefix: str, name: str) -> str:
    return f"{prefix}[{name}]" if prefix else name


def integer(value: Any, path: str) -> int:
    """A whole number of at most 15 digits."""
    if not isinstance(value, str) or not _INTEGER.fullmatch(value):
        raise InvalidParameter(f"Invalid integer: {value}", code="parameter_invalid_integer", param=path)
    return int(value)


def positive(value: Any, path: str) -> int:
    """A whole number of at least 1."""
    number = integer(value, path)
    if number < 1:
        message = f"This value must be greater than or equal to 1 (it currently is '{number}')."
        raise InvalidParameter(message, code="parameter_invalid_integer", param=path)
    return number


def boolean(value: Any, path: str) -> bool:
    """`true` or `false`."""
    if value not in ("true", "false"):
        raise InvalidParameter(f"Invalid boolean: {value}", param=path)
    return bool(value == "true")


def text(max_length: int = 500) -> Reader:
    """A string up to `max_length` characters."""

    def read(value: Any, path: str) -> str:
        if not isinstance(value, str):
            raise InvalidParameter(f"Invalid string: {value}", param=path)
        if len(value) > max_length:
            raise InvalidParameter(
                f"Invalid string; must be at most {max_length} characters",
                code="parameter_invalid_string",
                param=path,
            )
        return value

    return read


def choice(*options: str) -> Reader:
    """One of a few words."""

    def read(value: Any, path: str) -> str:
        if value not in options:
            raise InvalidParameter(f"Invalid {path}: must be one of {', '.join(options)}", param=path)
        return str(value)

    return read


def url(value: Any, path: str) -> str:
    """An absolute web address."""
    parts = urlsplit(text(5000)(value, path))
    if parts.scheme not in ("http", "https") or not parts.netloc:
        message = "Not a valid URL"
        raise InvalidParameter(message, code="url_invalid", param=path)
    return str(value)


def group(schema: Schema) -> Reader:
    """A hash of its own."""
    return lambda value, path: parse(value, schema, path)


def items(reader: Reader, *, max_count: int = 100) -> Reader:
    """A list: a hash whose keys are numbers, in their order."""

    def read(value: Any, path: str) -> list[Any]:
        if not isinstance(value, dict) or not all(map(_INDEX.fullmatch, value)):
            raise InvalidParameter("Invalid array", param=path)
        value = [value[key] for key in sorted(value, key=int)]
        if len(value) > max_count:
            raise InvalidParameter(f"Array {path} exceeded maximum {max_count} allowed elements.", param=path)
        return [reader(item, f"{path}[{index}]") for index, item in enumerate(value)]

    return read


def metadata(value: Any, path: str) -> dict[str, str]:
    """At most 50 keys of 40 characters with values of 500. Source: Stripe API reference, Metadata."""
    if not isinstance(value, dict) or len(value) > 50:
        raise InvalidParameter("Invalid metadata: at most 50 key-value pairs", param=path)
    for key, item in value.items():
        if len(key) > 40:
            raise InvalidParameter(f"Metadata keys must be at most 40 characters: {key}", param=path)
        text(500)(item, f"{path}[{key}]")
    return {key: item for key, item in value.items() if item != ""}


PAGE: Schema = {
    "limit": Field(integer),
    "starting_after": Field(text()),
    "ending_before": Field(text()),
    "created": Field(
        lambda value, path: (
            parse(value, {name: Field(integer) for name in ("gt", "gte", "lt", "lte")}, path)
            if isinstance(value, dict)
            else {"gte": integer(value, path), "lte": integer(value, path)}
        )
    ),
}
