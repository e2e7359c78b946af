"""Demo · the files of the demo world · no tables."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from apps.common.addresses import PostalAddress

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "demo"


@cache
def read(name: str) -> Any:
    """The JSON of one file below fixtures/demo."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def vendors() -> list[dict[str, Any]]:
    """Vendors whose goods are described too, the Chinese and the British first."""
    slugs = sorted(path.stem for path in (FOLDER / "products").glob("*.json"))
    leading = ["longquan-kilns", "hallam-edge"]
    ordered = [slug for slug in leading if slug in slugs] + [slug for slug in slugs if slug not in leading]
    return [read(f"vendors/{slug}.json") for slug in ordered]


def products(vendor: str) -> list[dict[str, Any]]:
    """A vendor's goods."""
    return list(read(f"products/{vendor}.json")["products"])


def has(name: str) -> bool:
    """Whether a file is there."""
    return (FOLDER / name).exists()


def house_address(data: dict[str, Any], *, recipient: str) -> PostalAddress:
    """A firm's or warehouse's address, which is in Latin script."""
    return PostalAddress(
        recipient=recipient,
        country=data["country"],
        lines=tuple(data["lines"]),
        locality=data["city"],
        region=data.get("region") or "",
        postcode=data.get("postcode") or "",
    )


def home_address(native: dict[str, Any], latin: dict[str, Any] | None, *, phone: str) -> PostalAddress:
    """A person's address, with its Latin copy where the native one is in another script."""
    copy = (latin["recipient"], *latin["lines"], latin["city"]) if latin else ()
    return PostalAddress(
        recipient=native["recipient"],
        country=native["country"],
        lines=tuple(native["lines"]),
        locality=native.get("city") or "",
        dependent_locality=native.get("district") or "",
        region=native.get("region") or "",
        postcode=native.get("postcode") or "",
        phone=phone,
        latin=copy,
    )
