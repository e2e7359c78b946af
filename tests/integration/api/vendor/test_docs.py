"""docs/api.md names every address of the vendor API with its scope, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from apps.accounts.types import Audience
from apps.api import schema

DOCS = Path(__file__).resolve().parents[4] / "docs" / "api.md"
ADDRESS = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`?]+)`")


def test_the_vendor_chapter_names_every_address_with_its_scopes() -> None:
    chapter = DOCS.read_text().split("## Vendors")[1].split("\n## ")[0]
    told: dict[tuple[str, str], set[str]] = {}
    for line in chapter.splitlines():
        if line.startswith("| `"):
            scopes = set(re.findall(r"[a-z]+:[a-z]+", line.rsplit("|", 2)[1]))
            told |= dict.fromkeys(ADDRESS.findall(line), scopes)

    there = {
        (method, path.removeprefix("/api/v1/vendor")): set(operation["security"][0]["token"])
        for method, path, operation in schema.endpoints(Audience.VENDOR)
        if "/webhook" not in path
    }
    assert set(told) == set(there)
    assert {address: scopes for address, scopes in there.items() if not scopes <= told[address]} == {}
