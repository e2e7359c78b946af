"""The demo world's files, read once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

WORLD = Path(__file__).parents[3] / "fixtures" / "demo"
LANGUAGES = {"en", "zh-hans", "de", "fr", "ja", "ar"}


@cache
def read(name: str) -> Any:
    return json.loads((WORLD / name).read_text(encoding="utf-8"))


@cache
def folder(name: str) -> list[Any]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((WORLD / name).glob("*.json"))]


@pytest.fixture(scope="session")
def taxonomy() -> dict[str, Any]:
    return read("taxonomy.json")


@pytest.fixture(scope="session")
def people() -> dict[str, Any]:
    return read("people.json")


@pytest.fixture(scope="session")
def vendors() -> dict[str, Any]:
    return {vendor["slug"]: vendor for vendor in folder("vendors")}


@pytest.fixture(scope="session")
def goods() -> list[tuple[str, dict[str, Any]]]:
    """Every product with its vendor's slug."""
    return [(part["vendor"], product) for part in folder("products") for product in part["products"]]


@pytest.fixture(scope="session")
def history() -> list[dict[str, Any]]:
    return read("history.json")["purchases"]


@pytest.fixture(scope="session")
def reviews() -> list[dict[str, Any]]:
    return read("reviews.json")["reviews"]
