"""Payouts · asking providers and banks for what they report: opens its own transactions · public schema."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from apps.payments import operations as payments
from apps.payments import selectors as payment_reads
from apps.payments.errors import Declined, InvalidRequest, PaymentUnavailable, Unavailable, Unknown
from apps.payments.gateways import registry as gateways
from apps.payments.gateways.port import SettledKind, SettledLine
from apps.payments.types import OperationKind

from ..bank.registry import bank
from ..errors import BadFile, BankUnavailable
from ..models import PayoutBatch
from ..types import MatchCount, PayoutStatus
from .batches import read_answer
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
    _hear_of_disputes(gateway, lines, at=at)
    with transaction.atomic():
        return record_report(gateway, day, lines, at=at)


def _hear_of_disputes(gateway: str, lines: Sequence[SettledLine], *, at: datetime) -> None:
    """A dispute whose message never came is learnt from the report: the payment is asked about before it is matched."""
    told = [line for line in lines if line.kind in (SettledKind.DISPUTE, SettledKind.DISPUTE_WON)]
    names = {name for line in told for name in (line.reference, line.our_reference) if name}
    if not names:
        return
    disputes = (OperationKind.DISPUTE, OperationKind.DISPUTE_WON)
    known = Counter(
        payment_reads.operations()
        .filter(attempt__gateway=gateway, reference__in=names, kind__in=disputes)
        .order_by()
        .values_list("reference", flat=True)
    )
    seen = Counter(line.reference for line in told)
    missing = [line for line in told if known[line.reference] < seen[line.reference]]
    for intent_id in _intents_of(gateway, missing):
        try:
            payments.follow_disputes(intent_id, at=at)
        except PaymentUnavailable as failure:
            log.warning("disputes of %s: %r", intent_id, failure)


def _intents_of(gateway: str, lines: Sequence[SettledLine]) -> set[UUID]:
    """The payments that these lines are about, by any name that the provider gives them."""
    ours = {line.our_reference for line in lines if line.our_reference}
    keys = {name.partition(":")[0] for name in ours}
    uuids = {UUID(key) for key in keys if _is_uuid(key)}
    rows = payment_reads.attempts().filter(gateway=gateway)
    named = rows.filter(Q(payment_reference__in=ours) | Q(intent__public_id__in=uuids) | Q(public_id__in=uuids))
    return set(named.values_list("intent__public_id", flat=True))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def fetch_statements(day: date, *, at: datetime) -> MatchCount:
    """Take in the bank's statements of a day for each of our accounts. What it does not give comes later."""
    counted = MatchCount(0, 0)
    for iban in sorted(settings.BANK["iban_by_currency"].values()):
        try:
            raw = bank().statement(iban, day)
            if raw is not None:
                with transaction.atomic():
                    counted += import_statements(raw, at=at)
        except BankUnavailable as failure:
            log.warning("statement of %s: %s", day, failure)
            return counted
        except BadFile as error:
            log.error("statement of %s: %s", day, error)
    return counted


def fetch_answers(*, at: datetime) -> int:
    """Ask the bank what it says by now to files whose payments it has neither paid nor refused; refused payments."""
    waiting = PayoutBatch.objects.filter(payouts__status=PayoutStatus.SENT).distinct()
    refused = 0
    for message_id in waiting.values_list("message_id", flat=True):
        try:
            raw = bank().answer(message_id)
            if raw is not None:
                with transaction.atomic():
                    refused += read_answer(raw, at=at)
        except BankUnavailable as failure:
            log.warning("answer to %s: %s", message_id, failure)
            return refused
        except BadFile as error:
            log.error("answer to %s: %s", message_id, error)
    return refused
