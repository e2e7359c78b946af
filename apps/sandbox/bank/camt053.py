"""A day's statement: camt.053.001.08 · sandbox bank · no schema."""

from __future__ import annotations

import sqlite3
from datetime import date

from apps.sandbox.bank import book, iban, xml
from apps.sandbox.bank.xml import Element, add

# Source: ISO 20022 bank transaction codes: family and sub-family of payments received and issued.
CODES = {
    "transfer": ("RCDT", "ESCT"),
    "settlement": ("RCDT", "XBCT"),
    "payment": ("ICDT", "ESCT"),
    "return": ("ICDT", "RRTN"),
}


def write(db: sqlite3.Connection, account: str, day: date, *, owner: str, at: float) -> bytes:
    """The bookings of a UTC day with the balances around them, which add up."""
    currency = iban.currency_of(account) or ""
    name = day.isoformat()
    rows = book.entries(db, account, name)
    opening = book.opening(db, account, name)
    root = xml.document("camt.053.001.08")
    body = add(root, "BkToCstmrStmt")
    ident = f"{account[-10:]}-{day:%Y%m%d}"
    header = add(body, "GrpHdr")
    add(header, "MsgId", ident)
    add(header, "CreDtTm", xml.instant(at))
    statement = add(body, "Stmt")
    add(statement, "Id", ident)
    add(statement, "ElctrncSeqNb", str(day.toordinal()))
    add(statement, "CreDtTm", xml.instant(at))
    span = add(statement, "FrToDt")
    add(span, "FrDtTm", f"{name}T00:00:00Z")
    add(span, "ToDtTm", f"{name}T23:59:59Z")
    owned = add(statement, "Acct")
    add(owned, "Id/IBAN", account)
    add(owned, "Ccy", currency)
    add(owned, "Ownr/Nm", owner)
    add(owned, "Svcr/FinInstnId/BICFI", iban.BIC)
    total = sum(row["amount"] for row in rows)
    for code, amount in (("OPBD", opening), ("CLBD", opening + total)):
        balance = add(statement, "Bal")
        add(balance, "Tp/CdOrPrtry/Cd", code)
        _amount(balance, amount, currency)
        add(balance, "Dt/Dt", name)
    _summary(statement, rows, currency)
    for row in rows:
        _entry(statement, row, currency)
    return xml.encoded(root)


def _amount(parent: Element, amount: int, currency: str) -> None:
    add(parent, "Amt", f"{book.major(abs(amount), currency):f}", Ccy=currency)
    add(parent, "CdtDbtInd", "DBIT" if amount < 0 else "CRDT")


def _summary(statement: Element, rows: list[sqlite3.Row], currency: str) -> None:
    credits = [row["amount"] for row in rows if row["amount"] > 0]
    debits = [-row["amount"] for row in rows if row["amount"] < 0]
    summary = add(statement, "TxsSummry")
    for tag, amounts in (("TtlNtries", credits + debits), ("TtlCdtNtries", credits), ("TtlDbtNtries", debits)):
        part = add(summary, tag)
        add(part, "NbOfNtries", str(len(amounts)))
        add(part, "Sum", f"{book.major(sum(amounts), currency):f}")


def _entry(statement: Element, row: sqlite3.Row, currency: str) -> None:
    entry = add(statement, "Ntry")
    add(entry, "NtryRef", str(row["id"]))
    _amount(entry, row["amount"], currency)
    add(entry, "Sts/Cd", "BOOK")
    add(entry, "BookgDt/Dt", row["day"])
    add(entry, "ValDt/Dt", row["day"])
    add(entry, "AcctSvcrRef", row["bank_reference"])
    _code(entry, row["kind"])
    details = add(entry, "NtryDtls/TxDtls")
    references = add(details, "Refs")
    add(references, "AcctSvcrRef", row["bank_reference"])
    add(references, "EndToEndId", row["end_to_end"])
    _amount(details, row["amount"], currency)
    _parties(details, row)
    _remittance(details, row["remittance"])
    if row["reason"]:
        add(details, "RtrInf/Rsn/Cd", row["reason"])


def _code(entry: Element, kind: str) -> None:
    family, part = CODES[kind]
    domain = add(entry, "BkTxCd/Domn")
    add(domain, "Cd", "PMNT")
    group = add(domain, "Fmly")
    add(group, "Cd", family)
    add(group, "SubFmlyCd", part)


def _parties(details: Element, row: sqlite3.Row) -> None:
    """The other side: the sender of money that came, the receiver of money that went or came back."""
    parties = add(details, "RltdPties")
    tag = "Dbtr" if row["kind"] in ("transfer", "settlement") else "Cdtr"
    add(parties, f"{tag}/Pty/Nm", row["name"])
    if iban.is_valid(row["counterparty"]):
        add(parties, f"{tag}Acct/Id/IBAN", row["counterparty"])
    elif row["counterparty"]:
        add(parties, f"{tag}Acct/Id/Othr/Id", row["counterparty"])


def _remittance(details: Element, text: str) -> None:
    """A creditor reference is given as such, anything else as the text that was typed."""
    if iban.is_reference(text):
        information = add(details, "RmtInf/Strd/CdtrRefInf")
        add(information, "Tp/CdOrPrtry/Cd", "SCOR")
        add(information, "Ref", iban.clean(text))
    elif text:
        add(details, "RmtInf/Ustrd", text[:140])
