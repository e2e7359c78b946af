"""Customs · how messages for China are kept: numbers of identity sealed, so that the database alone tells none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from apps.common.sealing import Unreadable, seal, unseal

from ..errors import MessageSealed
from ..types.ceb import CebMessage, Finding

PRIVATE = ("buyerIdNumber", "payerIdNumber")
_MARK = "sealed:"
_SHOWN = 4
_HIDDEN = "•••• "


def kept(message: CebMessage) -> dict[str, Any]:
    """The message as JSON, its numbers of identity sealed."""
    content = message.as_json()
    head = content["head"]
    head.update({name: _MARK + seal(head[name]) for name in PRIVATE if head.get(name)})
    return content


def opened(content: Mapping[str, Any]) -> CebMessage:
    """The message that was kept, in plain.

    Raises:
        MessageSealed: another installation sealed it, or its key is lost.
    """
    message = CebMessage.from_json(content)
    sealed = {name: text[len(_MARK) :] for name, text in message.head.items() if text.startswith(_MARK)}
    try:
        plain = {name: unseal(text) for name, text in sealed.items()}
    except Unreadable as problem:
        raise MessageSealed() from problem
    return CebMessage(message.type, {**message.head, **plain}, message.lines)


def is_private(content: Mapping[str, Any]) -> bool:
    """Whether a kept message bears a number of identity."""
    return any(content["head"].get(name) for name in PRIVATE)


def is_plain(content: Mapping[str, Any]) -> bool:
    """Whether a kept message tells a number of identity to whoever reads the database."""
    return any((text := content["head"].get(name)) and not text.startswith(_MARK) for name in PRIVATE)


def digest_of(message: CebMessage) -> str:
    """By what a kept message is known again: keyed, since a number of identity could be guessed from a plain digest.

    The key is `IDENTITY_DIGEST_KEY`; after another one `manage.py seal_trade_messages` makes digests anew.
    """
    return _keyed("customs.trade_message", message.digest)


def reference_of(id_number: str) -> str:
    """By what the purchases of one person are found; "" without a number. Keyed, as `digest_of` is."""
    return _keyed("customs.trade_buyer", id_number) if id_number else ""


def masked(id_number: str) -> str:
    """A number of identity as it may be shown: its last four characters."""
    return f"{_HIDDEN}{id_number[-_SHOWN:]}" if id_number else ""


def as_shown(finding: Finding) -> dict[str, str]:
    """A finding as JSON to be kept and shown."""
    told = finding.as_json()
    if finding.field in PRIVATE:
        told |= {"found": masked(finding.found), "expected": masked(finding.expected)}
    return told


def masked_finding(told: Mapping[str, str]) -> dict[str, str]:
    """A kept finding with a number of identity masked; one that is masked stays."""
    if told["field"] not in PRIVATE:
        return dict(told)
    ends = {name: told[name] for name in ("found", "expected")}
    return {**told, **{name: text if text.startswith(_HIDDEN) else masked(text) for name, text in ends.items()}}


def _keyed(purpose: str, text: str) -> str:
    key = settings.IDENTITY_DIGEST_KEY or settings.SECRET_KEY
    return salted_hmac(purpose, text, secret=key, algorithm="sha256").hexdigest()
