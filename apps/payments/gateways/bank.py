"""Payments · gateways · bank transfers to our own accounts: the buyer writes a reference, our statements tell the rest.

There is no provider to ask: a book of our accounts answers. Less than the amount leaves the payment open; more counts
as paid, and what is over is refundable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from djmoney.money import Money

from apps.common.clock import now
from apps.common.currency_table import Provider
from apps.common.money import zero
from apps.payments.errors import BadCallback, InvalidRequest
from apps.payments.types import ActionKind, BankBook, BankEntry, PaymentMethod, PaymentPage

from .at_once import AtOnceGateway
from .bank_reference import BankReference, creditor_reference
from .port import (
    Capabilities,
    Done,
    RemotePayment,
    RemoteStatus,
    SettledKind,
    SettledLine,
    Started,
    VerifiedCallback,
)

ON_ITS_WAY = timedelta(days=30)
"""How long after a page has closed a transfer may still come in."""


@dataclass(frozen=True)
class BankAccounts:
    """Our accounts: one IBAN a currency, with one holder at one bank."""

    beneficiary: str
    iban_by_currency: Mapping[str, str]
    bic: str
    bank_name: str


class BankGateway(AtOnceGateway):
    name = "bank"
    provider = Provider.BANK

    def __init__(self, accounts: BankAccounts, book: BankBook) -> None:
        self._accounts = accounts
        self._book = book
        self.capabilities = Capabilities(
            currencies=frozenset(accounts.iban_by_currency),
            partial_capture=False,
            refunds=True,
            methods=(PaymentMethod.BANK_TRANSFER,),
            captures_at_once=True,
        )

    def start(self, intent_id: UUID, amount: Money, page: PaymentPage, *, key: str) -> Started:
        if not self.chargeable(amount):
            raise InvalidRequest("amount_not_expressible")
        asked = BankReference(creditor_reference(key), intent_id, amount, page.closes_at)
        code = amount.currency.code
        instructions = {
            "beneficiary": self._accounts.beneficiary,
            "iban": self._accounts.iban_by_currency[code],
            "bic": self._accounts.bic,
            "bank": self._accounts.bank_name,
            "reference": asked.creditor_reference,
            "amount": str(amount.amount),
            "currency": code,
        }
        return Started(asked.written(), "", ActionKind.INSTRUCTIONS, instructions=instructions)

    def query(self, reference: str) -> RemotePayment:
        asked = BankReference.read(reference)
        code = asked.amount.currency.code
        entries = self._book.entries(asked.creditor_reference)
        came = [one for one in entries if one.amount.amount > 0]
        received = _sum(came, code)
        is_paid = received >= asked.amount
        is_over = now() > asked.open_until + ON_ITS_WAY
        waiting = RemoteStatus.CLOSED if is_over and not came else RemoteStatus.OPEN
        return RemotePayment(
            status=RemoteStatus.CAPTURED if is_paid else waiting,
            our_reference=str(asked.intent_id),
            amount=asked.amount,
            captured=received,
            refunded=-_sum([one for one in entries if one.amount.amount < 0], code),
            payment_reference=asked.creditor_reference,
            problem=_problem(came, received, asked.amount),
        )

    def refund(self, payment_reference: str, amount: Money, *, key: str) -> Done:
        return Done(self._book.send_back(payment_reference, amount, key=key))

    def query_refund(self, payment_reference: str, *, key: str) -> Done | None:
        order = self._book.sent_back(key)
        return Done(order) if order else None

    def settlement(self, day: date) -> Sequence[SettledLine]:
        return [_settled(entry) for entry in self._book.entries_of(day)]

    def close(self, reference: str, *, key: str) -> Done:
        """Nobody can be kept from sending money: what comes too late is given back."""
        return Done(reference)

    def read_callback(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> VerifiedCallback | None:
        """Always refused: a bank sends none."""
        raise BadCallback()

    def answer(self, *, accepted: bool) -> tuple[int, bytes, str]:
        return 400, b"", "text/plain"


def _sum(entries: Sequence[BankEntry], currency: str) -> Money:
    return sum((one.amount for one in entries if one.amount.currency.code == currency), zero(currency))


def _problem(came: Sequence[BankEntry], received: Money, asked: Money) -> str:
    if received > asked:
        return "overpaid"
    if any(one.amount.currency != asked.currency for one in came):
        return "other_currency"
    return "underpaid" if 0 < received.amount < asked.amount else ""


def _settled(entry: BankEntry) -> SettledLine:
    came_in = entry.amount.amount > 0
    return SettledLine(
        kind=SettledKind.PAYMENT if came_in else SettledKind.REFUND,
        line_id=entry.entry_id,
        reference=entry.reference if came_in else entry.key,
        our_reference=entry.reference if came_in else entry.key,
        gross=entry.amount,
        fee=zero(entry.amount.currency.code),
        occurred_at=entry.booked_at,
    )
