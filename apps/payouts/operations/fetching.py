"""Payouts · asking providers and banks for what they report: opens its own transactions · public schema."""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.db import transaction

from apps.common.transactions import transaction_required
from apps.payments.errors import Declined, InvalidRequest, Unavailable, Unknown
from apps.payments.gateways import registry as gateways

from ..bank import pain002
from ..bank.registry import bank
from ..errors import BadFile, BankUnavailable
from ..models import Payout, PayoutBatch
from ..rules import states
from ..types import BatchStatus, MatchCount
from . import outcomes
from .batches import record_sent, reject_batch
from .settlement import record_report
from .statements import import_statements

log = logging.getLogger(__name__)


def fetch_report(gateway: str, day: date, *, at: datetime) -> MatchCount | None:
    """Ask a provider for its report of a day and take it in; None where it does not answer, to be asked again."""
    try:
        lines = gateways.gateway(gateway).settlement(day)
    except (Unavailable, Unknown, Declined, InvalidRequest) as failure:
        log.warning("settlement of %s for %s: %r", gateway, day, failure)
        return None
    with transaction.atomic():
        return record_report(gateway, day, lines, at=at)


def fetch_statements(day: date, *, at: datetime) -> MatchCount:
    """Take in what the bank has of a day: answers to files, then statements. What it does not give comes later."""
    counted = MatchCount(0, 0)
    try:
        answers, statements = bank().answers(day), bank().statements(day)
    except BankUnavailable as failure:
        log.warning("bank, %s: %s", day, failure)
        return counted
    for raw in answers:
        try:
            with transaction.atomic():
                read_answer(raw, at=at)
        except BadFile as error:
            log.error("an answer of the bank, %s: %s", day, error)
    for raw in statements:
        try:
            with transaction.atomic():
                counted += import_statements(raw, at=at)
        except BadFile as error:
            log.error("a statement of the bank, %s: %s", day, error)
    return counted


@transaction_required
def read_answer(raw: bytes, *, at: datetime) -> int:
    """Take in what the bank says to a file (pain.002): how many payments it refuses. Twice is once.

    Raises:
        BadFile: it is no such message.
        PayoutUnknown: the bank refuses a file that is not ours.
    """
    answer = pain002.read(raw)
    if not answer.accepted:
        batch = PayoutBatch.objects.filter(message_id=answer.message_id).first()
        count = batch.count if batch else 0
        reject_batch(answer.message_id, reason=answer.reason, at=at)
        return count
    batch = PayoutBatch.objects.filter(message_id=answer.message_id).first()
    if batch is not None and batch.status == BatchStatus.APPROVED:
        record_sent(batch.public_id, at=at)
    rows = Payout.objects.select_for_update().filter(
        batch__message_id=answer.message_id, reference__in=answer.refused, status__in=states.UNDER_WAY
    )
    refused = list(rows)
    for payout in refused:
        outcomes.fail(payout, reason=answer.refused[payout.reference], at=at)
    return len(refused)
