"""Typed readers of environment variables that fail loudly on a bad value."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from ipaddress import ip_network
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable's value, or the contents of the file that `<name>_FILE` names.

    Raises:
        ImproperlyConfigured: the variable is missing and has no default.
    """
    file = os.environ.get(f"{name}_FILE")
    if file:
        with open(file, encoding="utf-8") as handle:
            return handle.read().strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name} (or {name}_FILE).")
    return value


def flag(name: str, *, default: bool) -> bool:
    """A boolean variable: true/false, yes/no, on/off, 1/0."""
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither true nor false.")


def integer(name: str, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name, "")
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from error


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty members."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def numbers(name: str, default: str = "") -> dict[str, int]:
    """Whole numbers above zero by a word, «* 72, DE 48»."""
    found = {}
    for pair in words(name, default):
        key, _, value = pair.partition(" ")
        if not value.strip().isdecimal() or int(value) < 1:
            raise ImproperlyConfigured(f"{name}={pair!r} is no word with a whole number, such as «DE 48».")
        found[key] = int(value)
    return found


def amounts(name: str, default: str) -> dict[str, Decimal]:
    """Amounts by currency, «EUR 300, JPY 50000»."""
    found = {}
    for word in words(name, default):
        code, _, amount = word.partition(" ")
        try:
            found[code] = Decimal(amount)
        except ArithmeticError as error:
            raise ImproperlyConfigured(f"{name}: {word!r} is not a currency and an amount, such as EUR 300.") from error
        if len(code) != 3 or not code.isupper() or not found[code].is_finite() or found[code] < 0:
            raise ImproperlyConfigured(f"{name}: {word!r} is not a currency and an amount, such as EUR 300.")
    return found


def document(name: str) -> dict[str, Any]:
    """A JSON object, in the variable or in its file; empty where neither is set."""
    try:
        found = json.loads(text(name, "") or "{}")
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is no JSON: {error}.") from error
    if not isinstance(found, dict):
        raise ImproperlyConfigured(f"{name} is not a JSON object.")
    return found


def choice(name: str, known: tuple[str, ...]) -> str:
    """One of the known words; the first where the variable is not set."""
    value = os.environ.get(name) or known[0]
    if value not in known:
        raise ImproperlyConfigured(f"{name}={value!r}: choose one of {', '.join(known)}.")
    return value


def networks(name: str) -> list[str]:
    """A comma-separated list of IP addresses and networks (10.0.0.0/8)."""
    found = words(name)
    for network in found:
        try:
            ip_network(network)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {network!r} is no IP address or network.") from error
    return found


def database(url: str) -> dict[str, object]:
    """Django's connection settings of a postgresql:// address.

    Raises:
        ImproperlyConfigured: another scheme, or no database name.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("A database address reads postgresql://user:password@host:port/name")
    return {
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


def folder(url: str) -> str:
    """The folder of a file:// address.

    Raises:
        ImproperlyConfigured: another scheme, or no absolute path.
    """
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or not parts.path.startswith("/"):
        raise ImproperlyConfigured(f"STORAGE_URL={url!r}: files are kept in a folder, written file:///path.")
    return unquote(parts.path)
