"""bench · no app · reading a form out of a page, with the values that it begins with · pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)


@dataclass
class Form:
    """Where a form goes and what it sends untouched. `can_send`: it has a button that is not disabled."""

    action: str = ""
    values: dict[str, str] = field(default_factory=dict)
    can_send: bool = False


def find_form(html: str, *, marker: str) -> Form | None:
    """The first form whose source contains `marker`; None if the page has none."""
    for found in _FORM.finditer(html):
        if marker in found[0]:
            return _read(found[0])
    return None


def _read(source: str) -> Form:
    reader = _Reader()
    reader.feed(source)
    return reader.form


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.form = Form()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name, kind = found.get("name", ""), found.get("type", "text")
        if tag == "form":
            self.form.action = found.get("action", "")
        elif tag == "button" and "disabled" not in found:
            self.form.can_send = True
        elif tag == "input" and name and (kind not in ("radio", "checkbox") or "checked" in found):
            self.form.values[name] = found.get("value", "")
