"""Payouts · bank statements: camt.053.001.08, and .02 of older banks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from djmoney.money import Money
from pyiso20022.camt import camt_053_001_02, camt_053_001_08

from apps.common.money import is_at_exponent, total
from apps.payouts.errors import BadFile
from apps.payouts.types import BankLine, Statement

from . import xml

OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
BOOKED = "BOOK"
RETURN = "RRTN"  # ISO 20022 external code list, bank transaction sub-family: reimbursements, returned credit transfers


def read(raw: bytes) -> list[Statement]:
    """The statements in a file, each of which adds up. Entries that are only announced are left out.

    Raises:
        BadFile: it is no such message, lacks a balance, or its entries do not lead from one balance to the other.
    """
    kind = camt_053_001_02.Document if b"camt.053.001.02" in raw else camt_053_001_08.Document
    document: Any = xml.read(raw, kind)
    with xml.whole("camt.053"):
        return [_statement(one) for one in document.bk_to_cstmr_stmt.stmt]


def _statement(found: Any) -> Statement:
    iban = str(found.acct.id.iban or (found.acct.id.othr.id if found.acct.id.othr else ""))
    opening, closing = _balance(found, OPENING), _balance(found, CLOSING)
    if opening is None or closing is None:
        raise BadFile(field="file", problem=_("The statement lacks its opening or its closing balance."))
    currency = opening[0].currency.code
    lines = tuple(
        line
        for entry in found.ntry
        if _code(entry.sts) in ("", BOOKED)
        for line in _lines(entry, str(found.id), currency)
    )
    if opening[0] + total([line.amount for line in lines], currency) != closing[0]:
        raise BadFile(
            field="file",
            problem=_("Statement %(id)s does not add up: from %(opening)s its entries do not lead to %(closing)s."),
            id=found.id,
            opening=opening[0],
            closing=closing[0],
        )
    return Statement(iban, str(found.id), currency, opening[0], closing[0], closing[1], lines)


def _balance(found: Any, codes: tuple[str, ...]) -> tuple[Money, date] | None:
    for code in codes:
        for balance in found.bal:
            if _code(balance.tp.cd_or_prtry.cd) == code:
                return _signed(balance.amt, balance.cdt_dbt_ind), _day(balance.dt)
    return None


def _lines(entry: Any, statement: str, currency: str) -> list[BankLine]:
    """An entry's transactions, each its own line; the entry itself where the bank tells no more of it."""
    whole = _signed(entry.amt, entry.cdt_dbt_ind)
    if whole.currency.code != currency or not is_at_exponent(whole):
        raise BadFile(field="file", problem=_("An entry is in another currency than the account."))
    details = [one for group in entry.ntry_dtls for one in group.tx_dtls]
    booked = _day(entry.bookg_dt) if entry.bookg_dt else _day(entry.val_dt)
    valued = _day(entry.val_dt) if entry.val_dt else booked
    name = str(entry.acct_svcr_ref or entry.ntry_ref or "")
    if not name:
        raise BadFile(field="file", problem=_("An entry has no reference by which it could be known again."))
    if len(details) <= 1:
        return [_line(entry, details[0] if details else None, whole, name, booked, valued)]
    parts = [_signed(one.amt, one.cdt_dbt_ind or entry.cdt_dbt_ind) for one in details if one.amt is not None]
    if len(parts) != len(details) or total(parts, currency) != whole:
        raise BadFile(field="file", problem=_("The transactions of entry %(name)s do not add up to it."), name=name)
    return [
        _line(entry, detail, part, f"{name}/{number}", booked, valued)
        for number, (detail, part) in enumerate(zip(details, parts, strict=True), start=1)
    ]


def _line(entry: Any, detail: Any, amount: Money, name: str, booked: date, valued: date) -> BankLine:
    code = _transaction_code(detail.bk_tx_cd if detail is not None and detail.bk_tx_cd else entry.bk_tx_cd)
    text = str(entry.addtl_ntry_inf or "")
    if detail is None:
        return BankLine(name, amount, booked, valued, code=code, text=text)
    refs = detail.refs
    end_to_end = str(refs.end_to_end_id or "") if refs else ""
    remittance = detail.rmt_inf
    written = [*remittance.ustrd] if remittance else []
    structured = [
        str(one.cdtr_ref_inf.ref) for one in (remittance.strd if remittance else []) if one.cdtr_ref_inf is not None
    ]
    return BankLine(
        entry_ref=name,
        amount=amount,
        booked_on=booked,
        valued_on=valued,
        end_to_end="" if end_to_end == "NOTPROVIDED" else end_to_end,
        reference=" ".join(filter(None, [*structured, *written]))[:140],
        counterparty=_party(detail, came_in=amount.amount > 0)[:140],
        account=_account(detail, came_in=amount.amount > 0),
        code=code,
        text=(text or " ".join(written))[:200],
        returned=detail.rtr_inf is not None or code.endswith(RETURN),
    )


def _party(detail: Any, *, came_in: bool) -> str:
    parties = detail.rltd_pties
    if parties is None:
        return ""
    party = parties.dbtr if came_in else parties.cdtr
    inner = getattr(party, "pty", party) if party is not None else None
    return str(inner.nm or "") if inner is not None else ""


def _account(detail: Any, *, came_in: bool) -> str:
    parties = detail.rltd_pties
    found = (parties.dbtr_acct if came_in else parties.cdtr_acct) if parties is not None else None
    if found is None or found.id is None:
        return ""
    return str(found.id.iban or (found.id.othr.id if found.id.othr else "") or "")


def _transaction_code(found: Any) -> str:
    if found is None or found.domn is None:
        return ""
    family = found.domn.fmly
    return f"{found.domn.cd}-{family.cd}-{family.sub_fmly_cd}"


def _signed(amount: Any, direction: Any) -> Money:
    sign = Decimal(1) if _code(direction) == "CRDT" else Decimal(-1)
    return Money(sign * amount.value, amount.ccy)


def _day(found: Any) -> date:
    moment = found.dt or found.dt_tm
    return date(moment.year, moment.month, moment.day)


def _code(value: Any) -> str:
    inner = getattr(value, "cd", value)
    return str(getattr(inner, "value", inner) or "")
