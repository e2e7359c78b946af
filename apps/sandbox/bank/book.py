"""The bank's book: what came onto and went off the marketplace's accounts · sandbox bank · no schema.

Amounts are minor units at the ISO 4217 exponent, signed as the balance moves. Days are UTC days.
"""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from apps.sandbox.bank import iban

SCHEMA = """
CREATE TABLE IF NOT EXISTS bank_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, currency TEXT NOT NULL, day TEXT NOT NULL,
    at REAL NOT NULL, amount INTEGER NOT NULL CHECK (amount <> 0), kind TEXT NOT NULL,
    bank_reference TEXT NOT NULL UNIQUE,
    end_to_end TEXT NOT NULL, remittance TEXT NOT NULL, name TEXT NOT NULL, counterparty TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS bank_entries_account ON bank_entries (account, day, id);
"""
NOT_PROVIDED = "NOTPROVIDED"


@dataclass(frozen=True)
class Movement:
    """One booking. `kind` is transfer, settlement, payment or return; `reason` an ISO return reason code.

    `name` and `counterparty` (an account number, may be empty) are of the other side.
    """

    account: str
    amount: int
    kind: str
    name: str
    counterparty: str = ""
    end_to_end: str = NOT_PROVIDED
    remittance: str = ""
    reason: str = ""


def decimals(currency: str) -> int:
    """ISO 4217 exponent."""
    return iban.DECIMALS.get(currency, 2)


def major(amount: int, currency: str) -> Decimal:
    """Minor units as an amount of the currency."""
    return Decimal(amount).scaleb(-decimals(currency))


def minor(text: str, currency: str) -> int | None:
    """A plain decimal text as minor units; None where the currency cannot express it or it is not above zero."""
    whole, _, part = text.partition(".")
    digits = decimals(currency)
    if not (whole.isascii() and whole.isdecimal() and len(whole) <= 13 and len(part.rstrip("0")) <= digits):
        return None
    if part and not (part.isascii() and part.isdecimal()):
        return None
    return int(whole + part[:digits].ljust(digits, "0")) or None


def day_of(at: float) -> str:
    """The UTC day of an instant."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def post(db: sqlite3.Connection, movement: Movement, *, at: float) -> str:
    """Book a movement; the bank's reference of it."""
    reference = f"SB{secrets.token_hex(8).upper()}"
    db.execute(
        "INSERT INTO bank_entries (account, currency, day, at, amount, kind, bank_reference, end_to_end, remittance,"
        " name, counterparty, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            movement.account,
            iban.currency_of(movement.account),
            day_of(at),
            at,
            movement.amount,
            movement.kind,
            reference,
            movement.end_to_end,
            movement.remittance,
            movement.name,
            movement.counterparty,
            movement.reason,
        ),
    )
    return reference


def settle(db: sqlite3.Connection, provider: str, currency: str, amount: Decimal, reference: str, *, at: float) -> str:
    """A provider's payout arrives (or, below zero, is drawn back)."""
    found = int(amount.scaleb(decimals(currency)))
    movement = Movement(
        account=iban.ours(currency),
        amount=found,
        kind="settlement",
        name=provider,
        end_to_end=reference,
        remittance=f"{provider} payout {reference}",
    )
    return post(db, movement, at=at)


def entries(db: sqlite3.Connection, account: str, day: str) -> list[sqlite3.Row]:
    """An account's bookings of a day in their order."""
    sql = "SELECT * FROM bank_entries WHERE account = ? AND day = ? ORDER BY id"
    return db.execute(sql, (account, day)).fetchall()


def opening(db: sqlite3.Connection, account: str, day: str) -> int:
    """The balance before the day's first booking."""
    sql = "SELECT coalesce(sum(amount), 0) FROM bank_entries WHERE account = ? AND day < ?"
    return int(db.execute(sql, (account, day)).fetchone()[0])


def balances(db: sqlite3.Connection) -> dict[str, dict[str, str | int]]:
    """Each account that ever moved: currency, balance in major units, number of bookings."""
    rows = db.execute(
        "SELECT account, currency, sum(amount) AS total, count(*) AS n FROM bank_entries GROUP BY account ORDER BY 2"
    )
    return {
        row["account"]: {
            "currency": row["currency"],
            "balance": str(major(row["total"], row["currency"])),
            "entries": row["n"],
        }
        for row in rows
    }
