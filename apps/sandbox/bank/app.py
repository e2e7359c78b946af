"""The marketplace's bank, mounted under `/bank` in the gateway's process · sandbox bank · no schema."""

from __future__ import annotations

import json
import sqlite3
import time
from datetime import UTC, date, datetime
from typing import Any

from apps.sandbox.bank import book, camt053, iban, pages, pain001, payments
from apps.sandbox.bank.xml import Unreadable
from apps.sandbox.base.host import Host
from apps.sandbox.base.http import Handler, Request, Response

SCHEMA = book.SCHEMA + payments.SCHEMA
XML = {"Content-Type": "application/xml; charset=utf-8"}


class Bank:
    """One account in each currency, all of the marketplace. Machines reach it from this machine alone."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._owner = host.accounts["bank"]["beneficiary"]
        host.jobs.add(payments.EXECUTE, lambda db, ident: payments.execute(db, ident, at=time.time()))
        host.jobs.add(payments.RETURN, lambda db, subject: _done(payments.give_back(db, *subject, at=time.time())))
        add = host.routes.add
        add("GET", "/bank/accounts", _local(self._accounts))
        add("GET", "/bank/statements", _local(self._statement))
        add("POST", "/bank/payments", _local(self._upload))
        add("GET", "/bank/payments/<ident>", _local(self._report))
        add("POST", "/_sandbox/bank/credit", self._credit)
        add("POST", "/_sandbox/bank/return", self._return)
        pages.Pages(host)

    def state(self, db: sqlite3.Connection) -> dict[str, Any]:
        """Balances of the accounts, payments by status."""
        rows = db.execute("SELECT status, count(*) FROM bank_payments GROUP BY 1").fetchall()
        return {"accounts": book.balances(db), "payments": dict(map(tuple, rows))}

    def forget(self, db: sqlite3.Connection) -> None:
        """Empty the accounts."""
        db.execute("DELETE FROM bank_entries")
        db.execute("DELETE FROM bank_payments")
        db.execute("DELETE FROM bank_files")

    def _accounts(self, request: Request) -> Response:
        with self._host.store.read() as db:
            return Response.json({"owner": self._owner, "bic": iban.BIC, "accounts": book.balances(db)})

    def _statement(self, request: Request) -> Response:
        """`GET /bank/statements?account=<IBAN>&day=YYYY-MM-DD`: the statement of a UTC day, today's so far."""
        account = iban.clean(request.query.get("account", ""))
        if iban.currency_of(account) is None:
            return _refused(404, "account", "this bank does not keep that account; see /bank/accounts")
        at = time.time()
        try:
            day = date.fromisoformat(request.query.get("day", ""))
        except ValueError:
            return _refused(400, "day", "give a day as YYYY-MM-DD")
        if day > datetime.fromtimestamp(at, UTC).date():
            return _refused(404, "day", "this day has not begun")
        with self._host.store.read() as db:
            return Response(200, camt053.write(db, account, day, owner=self._owner, at=at), dict(XML))

    def _upload(self, request: Request) -> Response:
        """`POST /bank/payments` with a pain.001: the answer is a pain.002."""
        at = time.time()
        try:
            file = pain001.read(request.body, today=datetime.fromtimestamp(at, UTC).date())
        except Unreadable as error:
            return _refused(400, "file", str(error))
        with self._host.store.write() as db:
            earlier = db.execute("SELECT 1 FROM bank_files WHERE ident = ?", (file.ident,)).fetchone()
            if earlier is None:
                payments.take(db, file, self._host.faults, at=at)
            report = payments.report(db, file.ident, at=at, reason="DU01" if earlier else "")
        return Response(200, report or b"", dict(XML))

    def _report(self, request: Request) -> Response:
        """`GET /bank/payments/<message id>`: the pain.002 of a file as it stands now."""
        with self._host.store.read() as db:
            report = payments.report(db, request.params["ident"], at=time.time())
        if report is None:
            return _refused(404, "message id", "no file with this id was received")
        return Response(200, report, dict(XML))

    def _credit(self, request: Request) -> Response:
        """`POST /_sandbox/bank/credit`: a transfer comes in; the fields of the buyer's page as JSON."""
        try:
            form = {str(name): str(value) for name, value in json.loads(request.body).items()}
        except (ValueError, AttributeError):
            return _refused(400, "body", "send a JSON object")
        movement, wrong = pages.read(pages.BUYER | form)
        if movement is None:
            return Response.json({"error": wrong}, 422)
        with self._host.store.write() as db:
            return Response.json({"bank_reference": book.post(db, movement, at=time.time())}, 201)

    def _return(self, request: Request) -> Response:
        """`POST /_sandbox/bank/return {"end_to_end_id", "reason": "AC04"}`: an executed payment comes back."""
        try:
            order = dict(json.loads(request.body))
        except (ValueError, TypeError):
            return _refused(400, "body", "send a JSON object")
        sql = "SELECT id FROM bank_payments WHERE end_to_end = ? AND status = ? ORDER BY id DESC"
        with self._host.store.write() as db:
            row = db.execute(sql, (str(order.get("end_to_end_id")), payments.SETTLED)).fetchone()
            if row is None:
                return _refused(409, "end_to_end_id", "no executed payment with this id")
            payments.give_back(db, row["id"], str(order.get("reason", "AC04")), at=time.time())
        return Response.json({"status": payments.RETURNED})


def _local(handler: Handler) -> Handler:
    """Only for peers on this machine."""
    return lambda request: handler(request) if request.is_loopback else Response(403, b"loopback only\n")


def _refused(status: int, field: str, why: str) -> Response:
    return Response.json({"error": {"field": field, "message": why}}, status)


def _done(outcome: object) -> None:
    """Jobs give no answer."""
