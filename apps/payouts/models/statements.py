"""Payouts · what banks and payment providers report, and where the books do not agree with it · public schema."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from djmoney.money import Money

from apps.common.fields import currency_field
from apps.common.ids import new_id
from apps.common.models import SharedModel
from apps.common.money import from_minor

from ..types import BreakReason, BreakStatus, LineMatch


class BankStatement(SharedModel):
    """A statement of one of our accounts, imported once. Minor units; opening and lines add up to closing."""

    account = models.CharField(max_length=34)
    statement_id = models.CharField(max_length=64)
    currency = currency_field()
    opening = models.BigIntegerField()
    closing = models.BigIntegerField()
    until = models.DateField()
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-until", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "statement_id"], name="payouts_statement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.statement_id}"


class StatementLine(SharedModel):
    """One entry of a bank statement: what came in is positive. Minor units. It has exactly one journal.

    `sealed_account` is the other side's account (common.sealing), to which money may have to go back.
    `match` says what it was found to be and `matched_to` which one; a line that
    nobody knows stands on the suspense account (`is_suspended`).
    """

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(max_length=34)
    entry_ref = models.CharField(max_length=64)
    currency = currency_field()
    amount = models.BigIntegerField()
    booked_on = models.DateField()
    valued_on = models.DateField()
    end_to_end = models.CharField(max_length=64, blank=True, db_index=True)
    reference = models.CharField(max_length=140, blank=True, db_index=True)
    counterparty = models.CharField(max_length=140, blank=True)
    sealed_account = models.TextField(blank=True)
    code = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=200, blank=True)
    returned = models.BooleanField(default=False)
    match = models.CharField(max_length=16, choices=LineMatch.choices, blank=True)
    matched_to = models.CharField(max_length=64, blank=True)
    matched_at = models.DateTimeField(null=True, blank=True)
    is_suspended = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "entry_ref"], name="payouts_statement_line_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="payouts_statement_line_not_zero"),
        ]
        indexes = [models.Index(fields=["booked_on"], name="payouts_line_open", condition=Q(match=""))]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.money}"

    @property
    def money(self) -> Money:
        return from_minor(self.amount, self.currency)


class SettlementReport(SharedModel):
    """That a provider's report of a day was read, and when last."""

    gateway = models.CharField(max_length=20)
    day = models.DateField()
    fetched_at = models.DateTimeField()
    line_count = models.PositiveIntegerField()

    class Meta:
        ordering = ["-day", "gateway"]
        constraints = [models.UniqueConstraint(fields=["gateway", "day"], name="payouts_report_once")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.day}"


class SettlementLine(SharedModel):
    """One line of a provider's report, kept once. Minor units; `gross` as our balance there moved, `fee` it kept.

    `journal_key` names the journal in the books that it was found to be.
    """

    gateway = models.CharField(max_length=20)
    line_id = models.CharField(max_length=120)
    day = models.DateField()
    kind = models.CharField(max_length=16)
    reference = models.CharField(max_length=120, blank=True)
    our_reference = models.CharField(max_length=160, blank=True)
    currency = currency_field()
    gross = models.BigIntegerField()
    fee = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    journal_key = models.CharField(max_length=120, blank=True, db_index=True)
    matched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["gateway", "line_id"], name="payouts_settlement_line_once")]
        indexes = [models.Index(fields=["day"], name="payouts_settlement_open", condition=Q(matched_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.gateway} {self.kind} {self.money}"

    @property
    def money(self) -> Money:
        return from_minor(self.gross, self.currency)


class Break(SharedModel):
    """A movement on which books, provider and bank do not agree, for somebody to look into.

    `subject` names the movement ("bank:<line>", "provider:<line>", "books:<journal key>"): one break each.
    An adjustment is proposed by one person and posted by another.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    subject = models.CharField(max_length=140, unique=True)
    reason = models.CharField(max_length=16, choices=BreakReason.choices)
    status = models.CharField(max_length=8, choices=BreakStatus.choices, default=BreakStatus.OPEN)
    currency = currency_field()
    amount = models.BigIntegerField()
    detail = models.CharField(max_length=200, blank=True)
    line = models.ForeignKey(StatementLine, null=True, on_delete=models.PROTECT, related_name="+")
    settlement_line = models.ForeignKey(SettlementLine, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=400, blank=True)
    adjust_to = models.CharField(max_length=32, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("made_by")), name="payouts_break_two_people"
            ),
            models.CheckConstraint(
                condition=Q(status=BreakStatus.RESOLVED, resolved_at__isnull=False)
                | (~Q(status=BreakStatus.RESOLVED) & Q(resolved_at__isnull=True)),
                name="payouts_break_resolved_when",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], name="payouts_break_open", condition=~Q(status=BreakStatus.RESOLVED))
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.money}"

    @property
    def money(self) -> Money:
        return from_minor(self.amount, self.currency)
