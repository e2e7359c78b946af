"""Payouts · asking providers and banks for what they report: opens its own transactions · public schema."""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from apps.payments.errors import Declined, InvalidRequest, Unavailable, Unknown
from apps.payments.gateways import registry as gateways

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
    with transaction.atomic():
        return record_report(gateway, day, lines, at=at)


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
