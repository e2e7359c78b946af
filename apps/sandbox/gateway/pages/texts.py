"""Words of the hosted pages in six languages · sandbox gateway · no schema."""

from __future__ import annotations

import json
from pathlib import Path

LANGUAGES = ("en", "de", "fr", "zh", "ja", "ar")
_FOLDER = Path(__file__).parent / "texts"
TEXTS: dict[str, dict[str, str]] = {
    language: json.loads((_FOLDER / f"{language}.json").read_text("utf-8")) for language in LANGUAGES
}


def language(locale: str | None, accepted: str) -> str:
    """The page's language: the session's locale, or for `auto` and none the browser's first that we have."""
    wanted = [locale] if locale and locale != "auto" else [part.split(";")[0] for part in accepted.split(",")]
    for tag in wanted:
        primary = tag.strip().lower().replace("_", "-").split("-")[0]
        if primary in LANGUAGES:
            return primary
    return "en"
