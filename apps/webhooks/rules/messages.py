"""Webhooks · the message, its signature and its secrets, by Standard Webhooks: pure.

Source: Standard Webhooks specification 1.0 (github.com/standard-webhooks/standard-webhooks),
sections «Payload structure», «Signature scheme» and «Webhook headers».
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from standardwebhooks import Webhook

SECRET_BYTES = 32
LARGEST_BODY = 256 * 1024
FORMAT = 1
TEST = "webhook.test"


def secret(random: bytes) -> str:
    """A signing secret as the specification writes it: `whsec_` and base64 of 24 to 64 random bytes."""
    return "whsec_" + base64.b64encode(random).decode()


def headers(message_id: str, *, body: str, secrets: Sequence[str], at: datetime) -> dict[str, str]:
    """The three headers of a message sent at `at`, with one signature for each secret that is valid now."""
    moment = at.replace(microsecond=0)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(message_id, moment, body) for key in secrets),
    }


def body(kind: str, *, data: Mapping[str, Any], occurred_at: datetime) -> str:
    """The message as text, never above 256 kB: what would be longer leaves its lists out and says so."""
    text = _encoded(kind, data, occurred_at)
    if len(text.encode()) <= LARGEST_BODY:
        return text
    short = {name: value for name, value in data.items() if not isinstance(value, list | tuple | dict)}
    return _encoded(kind, {**short, "is_abridged": True}, occurred_at)


def _encoded(kind: str, data: Mapping[str, Any], occurred_at: datetime) -> str:
    message = {"type": kind, "version": FORMAT, "timestamp": occurred_at, "data": data}
    return json.dumps(message, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
