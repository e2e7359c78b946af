"""Payment orders as they come in: pain.001.001.03 and .09 · sandbox bank · no schema."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from apps.sandbox.bank import book, iban, xml
from apps.sandbox.bank.xml import Element, Unreadable, text

REPORTS = {"pain.001.001.03": "pain.002.001.03", "pain.001.001.09": "pain.002.001.10"}
PREFIX = "urn:iso:std:iso:20022:tech:xsd:"
LONGEST_ID, LONGEST_NAME = 35, 140
OLDEST_DAYS = 5
_PLAIN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,5})?")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
# Source: ISO 20022 external code sets, ExternalStatusReason1Code.
MEANINGS = {
    "AC02": "the debtor's account is not known here",
    "AC03": "the creditor's account number is not valid",
    "AC04": "the account is closed",
    "AM01": "the amount is zero",
    "AM03": "the account is not kept in this currency",
    "AM05": "a payment with this end-to-end id was executed before",
    "AM10": "the control sum is not the sum of the amounts",
    "AM12": "the currency cannot express the amount",
    "AM18": "the number of transactions is not right",
    "BE04": "the creditor's name is missing",
    "DT01": "the execution date is not valid",
    "DU01": "a message with this id was received before",
    "FF01": "the file cannot be read",
    "RC01": "the creditor's bank is missing or no BIC",
    "RF01": "an id is missing or longer than 35 characters",
}


@dataclass
class Order:
    """One transaction. `reason` is why it is refused, empty while nothing speaks against it."""

    instruction_id: str
    end_to_end: str
    currency: str
    written: str
    name: str
    account: str
    remittance: str
    amount: int = 0
    reason: str = ""


@dataclass
class Batch:
    """Transactions from one account on one day."""

    ident: str
    account: str
    day: str
    orders: list[Order] = field(default_factory=list)
    reason: str = ""


@dataclass
class File:
    """A whole message. `reason` refuses all of it."""

    message: str
    ident: str
    count: str
    control_sum: str
    batches: list[Batch]
    reason: str = ""

    @property
    def orders(self) -> list[Order]:
        """All transactions."""
        return [order for batch in self.batches for order in batch.orders]


def read(body: bytes, *, today: date) -> File:
    """The message with everything checked that can be without the book.

    Raises:
        Unreadable: no payment message of a version that is taken here, or one without an id.
    """
    namespace, root = xml.read(body)
    message = namespace.removeprefix(PREFIX)
    if message not in REPORTS:
        raise Unreadable(f"{namespace or 'no namespace'}: only {' and '.join(REPORTS)} are taken")
    start = xml.stripped(root).find("CstmrCdtTrfInitn")
    if start is None or not text(start, "GrpHdr/MsgId"):
        raise Unreadable("CstmrCdtTrfInitn/GrpHdr/MsgId is missing")
    file = File(
        message=message,
        ident=text(start, "GrpHdr/MsgId"),
        count=text(start, "GrpHdr/NbOfTxs"),
        control_sum=text(start, "GrpHdr/CtrlSum"),
        batches=[_batch(node, today=today) for node in start.findall("PmtInf")],
    )
    if len(file.ident) > LONGEST_ID:
        file.reason = "RF01"
    elif not file.orders:
        file.reason = "FF01"
    elif file.count != str(len(file.orders)):
        file.reason = "AM18"
    elif not _adds_up(file.control_sum, file.orders):
        file.reason = "AM10"
    return file


def _batch(node: Element, *, today: date) -> Batch:
    batch = Batch(
        ident=text(node, "PmtInfId"),
        account=iban.clean(text(node, "DbtrAcct/Id/IBAN")),
        day=text(node, "ReqdExctnDt/Dt") or text(node, "ReqdExctnDt/DtTm")[:10] or text(node, "ReqdExctnDt"),
    )
    currency = iban.currency_of(batch.account)
    is_sepa = text(node, "PmtTpInf/SvcLvl/Cd") == "SEPA"
    batch.orders = [_order(each, currency, is_sepa=is_sepa) for each in node.findall("CdtTrfTxInf")]
    count, total = text(node, "NbOfTxs"), text(node, "CtrlSum")
    if not batch.ident or len(batch.ident) > LONGEST_ID:
        batch.reason = "RF01"
    elif text(node, "PmtMtd") != "TRF":
        batch.reason = "FF01"
    elif currency is None:
        batch.reason = "AC02"
    elif not _is_day(batch.day, today):
        batch.reason = "DT01"
    elif count and count != str(len(batch.orders)):
        batch.reason = "AM18"
    elif not _adds_up(total, batch.orders):
        batch.reason = "AM10"
    return batch


def _is_day(day: str, today: date) -> bool:
    try:
        return (today - date.fromisoformat(day)).days <= OLDEST_DAYS
    except ValueError:
        return False


def _adds_up(total: str, orders: list[Order]) -> bool:
    """Whether a control sum, where there is one, is the sum of the amounts as written, whatever their currencies."""
    if not total:
        return True
    try:
        return Decimal(total) == sum((Decimal(order.written) for order in orders), Decimal(0))
    except InvalidOperation:
        return False


def _order(node: Element, currency: str | None, *, is_sepa: bool) -> Order:
    written = node.find("Amt/InstdAmt")
    number, other = iban.clean(text(node, "CdtrAcct/Id/IBAN")), text(node, "CdtrAcct/Id/Othr/Id")
    order = Order(
        instruction_id=text(node, "PmtId/InstrId"),
        end_to_end=text(node, "PmtId/EndToEndId"),
        currency=written.get("Ccy", "") if written is not None else "",
        written=(written.text or "").strip() if written is not None else "",
        name=text(node, "Cdtr/Nm"),
        account=number or other,
        remittance=text(node, "RmtInf/Ustrd") or text(node, "RmtInf/Strd/CdtrRefInf/Ref"),
    )
    bank = text(node, "CdtrAgt/FinInstnId/BICFI") or text(node, "CdtrAgt/FinInstnId/BIC")
    clearing = text(node, "CdtrAgt/FinInstnId/ClrSysMmbId/MmbId")
    amount = book.minor(order.written, order.currency) if _PLAIN.fullmatch(order.written) else None
    order.amount = amount or 0
    if not order.end_to_end or max(len(order.end_to_end), len(order.instruction_id)) > LONGEST_ID:
        order.reason = "RF01"
    elif order.currency != currency or (is_sepa and order.currency != "EUR"):
        order.reason = "AM03"
    elif amount is None:
        order.reason = "AM01" if _PLAIN.fullmatch(order.written) and not Decimal(order.written) else "AM12"
    elif not order.name or len(order.name) > LONGEST_NAME:
        order.reason = "BE04"
    elif (number and not iban.is_valid(number)) or (is_sepa and not number) or not order.account:
        order.reason = "AC03"
    elif (bank and not _BIC.fullmatch(bank)) or (not number and not bank and not clearing):
        order.reason = "RC01"
    return order
