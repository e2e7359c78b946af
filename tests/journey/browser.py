"""A browser without a screen: pages, links and forms over HTTP, as a person would use them."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

_TIMEOUT_S = 60


class JourneyFailed(Exception):
    """The story cannot go on: says what was expected and what was there."""


def dial_localhost() -> None:
    """Have every name under .localhost answered by this machine, as browsers do (RFC 6761 section 6.3)."""
    ask = socket.getaddrinfo

    def answer(host: Any, *args: Any, **kwargs: Any) -> Any:
        is_local = isinstance(host, str) and host.endswith(".localhost")
        return ask("127.0.0.1" if is_local else host, *args, **kwargs)

    socket.getaddrinfo = answer


@dataclass
class Form:
    """A form of a page with the values that its fields begin with."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    text: str = ""


@dataclass
class Page:
    """What a page says: its text, links, forms and data attributes of interest."""

    url: str
    status: int
    html: str
    title: str
    text: str
    links: list[tuple[str, str]]
    forms: list[Form]

    def form_with(self, name: str) -> Form | None:
        """The first form that has a field of this name; None where the page has none."""
        return next((form for form in self.forms if name in form.values or name in form.choices), None)

    def form(self, *, action: str) -> Form:
        """The form whose address contains `action`.

        Raises:
            JourneyFailed: the page has none.
        """
        for form in self.forms:
            if action in form.action:
                return form
        raise JourneyFailed(f"{self.url} has no form for {action!r}; it has {[form.action for form in self.forms]}")

    def link(self, part: str) -> str:
        """The address of the first link that contains `part`.

        Raises:
            JourneyFailed: the page has none.
        """
        for address, _ in self.links:
            if part in address:
                return urljoin(self.url, address)
        raise JourneyFailed(f"{self.url} has no link to {part!r}")


class Refused(JourneyFailed):
    """The answer is an error; `page` is what it shows."""

    def __init__(self, page: Page) -> None:
        super().__init__(f"{page.url} answers {page.status}: {page.text[:400]}")
        self.page = page


class Browser:
    """One person's browser: keeps cookies, follows redirects, sends what a browser sends with a form."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.session = requests.Session()
        self.session.headers["User-Agent"] = "portolan-journey"
        self.session.headers["Accept"] = "text/html"

    def open(self, address: str) -> Page:
        """Go to an address.

        Raises:
            JourneyFailed: the answer is an error.
        """
        return self._page(self.session.get(urljoin(self.base, address), timeout=_TIMEOUT_S))

    def fetch(self, address: str) -> requests.Response:
        """Download a file.

        Raises:
            JourneyFailed: the answer is an error.
        """
        response = self.session.get(urljoin(self.base, address), timeout=_TIMEOUT_S)
        if response.status_code != 200:
            raise JourneyFailed(f"{address} answers {response.status_code}")
        return response

    def submit(self, page: Page, form: Form, **typed: str) -> Page:
        """Send a form with what was typed over what it began with.

        Raises:
            JourneyFailed: a field is not in the form, or the answer is an error.
        """
        unknown = set(typed) - set(form.values) - set(form.choices)
        if unknown:
            raise JourneyFailed(f"the form {form.action} of {page.url} has no field {sorted(unknown)}")
        data = {**form.values, **typed}
        target = urljoin(page.url, form.action or page.url)
        if form.method == "get":
            return self._page(self.session.get(target, params=data, timeout=_TIMEOUT_S))
        parts = urlsplit(page.url)
        headers = {"Origin": f"{parts.scheme}://{parts.netloc}", "Sec-Fetch-Site": "same-origin", "Referer": page.url}
        return self._page(self.session.post(target, data=data, headers=headers, timeout=_TIMEOUT_S))

    def _page(self, response: requests.Response) -> Page:
        reader = _reader(response.text)
        page = Page(
            response.url, response.status_code, response.text, reader.title, reader.text, reader.links, reader.forms
        )
        if page.status >= 400:
            raise Refused(page)
        return page


def _reader(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


class _Reader(HTMLParser):
    """Collects text, links and forms."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.title = ""
        self._form: Form | None = None
        self._select = ""
        self._area = ""
        self._within: list[str] = []

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in found:
            self.links.append((found["href"], ""))
        elif tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag in ("script", "style", "title"):
            self._within.append(tag)
        elif self._form is not None:
            self._field(self._form, tag, found)

    def _field(self, form: Form, tag: str, found: dict[str, str]) -> None:
        name = found.get("name", "")
        if tag == "input" and name:
            self._input(form, name, found)
        elif tag == "button" and name and name not in form.values:
            form.choices.setdefault(name, []).append(found.get("value", ""))
        elif tag == "select" and name:
            self._select = name
            form.values.setdefault(name, "")
            form.choices.setdefault(name, [])
        elif tag == "option" and self._select:
            value = found.get("value", "")
            is_first = not form.choices[self._select]
            form.choices[self._select].append(value)
            if "selected" in found or is_first:
                form.values[self._select] = value
        elif tag == "textarea" and name:
            self._area = name
            form.values.setdefault(name, "")

    def _input(self, form: Form, name: str, found: dict[str, str]) -> None:
        kind = found.get("type", "text")
        if kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(found.get("value", "on"))
            if "checked" in found:
                form.values[name] = found.get("value", "on")
        elif kind not in ("submit", "button", "file", "reset"):
            form.values[name] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""
        elif self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if self._within:
            if self._within[-1] == "title":
                self.title += data
            return
        if self._area and self._form is not None:
            self._form.values[self._area] += data
        self.words.append(data)
        if self._form is not None:
            self._form.text += data
