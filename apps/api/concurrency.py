"""API · nobody's edit is lost: ETag and If-Match."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from rest_framework.request import Request

from .errors import MatchMissing, MatchStale


def etag(version: Any) -> str:
    """The ETag of a version: a number that grows with each edit."""
    return f'"{version}"'


def etag_of(representation: Mapping[str, Any]) -> str:
    """The ETag of something that keeps no version: a digest of what is shown of it."""
    text = json.dumps(representation, cls=DjangoJSONEncoder, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def require_match(request: Request, *, current: str, representation: Mapping[str, Any]) -> None:
    """Let an edit through only where it was made of what is there now.

    `current` is the ETag of now, `representation` what a read would show now: a
    refusal names the sent fields that differ from it. Call it with the row locked, or
    hand the version on to an operation that checks it.

    Raises:
        MatchMissing: no If-Match. MatchStale: another version.
    """
    stated = request.headers.get("If-Match")
    if stated is None:
        raise MatchMissing()
    if current in [one.strip().removeprefix("W/") for one in stated.split(",")] or stated.strip() == "*":
        return
    sent = request.data if isinstance(request.data, Mapping) else {}
    raise MatchStale(
        etag=current,
        differing={
            name: {"current": representation[name], "sent": value}
            for name, value in sent.items()
            if name in representation and _plain(representation[name]) != _plain(value)
        },
    )


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))
