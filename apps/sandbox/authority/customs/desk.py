"""The counter where declarations are handed in: routes, signature, once per version · sandbox · no schema."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
import sqlite3
import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.sandbox.authority.customs.course import Course, read
from apps.sandbox.authority.customs.errors import CustomsError, Unreadable
from apps.sandbox.base.http import Handler, Request, Response, Router
from apps.sandbox.base.store import Store

_AGE_S = 300
_TYPES = ("application/json", "application/xml")
_LRN = re.compile(r"[A-Za-z0-9-]{1,22}")


class Desk:
    """Takes declarations, papers, payments and requests to invalidate; answers what was said so far."""

    def __init__(self, store: Store, course: Course, *, key: str, secret: str, wake: Callable[[], None]) -> None:
        self._store = store
        self._course = course
        self._key = key
        self._secret = secret
        self._wake = wake

    def add_to(self, routes: Router) -> None:
        """Register the routes."""
        root = "/customs/v1/declarations/<lrn>"
        routes.add("PUT", f"{root}/versions/<version>", self._signed(self._lodge))
        routes.add("POST", f"{root}/documents", self._signed(self._documents))
        routes.add("POST", f"{root}/payments", self._signed(self._payment))
        routes.add("POST", f"{root}/invalidation", self._signed(self._invalidation))
        routes.add("GET", f"{root}/notices", self._signed(self._notices))

    def _signed(self, handler: Handler) -> Handler:
        def handle(request: Request) -> Response:
            try:
                self._verify(request)
                response = handler(request)
            except CustomsError as error:
                body = {"error": {"code": error.code, "message": error.message, "id": secrets.token_hex(8)}}
                return Response.json(body, error.status)
            self._wake()
            return response

        return handle

    def _verify(self, request: Request) -> None:
        headers = request.headers
        if not hmac.compare_digest(headers.get("x-harbour-key", "").encode(), self._key.encode()):
            raise CustomsError(401, "unknown_key", "The declarant is not known.")
        stamp = headers.get("x-harbour-timestamp", "")
        if not stamp.isdecimal() or abs(time.time() - int(stamp)) > _AGE_S:
            raise CustomsError(401, "stale_timestamp", "The time stamp is missing or more than 300 s off.")
        signed = "\n".join((request.method, request.target, stamp, hashlib.sha256(request.body).hexdigest()))
        wanted = hmac.new(self._secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(wanted.encode(), headers.get("x-harbour-signature", "").encode()):
            raise CustomsError(401, "bad_signature", "The signature is not the declarant's.")

    def _lodge(self, request: Request) -> Response:
        lrn, version = request.params["lrn"], request.params["version"]
        media_type = request.headers["content-type"].partition(";")[0]
        if media_type not in _TYPES:
            raise CustomsError(415, "media_type", f"Send {' or '.join(_TYPES)}.")
        if not _LRN.fullmatch(lrn) or not version.isdecimal() or not 1 <= int(version) <= 999:
            raise CustomsError(422, "reference", "The reference or the version is malformed.")
        try:
            facts = read(media_type, request.body)
        except Unreadable as error:
            raise CustomsError(422, "unreadable", str(error)) from error
        if facts.lrn != lrn:
            raise CustomsError(422, "reference", "The declaration bears another reference than the address.")
        fingerprint = hashlib.sha256(request.body).hexdigest()
        with self._store.write() as db:
            self._keep(db, lrn, int(version), media_type, fingerprint, request.body)
        return Response.json({"lrn": lrn, "version": int(version), "status": "received"}, 202)

    def _keep(
        self, db: sqlite3.Connection, lrn: str, version: int, media_type: str, fingerprint: str, body: bytes
    ) -> None:
        kept = db.execute("SELECT * FROM declarations WHERE lrn = ?", (lrn,)).fetchone()
        if kept is not None and kept["version"] == version:
            if kept["fingerprint"] != fingerprint:
                raise CustomsError(409, "other_content", "This version was handed in with other contents.")
            return
        if kept is not None and kept["state"] == "closed":
            raise CustomsError(409, "closed", "The declaration is closed.")
        if version != (kept["version"] + 1 if kept else 1):
            raise CustomsError(409, "version", "Versions are counted from 1, one after the other.")
        values = (version, media_type, fingerprint, body.decode(), time.time(), lrn)
        if kept is None:
            db.execute(
                "INSERT INTO declarations (version, media_type, fingerprint, facts, received_at, lrn, state)"
                " VALUES (?, ?, ?, ?, ?, ?, 'received')",
                values,
            )
        else:
            db.execute(
                "UPDATE declarations SET version = ?, media_type = ?, fingerprint = ?, facts = ?, received_at = ?"
                " WHERE lrn = ?",
                values,
            )
        self._course.begin(db, lrn)

    def _documents(self, request: Request) -> Response:
        value = _json(request)
        with self._store.write() as db:
            row = _found(db, request.params["lrn"])
            digests = [_paper(db, row["lrn"], one) for one in value.get("documents", ())]
            if not digests:
                raise CustomsError(422, "documents", "Send at least one document.")
            if row["state"] == "asked":
                self._course.answered(db, row)
        return Response.json({"documents": digests}, 202)

    def _payment(self, request: Request) -> Response:
        value = _json(request)
        key = str(value.get("key", ""))
        with self._store.write() as db:
            row = _found(db, request.params["lrn"])
            receipts, plan = json.loads(row["receipts"]), json.loads(row["plan"])
            if key in receipts:
                return Response.json({"receipt": receipts[key]})
            if row["state"] != "assessed":
                raise CustomsError(409, "nothing_owed", "Nothing is owed now.")
            try:
                amount = Decimal(str(value.get("amount")))
            except InvalidOperation:
                raise CustomsError(422, "amount", "The amount is no decimal string.") from None
            if amount != Decimal(plan["owed"]) or value.get("currency") != plan["currency"]:
                raise CustomsError(422, "amount", f"{plan['owed']} {plan['currency']} is owed.")
            receipts[key] = f"R{secrets.token_hex(8).upper()}"
            db.execute(
                "UPDATE declarations SET receipts = ?, paid = ? WHERE lrn = ?",
                (json.dumps(receipts), plan["owed"], row["lrn"]),
            )
            self._course.paid(db, _found(db, row["lrn"]))
        return Response.json({"receipt": receipts[key]})

    def _invalidation(self, request: Request) -> Response:
        with self._store.write() as db:
            row = _found(db, request.params["lrn"])
            if row["state"] in ("closed", "rejected"):
                raise CustomsError(409, "closed", "The declaration is closed.")
            self._course.invalidated(db, row)
        return Response.json({"status": "received"}, 202)

    def _notices(self, request: Request) -> Response:
        with self._store.read() as db:
            row = _found(db, request.params["lrn"])
            kept = db.execute("SELECT * FROM notices WHERE lrn = ? ORDER BY issued_at, id", (row["lrn"],)).fetchall()
        said = [{"media_type": one["media_type"], "body": one["body"]} for one in kept]
        return Response.json({"lrn": row["lrn"], "mrn": row["mrn"], "notices": said})


def _found(db: sqlite3.Connection, lrn: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute("SELECT * FROM declarations WHERE lrn = ?", (lrn,)).fetchone()
    if row is None:
        raise CustomsError(404, "not_found", "There is no declaration of this reference.")
    return row


def _paper(db: sqlite3.Connection, lrn: str, one: Any) -> str:
    try:
        content = base64.b64decode(one["content"], validate=True)
        values = (lrn, str(one["name"]), str(one["media_type"]), len(content), hashlib.sha256(content).hexdigest())
    except (KeyError, TypeError, binascii.Error, ValueError) as error:
        raise CustomsError(422, "documents", "A document has name, media_type and base64 content.") from error
    if not content:
        raise CustomsError(422, "documents", "A document is empty.")
    db.execute("INSERT INTO papers (lrn, name, media_type, size, sha256) VALUES (?, ?, ?, ?, ?)", values)
    return values[-1]


def _json(request: Request) -> dict[str, Any]:
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        raise CustomsError(400, "malformed_json", "The body is not JSON.") from None
    if not isinstance(value, dict):
        raise CustomsError(400, "malformed_json", "Send a JSON object.")
    return value
