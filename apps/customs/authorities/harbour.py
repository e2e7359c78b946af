"""Customs · the Harbour protocol: declarations over HTTP, signed both ways with HMAC-SHA256.

A broker's single window: WCO XML or JSON in by the content type, notices out by callback and on request.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

import requests
from djmoney.money import Money

from apps.customs.errors import AuthorityRefused, AuthorityUnavailable, BadNotice
from apps.customs.types import Notice

from . import notices
from .port import Message, Paper

_TRIES = 2
_AGE_S = 300


class Harbour:
    """The adapter of a Harbour connection."""

    def __init__(self, *, api_base: str, key: str, secret: str, timeout_s: float = 10) -> None:
        self._base = api_base.rstrip("/")
        self._key = key
        self._secret = secret.encode()
        self._timeout_s = timeout_s

    def submit(self, message: Message) -> None:
        path = f"/customs/v1/declarations/{message.lrn}/versions/{message.version}"
        self._call("PUT", path, message.body, media_type=message.media_type)

    def answer(self, lrn: str, papers: list[Paper]) -> None:
        body = {
            "documents": [
                {
                    "name": paper.name,
                    "media_type": paper.media_type,
                    "content": base64.b64encode(paper.content).decode(),
                }
                for paper in papers
            ]
        }
        self._call("POST", f"/customs/v1/declarations/{lrn}/documents", _json(body))

    def pay(self, lrn: str, amount: Money, *, key: str) -> str:
        body = {"amount": format(amount.amount, "f"), "currency": amount.currency.code, "key": key}
        return str(self._call("POST", f"/customs/v1/declarations/{lrn}/payments", _json(body))["receipt"])

    def invalidate(self, lrn: str, reason: str) -> None:
        self._call("POST", f"/customs/v1/declarations/{lrn}/invalidation", _json({"reason": reason}))

    def ask(self, lrn: str) -> list[Notice]:
        answer = self._call("GET", f"/customs/v1/declarations/{lrn}/notices", b"")
        try:
            return [_read(one["media_type"], one["body"].encode()) for one in answer["notices"]]
        except (KeyError, TypeError, AttributeError, BadNotice) as error:
            raise AuthorityUnavailable("The authority's list of notices cannot be read.") from error

    def read(self, headers: Mapping[str, str], body: bytes) -> Notice:
        stamp, shown = headers.get("X-Harbour-Timestamp", ""), headers.get("X-Harbour-Signature", "")
        if not stamp.isdecimal() or abs(time.time() - int(stamp)) > _AGE_S:
            raise BadNotice("The notice bears no time, or one too long ago.")
        wanted = hmac.new(self._secret, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(wanted.encode(), shown.encode()):
            raise BadNotice("The notice is not signed by the authority.")
        return _read(headers.get("Content-Type", ""), body)

    def _call(self, method: str, path: str, body: bytes, *, media_type: str = "application/json") -> dict[str, Any]:
        for attempt in range(_TRIES):
            try:
                response = requests.request(
                    method,
                    self._base + path,
                    data=body or None,
                    headers=self._headers(method, path, body, media_type),
                    timeout=self._timeout_s,
                )
            except requests.RequestException as error:
                if attempt + 1 < _TRIES:
                    continue
                raise AuthorityUnavailable(f"Customs does not answer: {type(error).__name__}") from error
            if response.status_code >= 500 and attempt + 1 < _TRIES:
                continue
            return _answer(response)
        raise AuthorityUnavailable("Customs does not answer.")

    def _headers(self, method: str, path: str, body: bytes, media_type: str) -> dict[str, str]:
        stamp = str(int(time.time()))
        signed = "\n".join((method, path, stamp, hashlib.sha256(body).hexdigest()))
        return {
            "Content-Type": media_type,
            "X-Harbour-Key": self._key,
            "X-Harbour-Timestamp": stamp,
            "X-Harbour-Signature": hmac.new(self._secret, signed.encode(), hashlib.sha256).hexdigest(),
        }


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _read(media_type: str, body: bytes) -> Notice:
    return notices.from_xml(body) if "xml" in media_type else notices.from_json(body)


def _answer(response: requests.Response) -> dict[str, Any]:
    if response.status_code >= 500:
        raise AuthorityUnavailable(f"Customs answers {response.status_code}.")
    try:
        body = response.json()
    except ValueError as error:
        raise AuthorityUnavailable("Customs answers with something else than JSON.") from error
    if response.status_code >= 400:
        problem = body.get("error", {}) if isinstance(body, dict) else {}
        raise AuthorityRefused(reason=str(problem.get("message") or response.reason))
    return dict(body)
