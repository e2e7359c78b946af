"""The merchant's balance at a wallet, line by line, and its payouts to the bank · sandbox · no schema.

Amounts are fen. A line's net is `gross - fee`; a fee below zero was given back.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apps.sandbox.bank import book
from apps.sandbox.base import china
from apps.sandbox.base.faults import Faults

SCHEMA = """
CREATE TABLE IF NOT EXISTS purse (
    id INTEGER PRIMARY KEY AUTOINCREMENT, provider TEXT NOT NULL, kind TEXT NOT NULL, at REAL NOT NULL,
    day TEXT NOT NULL, gross INTEGER NOT NULL, fee INTEGER NOT NULL, serial TEXT NOT NULL UNIQUE,
    reference TEXT NOT NULL, our_reference TEXT NOT NULL, detail TEXT NOT NULL, payout TEXT
);
CREATE INDEX IF NOT EXISTS purse_day ON purse (provider, day, id);
CREATE INDEX IF NOT EXISTS purse_unpaid ON purse (provider, id) WHERE payout IS NULL;
"""
PAYOUT_FAULTS = frozenset({"payout_fails"})


@dataclass(frozen=True)
class Line:
    """`kind` is payment, refund, refund_failed, payout or payout_failed; `reference` is the provider's."""

    kind: str
    gross: int
    fee: int
    reference: str
    our_reference: str
    detail: dict[str, Any] = field(default_factory=dict)


def post(db: sqlite3.Connection, provider: str, line: Line, *, at: float, payout: str | None = None) -> None:
    """Write a line."""
    serial = f"{china.local(at):%Y%m%d}{secrets.randbelow(10**16):016}"
    db.execute(
        "INSERT INTO purse (provider, kind, at, day, gross, fee, serial, reference, our_reference, detail, payout)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            provider,
            line.kind,
            at,
            china.day(at),
            line.gross,
            line.fee,
            serial,
            line.reference,
            line.our_reference,
            json.dumps(line.detail, ensure_ascii=False),
            payout,
        ),
    )


def of_day(db: sqlite3.Connection, provider: str, day: str) -> list[sqlite3.Row]:
    """The lines of a China day in their order."""
    return db.execute("SELECT * FROM purse WHERE provider = ? AND day = ? ORDER BY id", (provider, day)).fetchall()


def balance(db: sqlite3.Connection, provider: str, *, before_day: str | None = None) -> int:
    """What is on the account, or was before a day's first line."""
    sql = "SELECT coalesce(sum(gross - fee), 0) FROM purse WHERE provider = ?"
    values = [provider]
    if before_day is not None:
        sql += " AND day < ?"
        values.append(before_day)
    return int(db.execute(sql, values).fetchone()[0])


def settle(
    db: sqlite3.Connection, provider: str, faults: Faults, *, at: float, before_day: str | None = None
) -> dict[str, Any] | None:
    """Pay what is not paid out yet to the bank account; None where nothing positive is left.

    `before_day` keeps back the lines of that China day and later. A `payout_fails` fault lets the payout fail: the
    money stays, and both facts are lines.
    """
    sql = "SELECT coalesce(sum(gross - fee), 0), max(id) FROM purse WHERE provider = ? AND payout IS NULL"
    values: list[Any] = [provider]
    if before_day is not None:
        sql += " AND day < ?"
        values.append(before_day)
    amount, last = db.execute(sql, values).fetchone()
    if amount <= 0:
        return None
    ident = f"{provider[:2].upper()}PO{china.local(at):%Y%m%d%H%M%S}{secrets.randbelow(10**6):06}"
    has_failed = bool(faults.take_in(db, PAYOUT_FAULTS, f"{provider} cny"))
    post(db, provider, Line("payout", -amount, 0, ident, ident), at=at, payout=ident)
    if has_failed:
        post(db, provider, Line("payout_failed", amount, 0, ident, ident), at=at, payout=ident)
    else:
        sql = "UPDATE purse SET payout = ? WHERE provider = ? AND payout IS NULL AND id <= ?"
        limit = " AND day < ?" if before_day is not None else ""
        db.execute(sql + limit, (ident, provider, last, *([before_day] if before_day is not None else [])))
        book.settle(db, provider, "CNY", Decimal(amount).scaleb(-2), ident, at=at)
    return {
        "gateway": provider,
        "id": ident,
        "currency": "CNY",
        "amount": str(Decimal(amount).scaleb(-2)),
        "status": "failed" if has_failed else "paid",
    }


def summary(db: sqlite3.Connection, provider: str) -> dict[str, Any]:
    """Balance and sums by kind, in yuan."""
    rows = db.execute(
        "SELECT kind, count(*) AS n, sum(gross) AS gross, sum(fee) AS fee FROM purse WHERE provider = ? GROUP BY 1",
        (provider,),
    )
    return {
        "balance": str(Decimal(balance(db, provider)).scaleb(-2)),
        "lines": {
            row["kind"]: {
                "count": row["n"],
                "gross": str(Decimal(row["gross"]).scaleb(-2)),
                "fee": str(Decimal(row["fee"]).scaleb(-2)),
            }
            for row in rows
        },
    }
