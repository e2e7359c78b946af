"""The documents name every address of the staff API and of the vendors' webhooks with its scope, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apps.accounts.types import Audience
from apps.api import schema

DOCS = Path(__file__).resolve().parents[4] / "docs"
ADDRESS = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`?]+)`")


@pytest.mark.parametrize(
    ("audience", "page", "heading", "below"),
    [(Audience.STAFF, "api.md", "## Staff", "/"), (Audience.VENDOR, "webhooks.md", "## By the API", "/webhooks/")],
)
def test_the_document_names_every_address_with_its_scopes(
    audience: Audience, page: str, heading: str, below: str
) -> None:
    chapter = (DOCS / page).read_text(encoding="utf-8").split(heading)[1].split("\n## ")[0]
    told: dict[tuple[str, str], set[str]] = {}
    for line in chapter.splitlines():
        if line.startswith("| `"):
            scopes = set(re.findall(r"[a-z]+:[a-z]+", line.rsplit("|", 2)[1]))
            told |= dict.fromkeys(ADDRESS.findall(line), scopes)

    there = {
        (method, path.removeprefix(f"/api/v1/{audience.value}")): set(operation["security"][0]["token"])
        for method, path, operation in schema.endpoints(audience)
        if path.removeprefix(f"/api/v1/{audience.value}").startswith(below)
    }
    assert set(told) == set(there)
    assert {address: scopes for address, scopes in there.items() if not scopes <= told[address]} == {}
