"""Webhooks · one POST to somebody else's server, and to nobody else's.

The name is resolved here, once; every address of the answer must be public; the
connection goes to the checked address itself, so that the name cannot lead
elsewhere in between. TLS and the Host header still name the host. No redirect is
followed, and the whole exchange ends after fifteen seconds, however slowly the
other side talks.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException

from apps.common.errors import InvalidInput

from .rules import addresses
from .types import Failure, Outcome, Target

TIMEOUT_S = 15.0
KEPT_BYTES = 1024
AGENT = "Portolan-Webhooks/1"
Resolve = Callable[[str, int], list[str]]


class Refused(Exception):
    """The message was not sent; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure.value)


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host name, as this machine's resolver knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(entry[4][0]) for entry in found]


def post(
    url: str,
    *,
    body: str,
    headers: Mapping[str, str],
    allows_loopback: bool = False,
    resolve: Resolve = resolve,
    tls: ssl.SSLContext | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Outcome:
    """Send one message; whatever goes wrong is in the outcome. `resolve` and `tls` default to the system's own."""
    begun = time.monotonic()
    status: int | None = None
    response, retry_after = "", None
    try:
        target = addresses.target(url, allows_loopback=allows_loopback)
        address = _checked_address(target, resolve, allows_loopback=allows_loopback)
        status, response, retry_after = _exchange(target, address, body, headers, tls, timeout_s)
        failure = "" if 200 <= status < 300 else Failure.STATUS.value
    except InvalidInput:
        failure = Failure.ADDRESS.value
    except Refused as refused:
        failure = refused.failure.value
    duration_ms = round((time.monotonic() - begun) * 1000)
    return Outcome(status, failure, response, duration_ms, retry_after)


def _checked_address(target: Target, resolve: Resolve, *, allows_loopback: bool) -> str:
    try:
        found = resolve(target.host, target.port)
    except (OSError, UnicodeError) as error:
        raise Refused(Failure.NAME) from error
    if not found:
        raise Refused(Failure.NAME)
    if not all(addresses.may_connect(address, allows_loopback=allows_loopback) for address in found):
        raise Refused(Failure.ADDRESS)
    return found[0]


def _exchange(
    target: Target,
    address: str,
    body: str,
    headers: Mapping[str, str],
    tls: ssl.SSLContext | None,
    timeout_s: float,
) -> tuple[int, str, int | None]:
    try:
        link: socket.socket = socket.create_connection((address, target.port), timeout=timeout_s)
    except TimeoutError as error:
        raise Refused(Failure.TIMEOUT) from error
    except OSError as error:
        raise Refused(Failure.CONNECTION) from error
    deadline = _Deadline(link, timeout_s)
    try:
        if target.scheme == "https":
            context = tls or ssl.create_default_context()
            link = context.wrap_socket(link, server_hostname=target.host, do_handshake_on_connect=False)
            deadline.watch(link)
            link.do_handshake()
        return _talk(link, target, body, headers, timeout_s)
    except (OSError, HTTPException) as error:
        raise Refused(_why(error, deadline)) from error
    finally:
        deadline.cancel()
        link.close()


def _talk(
    link: socket.socket, target: Target, body: str, headers: Mapping[str, str], timeout_s: float
) -> tuple[int, str, int | None]:
    connection = HTTPConnection(target.host, target.port, timeout=timeout_s)
    connection.sock = link
    sent = {"Host": target.authority, "Content-Type": "application/json", "User-Agent": AGENT, "Connection": "close"}
    connection.request("POST", target.address, body=body.encode(), headers={**sent, **headers})
    answer = connection.getresponse()
    text = answer.read(KEPT_BYTES).decode("utf-8", errors="replace").replace("\x00", "\ufffd")
    asked = answer.headers.get("Retry-After", "")
    return answer.status, text, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else None


def _why(error: Exception, deadline: _Deadline) -> Failure:
    if deadline.has_passed or isinstance(error, TimeoutError):
        return Failure.TIMEOUT
    if isinstance(error, ssl.SSLError):
        return Failure.TLS
    return Failure.PROTOCOL if isinstance(error, HTTPException) else Failure.CONNECTION


class _Deadline:
    """Cuts a connection after so many seconds: a socket's own time-out begins anew with every byte."""

    def __init__(self, link: socket.socket, seconds: float) -> None:
        self.has_passed = False
        self._link = link
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, link: socket.socket) -> None:
        """Cut this one: it has taken the connection over."""
        self._link = link

    def cancel(self) -> None:
        """The exchange has ended."""
        self._timer.cancel()

    def _cut(self) -> None:
        self.has_passed = True
        with contextlib.suppress(OSError):
            # Of the base class: an SSLSocket's own would forget its TLS state under the reader's feet.
            socket.socket.shutdown(self._link, socket.SHUT_RDWR)
