"""The catalogues of all languages are complete, agree with the sources and keep their placeholders."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings

from marketplace.messages import catalogues, review
from marketplace.messages.sources import template_catalogue

ROOT = Path(__file__).resolve().parents[2]


@cache
def sources() -> Catalog:
    return template_catalogue(ROOT)


@pytest.mark.parametrize("language", list(catalogues.PLURAL_FORMS))
def test_nothing_is_untranslated_fuzzy_or_has_other_placeholders(language: str) -> None:
    faults = [str(fault) for fault in review.faults(catalogues.read(ROOT, language), sources())]

    assert faults[:20] == [], f"{len(faults)} faults; see `python -m marketplace.messages check`"


def test_every_language_but_that_of_the_sources_has_a_catalogue() -> None:
    spoken = {code.lower().replace("_", "-") for code in catalogues.PLURAL_FORMS}

    assert spoken | {"en"} == {code for code, _ in settings.LANGUAGES}


def test_nothing_in_the_repository_s_texts_is_left_to_do() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("apps", "marketplace", "templates")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".py", ".html", ".css", ".js", ".md") and "__pycache__" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if marks.search(line)
    ]
    assert found == []
