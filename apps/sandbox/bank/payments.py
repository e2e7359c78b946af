"""Payment files: taken once, executed on their day, sometimes returned · sandbox bank · no schema."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

from apps.sandbox.bank import book, xml
from apps.sandbox.bank.book import Movement
from apps.sandbox.bank.pain001 import MEANINGS, REPORTS, Batch, File, Order
from apps.sandbox.base import jobs
from apps.sandbox.base.faults import Faults

SCHEMA = """
CREATE TABLE IF NOT EXISTS bank_files (
    ident TEXT PRIMARY KEY, message TEXT NOT NULL, count TEXT NOT NULL, control_sum TEXT NOT NULL, at REAL NOT NULL,
    reason TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS bank_payments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL REFERENCES bank_files (ident) ON DELETE CASCADE,
    batch TEXT NOT NULL, instruction_id TEXT NOT NULL, end_to_end TEXT NOT NULL, account TEXT NOT NULL,
    currency TEXT NOT NULL, amount INTEGER NOT NULL, name TEXT NOT NULL, creditor TEXT NOT NULL,
    remittance TEXT NOT NULL, day TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS bank_payments_end_to_end ON bank_payments (end_to_end);
"""
# Source: ISO 20022 external code sets: accepted and waiting for its day, settled, rejected. RETURNED is our own word.
WAITING, SETTLED, REJECTED, RETURNED = "ACSP", "ACSC", "RJCT", "RETURNED"
EXECUTE, RETURN = "bank_execute", "bank_return"
FAULTS = frozenset({"reject_payment", "return_payment"})
RETURN_AFTER_S = 0.5


def take(db: sqlite3.Connection, file: File, faults: Faults, *, at: float) -> None:
    """Write a file down and execute what is due; what is wrong with a part refuses that part.

    A file whose id came before is to be answered with `duplicate`, not taken.
    """
    db.execute(
        "INSERT INTO bank_files VALUES (?, ?, ?, ?, ?, ?)",
        (file.ident, file.message, file.count, file.control_sum, at, file.reason),
    )
    for batch in file.batches:
        for order in batch.orders:
            _take(db, file, batch, order, faults, at=at)


def _take(db: sqlite3.Connection, file: File, batch: Batch, order: Order, faults: Faults, *, at: float) -> None:
    reason = file.reason or batch.reason or order.reason
    sql = "SELECT 1 FROM bank_payments WHERE end_to_end = ? AND status IN (?, ?)"
    if not reason and db.execute(sql, (order.end_to_end, WAITING, SETTLED)).fetchone():
        reason = "AM05"
    armed = [] if reason else faults.take_in(db, FAULTS, f"payment {order.end_to_end}")
    for fault in armed:
        if fault.kind == "reject_payment":
            reason = str(fault.options.get("reason", "AC04"))
    ident = db.execute(
        "INSERT INTO bank_payments (file, batch, instruction_id, end_to_end, account, currency, amount, name, creditor,"
        " remittance, day, status, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            file.ident,
            batch.ident,
            order.instruction_id,
            order.end_to_end,
            batch.account,
            order.currency,
            order.amount,
            order.name,
            order.account,
            order.remittance,
            batch.day,
            REJECTED if reason else WAITING,
            reason,
        ),
    ).lastrowid
    if reason:
        return
    if batch.day <= book.day_of(at):
        execute(db, ident, at=at)
    else:
        jobs.later(db, EXECUTE, ident, due=datetime.fromisoformat(batch.day).replace(tzinfo=UTC).timestamp())
    for fault in armed:
        if fault.kind == "return_payment":
            due = at + fault.number("after_s", RETURN_AFTER_S)
            jobs.later(db, RETURN, [ident, str(fault.options.get("reason", "AC04"))], due=due)


def execute(db: sqlite3.Connection, ident: Any, *, at: float) -> None:
    """Send the money off."""
    row = db.execute("SELECT * FROM bank_payments WHERE id = ? AND status = ?", (ident, WAITING)).fetchone()
    if row is None:
        return
    book.post(db, _movement(row, -row["amount"], "payment"), at=at)
    db.execute("UPDATE bank_payments SET status = ? WHERE id = ?", (SETTLED, ident))


def give_back(db: sqlite3.Connection, ident: Any, reason: str, *, at: float) -> bool:
    """The creditor's bank returns an executed payment; False where there is none to return."""
    row = db.execute("SELECT * FROM bank_payments WHERE id = ? AND status = ?", (ident, SETTLED)).fetchone()
    if row is None:
        return False
    book.post(db, _movement(row, row["amount"], "return", reason), at=at)
    db.execute("UPDATE bank_payments SET status = ?, reason = ? WHERE id = ?", (RETURNED, reason, ident))
    return True


def _movement(row: sqlite3.Row, amount: int, kind: str, reason: str = "") -> Movement:
    return Movement(
        account=row["account"],
        amount=amount,
        kind=kind,
        name=row["name"],
        counterparty=row["creditor"],
        end_to_end=row["end_to_end"],
        remittance=row["remittance"],
        reason=reason,
    )


def report(db: sqlite3.Connection, ident: str, *, at: float, reason: str = "") -> bytes | None:
    """The pain.002 of a file as it stands now; None for an unknown one.

    `reason` answers a second file with the same id: refused as a whole, the first is not touched.
    """
    file = db.execute("SELECT * FROM bank_files WHERE ident = ?", (ident,)).fetchone()
    if file is None:
        return None
    rows = db.execute("SELECT * FROM bank_payments WHERE file = ? ORDER BY id", (ident,)).fetchall()
    refusal = reason or file["reason"]
    statuses = {REJECTED} if refusal else {_told(row) for row in rows}
    root = xml.document(REPORTS[file["message"]])
    body = xml.add(root, "CstmrPmtStsRpt")
    header = xml.add(body, "GrpHdr")
    xml.add(header, "MsgId", f"STS{at:.3f}".replace(".", ""))
    xml.add(header, "CreDtTm", xml.instant(at))
    group = xml.add(body, "OrgnlGrpInfAndSts")
    xml.add(group, "OrgnlMsgId", ident)
    xml.add(group, "OrgnlMsgNmId", file["message"])
    if file["count"].isdecimal():
        xml.add(group, "OrgnlNbOfTxs", file["count"])
    xml.add(group, "GrpSts", statuses.pop() if len(statuses) == 1 else "PART")
    _why(group, refusal)
    if not reason:
        for batch in dict.fromkeys(row["batch"] for row in rows):
            _report_batch(body, batch, [row for row in rows if row["batch"] == batch])
    return xml.encoded(root)


def _told(row: sqlite3.Row) -> str:
    """A return comes by statement alone: to this report the payment stays settled."""
    return SETTLED if row["status"] == RETURNED else str(row["status"])


def _report_batch(body: xml.Element, batch: str, rows: list[sqlite3.Row]) -> None:
    part = xml.add(body, "OrgnlPmtInfAndSts")
    xml.add(part, "OrgnlPmtInfId", batch)
    statuses = {_told(row) for row in rows}
    xml.add(part, "PmtInfSts", statuses.pop() if len(statuses) == 1 else "PART")
    for row in rows:
        one = xml.add(part, "TxInfAndSts")
        if row["instruction_id"]:
            xml.add(one, "OrgnlInstrId", row["instruction_id"])
        xml.add(one, "OrgnlEndToEndId", row["end_to_end"])
        xml.add(one, "TxSts", _told(row))
        _why(one, row["reason"] if row["status"] == REJECTED else "")


def _why(parent: xml.Element, reason: str) -> None:
    if reason:
        info = xml.add(parent, "StsRsnInf")
        xml.add(info, "Rsn/Cd", reason)
        xml.add(info, "AddtlInf", MEANINGS.get(reason, reason)[:105])
