"""Payments · gateways · what every adapter needs of HTTP: limits, and whether a failed call can have arrived."""

from __future__ import annotations

from collections.abc import Mapping

import requests

from apps.payments.errors import Unavailable, Unknown

LARGEST_ANSWER = 1024 * 1024
LARGEST_FILE = 64 * 1024 * 1024
LONGEST_HEADER = 4096
CONNECT_S = 3.0


def call(
    method: str,
    url: str,
    *,
    timeout_s: float,
    params: Mapping[str, str] | None = None,
    data: bytes | Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    largest: int = LARGEST_ANSWER,
) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body of one call: no redirect is followed, nothing is tried twice, and size is bounded.

    Raises:
        Unavailable: no connection was made, so that the provider cannot have acted.
        Unknown: the connection broke, or the answer was too late or larger than `largest` bytes.
    """
    try:
        with requests.request(
            method,
            url,
            params=params,
            data=data,
            headers=headers,
            timeout=(min(CONNECT_S, timeout_s), timeout_s),
            allow_redirects=False,
            stream=True,
        ) as answer:
            body = b""
            for chunk in answer.iter_content(64 * 1024):
                body += chunk
                if len(body) > largest:
                    raise Unknown("the answer is too large")
            return answer.status_code, answer.headers, body
    except requests.RequestException as error:
        raise (Unavailable if never_arrived(error) else Unknown)(type(error).__name__) from error


def never_arrived(error: BaseException) -> bool:
    """Whether no connection was made, so that the provider cannot have acted."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, requests.exceptions.ConnectTimeout) or _is_refusal(cause):
            return True
        arguments = getattr(cause, "args", ())
        if arguments and _is_refusal(getattr(arguments[0], "reason", None)):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def header(headers: Mapping[str, str], name: str) -> str:
    """A header whose name may be written in any case; empty where it is missing or absurdly long."""
    value = headers.get(name) or next((v for k, v in headers.items() if k.lower() == name.lower()), "")
    return value if len(value) <= LONGEST_HEADER else ""


def _is_refusal(error: object) -> bool:
    return type(error).__name__ in ("NewConnectionError", "ConnectTimeoutError", "NameResolutionError")
