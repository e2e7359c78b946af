"""What becomes of a declaration, step by step, after a while · sandbox · no schema.

Received, examined, accepted or rejected; then, as its plan says, inspected, asked about, held; then the debt,
then released. The plan is drawn from the reference, unless an armed fault says what is to happen.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.sandbox.authority.customs import examining, notices, reading_json, reading_xml
from apps.sandbox.authority.customs.facts import Facts
from apps.sandbox.base import jobs
from apps.sandbox.base.faults import Faults

JOB = "customs"
PLAN_FAULTS = frozenset({"inspect", "request_documents", "hold", "reject", "refuse", "seize", "insufficient_funds",
                         "delay", "reckon_otherwise"})  # fmt: skip
PAPERS = ("N380", "N325")


@dataclass(frozen=True)
class Pace:
    """Seconds between steps, how long an inspection takes, and how many in a hundred are inspected or asked about."""

    step_s: float = 2.0
    inspection_s: float = 6.0
    inspected: int = 15
    asked: int = 5


class Course:
    """Moves declarations on."""

    def __init__(self, faults: Faults, pace: Pace, *, endpoint: str) -> None:
        self._faults = faults
        self._pace = pace
        self._endpoint = endpoint

    def begin(self, db: sqlite3.Connection, lrn: str) -> None:
        """A declaration, or a new version of it, has come in."""
        row = _row(db, lrn)
        plan = self._drawn(db, row)
        db.execute("UPDATE declarations SET plan = ?, state = 'received' WHERE lrn = ?", (json.dumps(plan), lrn))
        self._say(db, row, "RCV")
        self._later(db, row, "examine", plan.get("delay_s", self._pace.step_s))

    def step(self, db: sqlite3.Connection, subject: Any) -> None:
        """Do what is due, unless the declaration was replaced or is over."""
        row = db.execute("SELECT * FROM declarations WHERE lrn = ?", (subject["lrn"],)).fetchone()
        if row is None or row["version"] != subject["version"] or row["state"] in ("closed", "rejected"):
            return
        getattr(self, f"_{subject['step']}")(db, row, json.loads(row["plan"]))

    def answered(self, db: sqlite3.Connection, row: sqlite3.Row) -> None:
        """Papers have come."""
        _set(db, row, "accepted")
        self._later(db, row, "assess", self._pace.step_s)

    def paid(self, db: sqlite3.Connection, row: sqlite3.Row) -> None:
        """The debt is paid: release, unless the account is empty."""
        plan = json.loads(row["plan"])
        if plan.pop("insufficient_funds", False):
            db.execute("UPDATE declarations SET plan = ?, paid = '0' WHERE lrn = ?", (json.dumps(plan), row["lrn"]))
            self._say(db, row, "CPI", text="The deferment account does not cover the debt.")
            return
        self._later(db, row, "release", self._pace.step_s)

    def invalidated(self, db: sqlite3.Connection, row: sqlite3.Row) -> None:
        """The declarant wants it back, and gets it."""
        _set(db, row, "closed")
        self._say(db, row, "INV")

    def _examine(self, db: sqlite3.Connection, row: sqlite3.Row, plan: dict[str, Any]) -> None:
        found = examining.errors(facts_of(row))
        if reason := plan.get("reject"):
            found.append({"code": "SBX90", "pointer": "declaration", "text": str(reason)})
        if found:
            _set(db, row, "rejected")
            self._say(db, row, "REJ", errors=found)
            return
        mrn = row["mrn"] or _movement_number(row)
        db.execute("UPDATE declarations SET mrn = ?, state = 'accepted' WHERE lrn = ?", (mrn, row["lrn"]))
        row = _row(db, row["lrn"])
        self._say(db, row, "ACC")
        if plan.get("inspect"):
            self._later(db, row, "inspect", self._pace.step_s)
        else:
            self._later(db, row, "ask", self._pace.step_s)

    def _inspect(self, db: sqlite3.Connection, row: sqlite3.Row, plan: dict[str, Any]) -> None:
        self._say(db, row, "CTL", text="The goods are to be presented for inspection.")
        self._later(db, row, "ask", self._pace.inspection_s)

    def _ask(self, db: sqlite3.Connection, row: sqlite3.Row, plan: dict[str, Any]) -> None:
        for name, code in (("seize", "SEZ"), ("refuse", "REF")):
            if plan.get(name):
                _set(db, row, "closed")
                self._say(db, row, code)
                return
        if plan.get("hold_s"):
            self._say(db, row, "HLD", text="The goods are detained until another authority has looked at them.")
            self._later(db, row, "assess", plan["hold_s"])
        elif plan.get("request_documents"):
            _set(db, row, "asked")
            self._say(db, row, "DOC", documents=list(PAPERS), text="Send the invoice and proof of payment.")
        else:
            self._assess(db, row, plan)

    def _assess(self, db: sqlite3.Connection, row: sqlite3.Row, plan: dict[str, Any]) -> None:
        facts = facts_of(row)
        charges = examining.assessed(facts)
        if plan.get("reckon_otherwise"):
            for one in charges[:1]:
                one["amount"] = format(Decimal(one["amount"]) + Decimal(str(plan["reckon_otherwise"])), "f")
        if not any(Decimal(one["amount"]) for one in charges):
            self._later(db, row, "release", self._pace.step_s)
            return
        plan["owed"] = format(sum((Decimal(one["amount"]) for one in charges), Decimal(0)), "f")
        plan["currency"] = charges[0]["currency"]
        db.execute("UPDATE declarations SET plan = ?, state = 'assessed' WHERE lrn = ?", (json.dumps(plan), row["lrn"]))
        self._say(db, row, "TAX", charges=charges)
        if not facts.is_deferred:
            # The carrier pays at the border and asks the recipient at the door.
            self._later(db, row, "release", self._pace.step_s)

    def _release(self, db: sqlite3.Connection, row: sqlite3.Row, plan: dict[str, Any]) -> None:
        _set(db, row, "closed")
        self._say(db, row, "CLE")

    def _drawn(self, db: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
        plan: dict[str, Any] = {}
        lrn = row["lrn"]
        taken = self._faults.take_in(db, PLAN_FAULTS, f"declaration {facts_of(row).country} {lrn}")
        for fault in taken:
            match fault.kind:
                case "hold":
                    plan["hold_s"] = fault.number("after_s", 3 * self._pace.step_s)
                case "delay":
                    plan["delay_s"] = fault.number("after_s", 60)
                case "reject":
                    plan["reject"] = str(fault.options.get("reason", "Refused by an armed fault."))
                case "reckon_otherwise":
                    plan["reckon_otherwise"] = fault.number("delta", 1)
                case kind:
                    plan[kind] = True
        if not taken:
            share = hashlib.sha256(lrn.encode()).digest()[0] * 100 // 256
            plan["inspect"] = share < self._pace.inspected
            plan["request_documents"] = share >= 100 - self._pace.asked
        return plan

    def _say(self, db: sqlite3.Connection, row: sqlite3.Row, code: str, **said: Any) -> None:
        notices.issue(db, row, code, endpoint=self._endpoint, **said)

    def _later(self, db: sqlite3.Connection, row: sqlite3.Row, step: str, after_s: float) -> None:
        subject = {"lrn": row["lrn"], "version": row["version"], "step": step}
        jobs.later(db, JOB, subject, due=time.time() + after_s)


def facts_of(row: sqlite3.Row) -> Facts:
    """The facts of a kept declaration."""
    return read(row["media_type"], row["facts"].encode())


def read(media_type: str, body: bytes) -> Facts:
    """The facts of a declaration by its media type. Raises Unreadable."""
    return reading_xml.read(body) if "xml" in media_type else reading_json.read(body)


def _row(db: sqlite3.Connection, lrn: str) -> sqlite3.Row:
    found: sqlite3.Row = db.execute("SELECT * FROM declarations WHERE lrn = ?", (lrn,)).fetchone()
    return found


def _set(db: sqlite3.Connection, row: sqlite3.Row, state: str) -> None:
    db.execute("UPDATE declarations SET state = ? WHERE lrn = ?", (state, row["lrn"]))


def _movement_number(row: sqlite3.Row) -> str:
    """18 characters: year, country, then what is drawn from the reference."""
    country = facts_of(row).country
    digest = hashlib.sha256(row["lrn"].encode()).hexdigest().upper()
    return f"{time.gmtime(row['received_at']).tm_year % 100:02d}{country}{digest[:14]}"
