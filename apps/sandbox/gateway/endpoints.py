"""Webhook endpoints · sandbox gateway · no schema."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from apps.sandbox.gateway.work import Document, Work, new_id

DEFAULT = "we_default"


def create(work: Work, params: dict[str, Any]) -> Document:
    """Register an endpoint. The answer alone carries the secret."""
    secret = f"whsec_{secrets.token_urlsafe(24)}"
    endpoint = work.put(_document(work, new_id("we_"), params, secret))
    return endpoint | {"secret": secret}


def keep_default(work: Work, url: str | None, secret: str, *, events: Sequence[str] = ("*",)) -> None:
    """Set, change or remove the endpoint that was given on the command line."""
    if url is None:
        work.delete(DEFAULT)
    else:
        work.put(_document(work, DEFAULT, {"url": url, "enabled_events": list(events)}, secret))


def _document(work: Work, ident: str, params: dict[str, Any], secret: str) -> Document:
    return {
        "id": ident,
        "object": "webhook_endpoint",
        "api_version": params.get("api_version"),
        "application": None,
        "created": work.now,
        "description": params.get("description"),
        "enabled_events": params["enabled_events"],
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "status": "enabled",
        "url": params["url"],
        "_secret": secret,
    }


def roll(work: Work, endpoint: Document, *, grace_s: int) -> Document:
    """Give an endpoint a new secret; for `grace_s` seconds the one before signs too. The answer alone carries it."""
    secret = f"whsec_{secrets.token_urlsafe(24)}"
    endpoint |= {"_secret": secret, "_previous": {"secret": endpoint["_secret"], "until": work.now + grace_s}}
    return work.put(endpoint) | {"secret": secret}


def delete(work: Work, endpoint: Document) -> Document:
    """Remove an endpoint and what still waits for it."""
    work.delete(endpoint["id"])
    work.db.execute("DELETE FROM deliveries WHERE endpoint = ? AND state = 'pending'", (endpoint["id"],))
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}
