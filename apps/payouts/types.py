"""Payouts · states, reasons and the values that others may hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from djmoney.money import Money

# Members are so many digits. Source: ISO 20022 external code list, ExternalClearingSystemIdentification1Code.
CLEARING_SYSTEMS = {
    "USABA": 9, "CACPA": 9, "AUBSB": 6, "NZNCC": 6, "GBDSC": 6, "CNAPS": 12, "HKNCC": 3, "SGIBG": 7, "JPZGN": 7,
    "ZANCC": 6,
}  # fmt: skip


class Scheme(models.TextChoices):
    """How a bank is asked to pay: within SEPA, or by any other account number."""

    SEPA = "sepa", _("SEPA credit transfer")
    GLOBAL = "global", _("Other credit transfer")


class Period(models.TextChoices):
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every Monday")
    MONTHLY = "monthly", _("On the first of the month")


class PayoutStatus(models.TextChoices):
    """Where one payment to a vendor stands. A bank may return what it has paid."""

    DRAFT = "draft", pgettext_lazy("payout", "Being prepared")
    APPROVED = "approved", pgettext_lazy("payout", "Approved")
    SENT = "sent", _("With the bank")
    PAID = "paid", pgettext_lazy("status", "Paid")
    FAILED = "failed", _("Refused by the bank")
    RETURNED = "returned", _("Returned by the receiving bank")
    CANCELLED = "cancelled", _("Withdrawn")


class BatchStatus(models.TextChoices):
    """Where a file of payments stands."""

    MADE = "made", _("Waits for a second person")
    APPROVED = "approved", _("Approved, to be sent")
    SENT = "sent", _("With the bank")
    REJECTED = "rejected", _("Refused by the bank")
    CANCELLED = "cancelled", _("Withdrawn")


class LineMatch(models.TextChoices):
    """What a line of a bank statement was found to be."""

    NOTHING = "", _("Not matched")
    PAYOUT = "payout", _("Payout")
    PAYOUT_RETURNED = "payout_returned", _("Returned payout")
    PAYMENT = "payment", _("Buyer's transfer")
    REFUND = "refund", _("Refund by transfer")
    PROVIDER = "provider", _("Settlement of a payment provider")
    MANUAL = "manual", _("Entered by staff")


class TransferStatus(models.TextChoices):
    """Where money on its way back to a buyer's account stands."""

    ORDERED = "ordered", _("Ordered")
    SENT = "sent", _("With the bank")
    DONE = "done", _("Done")
    FAILED = "failed", _("Refused by the bank")


class BreakReason(models.TextChoices):
    """Why two of the three accounts of a movement do not agree."""

    UNKNOWN_CREDIT = "unknown_credit", _("Money came in that nobody expected")
    UNKNOWN_DEBIT = "unknown_debit", _("Money went out that nobody ordered")
    NOT_IN_BOOKS = "not_in_books", _("The provider reports it, the books have nothing")
    NOT_AT_PROVIDER = "not_at_provider", _("The books have it, the provider does not report it")
    AMOUNT_DIFFERS = "amount_differs", _("The amounts differ")
    NOT_AT_BANK = "not_at_bank", _("It should have reached the bank by now")
    STATEMENT_GAP = "statement_gap", _("A statement does not begin where the one before ended")
    REFUND_FAILED = "refund_failed", _("A refund came back to the provider")


class BreakStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("status", "Open")
    PROPOSED = "proposed", _("Adjustment waits for a second person")
    RESOLVED = "resolved", _("Resolved")


@dataclass(frozen=True)
class AccountDetails:
    """A bank account as its holder writes it: `iban`, or `number` with `bic` or a clearing system's member."""

    holder: str
    country: str
    currency: str
    iban: str = ""
    number: str = ""
    bic: str = ""
    clearing_system: str = ""
    clearing_member: str = ""


@dataclass(frozen=True)
class PayoutOrder:
    """One payment as a file says it. `reference` is our end-to-end id, at most 35 characters."""

    reference: str
    account: AccountDetails
    amount: Money
    purpose: str


@dataclass(frozen=True)
class BankLine:
    """One entry of a bank statement. `amount` is signed: what came in is positive.

    `account` is the other side's account number. `returned` says that it gives back
    a payment of ours, whose id is `end_to_end`.
    """

    entry_ref: str
    amount: Money
    booked_on: date
    valued_on: date
    end_to_end: str = ""
    reference: str = ""
    counterparty: str = ""
    account: str = ""
    code: str = ""
    text: str = ""
    returned: bool = False


@dataclass(frozen=True)
class Statement:
    """A bank statement: opening balance and entries add up to the closing balance."""

    iban: str
    statement_id: str
    currency: str
    opening: Money
    closing: Money
    until: date
    lines: tuple[BankLine, ...]


@dataclass(frozen=True)
class FileAnswer:
    """What a bank says to a file (pain.002): the whole accepted or not, and single payments that are refused."""

    message_id: str
    accepted: bool
    reason: str
    refused: dict[str, str]


@dataclass(frozen=True)
class Balance:
    """What a vendor is owed in one currency. `owed` is all of it but the reserve: the other three added.

    `available` is due and not yet in a payout, `pending` waits for delivery,
    `in_preparation` is in a payout that is not approved, `in_transit` on its way to the bank.
    """

    currency: str
    available: Money
    pending: Money
    reserve: Money
    in_preparation: Money
    in_transit: Money

    @property
    def owed(self) -> Money:
        return self.available + self.pending + self.in_preparation


@dataclass(frozen=True)
class ItemView:
    """One line of a payout: a posting to the vendor's account; what the vendor gets is positive."""

    posting_id: int
    kind: str
    memo: str
    purchase_id: UUID | None
    occurred_at: datetime
    amount: Money


@dataclass(frozen=True)
class PayoutView:
    """A payout as pages and programs show it. `amount` is what leaves the balance, `paid` what the bank is told."""

    public_id: UUID
    number: str
    status: PayoutStatus
    amount: Money
    paid: Money
    rate: Decimal | None
    account: str
    problem: str
    made_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True)
class AccountView:
    """A vendor's bank account without its number."""

    public_id: UUID
    holder: str
    country: str
    currency: str
    masked: str
    bic: str
    bank: str
    made_at: datetime
    usable_from: datetime
    replaced_at: datetime | None


@dataclass(frozen=True)
class MatchCount:
    """How many lines there were, and how many found their counterpart."""

    lines: int
    matched: int

    def __add__(self, other: MatchCount) -> MatchCount:
        return MatchCount(self.lines + other.lines, self.matched + other.matched)
