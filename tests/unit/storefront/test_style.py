"""What style sheets and templates keep to: the budget, both directions of writing, the content policy."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import lightningcss
import pytest

ROOT = Path(__file__).resolve().parents[3]
CSS = ROOT / "static" / "css"
SHEETS = sorted(CSS.glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

PHYSICAL = re.compile(
    r"(?<![\w-])((margin|padding|border)-(left|right|top|bottom)\b|(left|right|top|bottom)\s*:"
    r"|(min-|max-)?(width|height)\s*:|text-align:\s*(left|right)|float:)"
)
FORBIDDEN_ATTRIBUTE = re.compile(r"\s(style|on[a-z]+)\s*=\s*[\"']", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")", re.IGNORECASE)


@pytest.mark.parametrize(("bundle", "budget_bytes"), [("site.css", 12_000), ("dashboard.css", 4_000)])
def test_a_bundle_stays_within_its_budget(bundle: str, budget_bytes: int) -> None:
    css = lightningcss.bundle_css(str(CSS / bundle))

    assert len(brotli.compress(css.encode())) <= budget_bytes


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_serves_both_directions_of_writing(sheet: Path) -> None:
    outside_media_queries = re.sub(r"@media[^{]*\{", "", sheet.read_text())

    assert [found.group(0) for found in PHYSICAL.finditer(outside_media_queries)] == []


def test_every_sheet_belongs_to_a_bundle() -> None:
    bundles = {CSS / "site.css", CSS / "dashboard.css", CSS / "admin.css"}
    imported = {CSS / name for sheet in bundles for name in re.findall(r'url\("([\w-]+\.css)"\)', sheet.read_text())}

    assert set(SHEETS) - bundles == imported


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.relative_to(ROOT).as_posix())
def test_a_template_needs_nothing_that_the_content_policy_forbids(template: Path) -> None:
    html = template.read_text()

    assert FORBIDDEN_ATTRIBUTE.findall(html) == []
    assert INLINE_SCRIPT.findall(html) == []
