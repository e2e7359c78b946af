"""bench · no app · a visitor without a screen: one kept connection, cookies, forms and redirects."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

_TIMEOUT_S = 120
_MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303)


class Unexpected(Exception):
    """The server's answer is not the one that the operation is about."""


class Unanswered(Unexpected):
    """The server cannot be reached, or hangs up."""


@dataclass(frozen=True)
class Answer:
    """A page. `location` is empty unless it sends elsewhere."""

    path: str
    status: int
    location: str
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")


class Visitor:
    """Not for two threads at once. `seconds`, `requests` and `sizes` grow until `begin` sets them back."""

    def __init__(self, port: int, *, host: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)
        self._host = f"{host}:{port}"
        self.cookies: dict[str, str] = {}
        self.begin()

    def begin(self) -> None:
        """Forget what the operations so far took, not the cookies."""
        self.seconds = 0.0
        self.requests = 0
        self.last: Answer | None = None

    def get(self, path: str) -> Answer:
        """Open a page, wherever it leads.

        Raises:
            Unexpected: the last answer is not 200.
        """
        return self._arrive(self._request("GET", path))

    def post(self, path: str, form: dict[str, str]) -> Answer:
        """Send a form and go where its answer leads.

        Raises:
            Unexpected: the last answer is not 200, as with a form that is refused.
        """
        return self._arrive(self._request("POST", path, form))

    def send(self, path: str, form: dict[str, str]) -> Answer:
        """Send a form and stop at the redirect that it answers with.

        Raises:
            Unexpected: it answers otherwise.
        """
        answer = self._request("POST", path, form)
        if answer.status not in _REDIRECTS:
            raise Unexpected(f"POST {path} answers {answer.status}, not a redirect")
        return answer

    def settle(self, path: str, form: dict[str, str]) -> Answer:
        """Send a form and go where its answer leads; the last answer, whatever its status."""
        return self._follow(self._request("POST", path, form))

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _arrive(self, answer: Answer) -> Answer:
        answer = self._follow(answer)
        if answer.status != 200:
            raise Unexpected(f"{answer.path} answers {answer.status}")
        return answer

    def _follow(self, answer: Answer) -> Answer:
        for _ in range(_MOST_REDIRECTS):
            if answer.status not in _REDIRECTS:
                break
            parts = urlsplit(answer.location)
            answer = self._request("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        return answer

    def _request(self, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        headers = {"Host": self._host, "Accept": "text/html", "Accept-Encoding": "identity"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        started = time.perf_counter()
        try:
            self._connection.request(method, path, body=body, headers=headers)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Unanswered(f"{method} {path}: {type(error).__name__} {error}") from error
        self.seconds += time.perf_counter() - started
        self.requests += 1
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        self.last = Answer(path, response.status, response.headers.get("Location", ""), content)
        return self.last
