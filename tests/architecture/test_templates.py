"""Templates: all compile, keep to the content security policy, and link to addresses that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Template, engines
from django.template.base import Node, NodeList
from django.template.defaulttags import URLNode
from django.urls import get_resolver

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "templates", *sorted(ROOT.glob("apps/*/templates"))]
TEMPLATES = sorted(
    (folder, path.relative_to(folder).as_posix())
    for folder in FOLDERS
    for path in folder.rglob("*.*")
    if path.suffix in (".html", ".txt")
)
NAMES = [name for _, name in TEMPLATES]
# Pages of the framework that are shown on every surface, each with its own log-in.
EVERYWHERE = ("account/", "allauth/", "mfa/")
_COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.S)
_TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
_TAG = re.compile(r"<[a-zA-Z][^>]*>", re.S)
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.S | re.I)


def source(name: str) -> str:
    folder = next(folder for folder, known in TEMPLATES if known == name)
    return _COMMENT.sub("", (folder / name).read_text(encoding="utf-8"))


def compiled(name: str) -> Template:
    template: Any = engines["django"].get_template(name)
    return template.template  # type: ignore[no-any-return]


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 80
    assert len(NAMES) == len(set(NAMES)), "two templates of one name: which is shown depends on the order of the apps"


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles(name: str) -> None:
    assert compiled(name).nodelist is not None


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".html") and not name.startswith("emails/")])
def test_it_keeps_to_the_content_security_policy(name: str) -> None:
    """No style attribute or element, no event attribute, no script in the page; data islands are no scripts."""
    text = source(name)
    tags = [_TEMPLATE_CODE.sub("x", tag) for tag in _TAG.findall(_TEMPLATE_CODE.sub("x", text))]

    assert [tag for tag in tags if re.search(r"\sstyle\s*=", tag, re.I)] == []
    assert [tag for tag in tags if re.search(r"""\son[a-z]+\s*=""", tag, re.I)] == []
    assert [tag for tag in tags if re.search(r"""=\s*["']?\s*javascript:""", tag, re.I)] == []
    assert [tag for tag in tags if re.match(r"<style\b", tag, re.I)] == []
    inline = [
        attributes
        for attributes, body in _SCRIPT.findall(text)
        if body.strip() and not re.search(r'type="(application/(ld\+)?json|text/plain|speculationrules)"', attributes)
    ]
    assert inline == []
    foreign = re.findall(
        r"""<(?:script|link|img|iframe|source)\b[^>]*\s(?:src|href)\s*=\s*["']((?:https?:)?//[^"']+)""", text
    )
    assert foreign == [], "assets come from this very host"


def nodes(inside: Any, seen: set[int] | None = None) -> Iterator[Node]:
    """Every node of a template, however deep, also in the lists that tags keep under names of their own."""
    seen = set() if seen is None else seen
    for node in inside:
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        for value in vars(node).values():
            if isinstance(value, NodeList):
                yield from nodes(value, seen)
            elif isinstance(value, list | tuple):
                for part in value:
                    for each in part if isinstance(part, tuple) else (part,):
                        if isinstance(each, NodeList):
                            yield from nodes(each, seen)


def linked(name: str) -> set[str]:
    """The names that `{% url %}` and `{% shop_url %}` of a template spell out."""
    found = {
        node.view_name.var
        for node in nodes(compiled(name).nodelist)
        if isinstance(node, URLNode) and isinstance(node.view_name.var, str)
    }
    return found | set(re.findall(r"""\{%-?\s*(?:shop_)?url\s+["']([\w:]+)["']""", source(name)))


def names_of(urlconf: str) -> set[str]:
    return {key for key in get_resolver(urlconf).reverse_dict if isinstance(key, str)}


def surfaces(name: str) -> list[str]:
    if name.startswith(EVERYWHERE):
        return [settings.ROOT_URLCONF, settings.TEAM_URLCONF, settings.STAFF_URLCONF]
    if name.startswith(("dashboard/", "components/dashboard")):
        return [settings.TEAM_URLCONF]
    if name.startswith(("admin/", "unfold/")):
        return []
    return [settings.ROOT_URLCONF]


@pytest.mark.parametrize("name", [name for name in NAMES if linked(name)])
def test_it_links_to_addresses_that_exist_on_its_surface(name: str) -> None:
    wanted = {found for found in linked(name) if ":" not in found}
    if not settings.MAILBOX_PAGE and name.startswith("site/mailbox/"):
        wanted -= {"mailbox", "mailbox_message"}
    for urlconf in surfaces(name):
        assert wanted - names_of(urlconf) == set(), urlconf


def test_links_were_found_at_all() -> None:
    assert sum(len(linked(name)) for name in NAMES) > 30


def test_every_form_of_administration_carries_its_token() -> None:
    """Django admin refuses a form without one; the test client does not ask for it."""
    files = sorted((ROOT / "templates" / "admin").rglob("*.html"))
    forms = [
        (file.name, form)
        for file in files
        for form in re.findall(r'<form\b[^>]*method="post".*?</form>', file.read_text(encoding="utf-8"), re.S)
    ]

    assert forms
    assert [name for name, form in forms if "{% csrf_token %}" not in form] == []
