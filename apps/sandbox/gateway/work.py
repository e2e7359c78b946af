"""One unit of work over the stored objects · sandbox gateway · no schema.

Every object is one JSON document as the API shows it; keys with a leading underscore are ours, never shown.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import string
from dataclasses import dataclass, field
from typing import Any

from apps.sandbox.base import delivery, jobs
from apps.sandbox.gateway.errors import missing

Document = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    created INTEGER NOT NULL, status TEXT, payment_intent TEXT, charge TEXT, type TEXT, currency TEXT, source TEXT,
    payout TEXT, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS documents_kind ON documents (kind, seq);
CREATE INDEX IF NOT EXISTS documents_status ON documents (kind, status);
CREATE INDEX IF NOT EXISTS documents_intent ON documents (payment_intent, kind)
    WHERE payment_intent IS NOT NULL;
CREATE INDEX IF NOT EXISTS documents_payout ON documents (payout) WHERE payout IS NOT NULL;
CREATE INDEX IF NOT EXISTS documents_unpaid ON documents (kind, currency) WHERE payout IS NULL;
CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, created REAL NOT NULL, status INTEGER, body BLOB
);
CREATE INDEX IF NOT EXISTS idempotency_created ON idempotency (created);
"""
SCHEMA += delivery.SCHEMA + jobs.SCHEMA
_ALPHABET = string.ascii_letters + string.digits
_FILTERS = ("payment_intent", "charge", "type", "status", "currency", "source")


def new_id(prefix: str) -> str:
    """An id as Stripe's look: `prefix` and 24 random characters."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(24))


def shown(document: Document) -> Document:
    """The document without what is ours."""
    return {name: value for name, value in document.items() if not name.startswith("_")}


@dataclass
class Work:
    """The open transaction with its instant (unix seconds) and the request it serves."""

    db: sqlite3.Connection
    now: int
    request_id: str | None = None
    idempotency_key: str | None = None
    api_version: str = ""
    events: list[Document] = field(default_factory=list)

    def find(self, kind: str, ident: str) -> Document | None:
        """A document by id, or None."""
        row = self.db.execute("SELECT body FROM documents WHERE id = ? AND kind = ?", (ident, kind)).fetchone()
        return json.loads(row["body"]) if row else None

    def named(self, ident: str) -> Document | None:
        """A document of whatever kind by id, or None."""
        row = self.db.execute("SELECT body FROM documents WHERE id = ?", (ident,)).fetchone()
        return json.loads(row["body"]) if row else None

    def get(self, kind: str, ident: str, *, param: str = "id") -> Document:
        """A document by id.

        Raises:
            NotFound: there is none; `param` names the parameter that held the id.
        """
        document = self.find(kind, ident)
        if document is None:
            raise missing(kind, ident, param=param)
        return document

    def put(self, document: Document) -> Document:
        """Insert or replace a document."""
        values = [document.get(name) for name in _FILTERS]
        self.db.execute(
            "INSERT INTO documents (id, kind, created, payment_intent, charge, type, status, currency, source, payout,"
            " body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " payment_intent = excluded.payment_intent, charge = excluded.charge,"
            " status = excluded.status, payout = excluded.payout, body = excluded.body",
            (
                document["id"],
                document["object"],
                document["created"],
                *values,
                document.get("_payout"),
                json.dumps(document),
            ),
        )
        return document

    def delete(self, ident: str) -> None:
        """Remove a document."""
        self.db.execute("DELETE FROM documents WHERE id = ?", (ident,))

    def matching(self, kind: str, **equal: str) -> list[Document]:
        """All documents of a kind, oldest first, by payment_intent, charge, type or status."""
        where = "".join(f" AND {name} = ?" for name in equal)
        sql = f"SELECT body FROM documents WHERE kind = ?{where} ORDER BY seq"
        return [json.loads(row["body"]) for row in self.db.execute(sql, (kind, *equal.values()))]

    def due(self, kind: str, status: str, name: str) -> list[Document]:
        """Documents of a kind and status whose instant `name` is past."""
        rows = self.db.execute(
            "SELECT body FROM documents WHERE kind = ? AND status = ? AND json_extract(body, ?) <= ?",
            (kind, status, f"$.{name}", self.now),
        )
        return [json.loads(row["body"]) for row in rows]

    def page(self, kind: str, url: str, params: dict[str, Any], **equal: Any) -> Document:
        """A list object, newest first, with Stripe's cursors. `equal` may hold lists and None."""
        where, values = ["kind = ?"], [kind]
        for name, wanted in equal.items():
            if wanted is not None:
                options = wanted if isinstance(wanted, list) else [wanted]
                where.append(f"{name} IN ({', '.join('?' * len(options))})")
                values += options
        for name, sign in (("gt", ">"), ("gte", ">="), ("lt", "<"), ("lte", "<=")):
            if name in params.get("created", {}):
                where.append(f"created {sign} ?")
                values.append(params["created"][name])
        order = "DESC"
        for name, sign in (("starting_after", "<"), ("ending_before", ">")):
            if name in params:
                self.get(kind, params[name], param=name)
                where.append(f"seq {sign} (SELECT seq FROM documents WHERE id = ?)")
                values.append(params[name])
                order = "ASC" if name == "ending_before" else "DESC"
        limit = min(max(params.get("limit", 10), 1), 100)
        sql = f"SELECT body FROM documents WHERE {' AND '.join(where)} ORDER BY seq {order} LIMIT {limit + 1}"
        found = [json.loads(row["body"]) for row in self.db.execute(sql, values)]
        data = found[:limit] if order == "DESC" else found[:limit][::-1]
        return {"object": "list", "data": data, "has_more": len(found) > limit, "url": url}

    def emit(self, type: str, document: Document, **previous: Any) -> None:
        """Record an event with the document as it is now and queue it for every endpoint that wants it."""
        endpoints = [
            endpoint
            for endpoint in self.matching("webhook_endpoint", status="enabled")
            if {"*", type} & set(endpoint["enabled_events"])
        ]
        data: Document = {"object": shown(document)}
        if previous:
            data["previous_attributes"] = previous
        event = {
            "id": new_id("evt_"),
            "object": "event",
            "api_version": self.api_version or None,
            "created": self.now,
            "data": data,
            "livemode": False,
            "pending_webhooks": len(endpoints),
            "request": {"id": self.request_id, "idempotency_key": self.idempotency_key},
            "type": type,
        }
        self.events.append(self.put(event))
        for endpoint in endpoints:
            delivery.enqueue(self.db, "stripe", event=event["id"], endpoint=endpoint["id"], type=type, due=self.now)
