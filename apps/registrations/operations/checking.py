"""Registrations · asking whether a company's tax id is valid, and keeping what was answered · public schema."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts import selectors as accounts
from apps.common.errors import InvalidInput, NotFound, Permanent, Retryable
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.registrations import vies
from apps.registrations.errors import CheckedTooOften, NothingToCheck
from apps.registrations.models import TaxIdCheck
from apps.registrations.rules import numbers
from apps.registrations.selectors import businesses, holdings
from apps.registrations.types import Answer, Business, Outcome, Service

if TYPE_CHECKING:
    from apps.accounts.models import Company

AGAIN_AFTER = timedelta(minutes=1)
LONGEST_BY_HAND = timedelta(days=366)


def check_now(company_id: int, *, at: datetime) -> TaxIdCheck:
    """Ask the service now, because a person wants to know. Not in a transaction: others' answers take seconds.

    Raises:
        NotFound: there is no such company. NothingToCheck: it has no tax id.
        CheckedTooOften: it was asked less than a minute ago. Nothing is written.
    """
    company = _company(company_id)
    last = businesses.latest_check(company)
    if last is not None and at - last.checked_at < AGAIN_AFTER:
        raise CheckedTooOften()
    return _checked(company, at=at)


def keep_fresh(company_id: int, *, at: datetime) -> Business | None:
    """What the company buys as, asked for again where the last answer is too old. Not in a transaction.

    A service that did not answer is asked again after a minute; an id that is not valid once in the set hours.
    None: it has no tax id.
    """
    known = businesses.business(company_id)
    if known is None or known.counts_at(at) or not _is_due(known, at):
        return known
    _checked(_company(company_id), at=at)
    return businesses.business(company_id)


@transaction_required
def confirm_by_hand(
    company_id: int, *, consultation: str, note: str, until: datetime, by: Actor, at: datetime
) -> TaxIdCheck:
    """Keep that a member of staff asked the authority, whose number or reference of the answer is `consultation`.

    For ids that no service tells of here, and where the service keeps another name. Counts up to `until`.

    Raises:
        NotFound, NothingToCheck. InvalidInput: no reference, or `until` is past or more than a year ahead.
    """
    company = _company(company_id)
    if not consultation.strip():
        raise InvalidInput(field="consultation", problem=_("Give the reference of the authority's answer."))
    if not at < until <= at + LONGEST_BY_HAND:
        raise InvalidInput(field="until", problem=_("Choose a day within a year."))
    answer = Answer(Outcome.VALID, Service.HAND, consultation=consultation.strip()[:60])
    return _kept(company, answer, counts_until=until, note=note.strip()[:200], by=by.ref, at=at)


def _checked(company: Company, *, at: datetime) -> TaxIdCheck:
    answer = _asked(company, at=at)
    counts = at + timedelta(hours=settings.TAX_ID_CHECK_HOURS) if answer.outcome == Outcome.VALID else None
    with transaction.atomic():
        return _kept(company, answer, counts_until=counts, at=at)


def _asked(company: Company, *, at: datetime) -> Answer:
    try:
        one = numbers.tax_id(company.country, company.vat_id)
    except InvalidInput:
        return Answer(Outcome.INVALID, Service.FORMAT)
    if not one.is_in_vies or not vies.is_set():
        return Answer(Outcome.FORMAT_ONLY, Service.FORMAT)
    try:
        return vies.ask(one, name=company.legal_name, requester=holdings.requester(at.date()))
    except (Retryable, Permanent) as error:
        return Answer(Outcome.UNAVAILABLE, Service.VIES, said={"problem": str(error)})


def _kept(
    company: Company, answer: Answer, *, counts_until: datetime | None, note: str = "", by: str = "", at: datetime
) -> TaxIdCheck:
    return TaxIdCheck.objects.create(
        company=company,
        tax_id=company.vat_id,
        country=_country(company),
        asked_name=company.legal_name,
        service=answer.service,
        outcome=answer.outcome,
        consultation=answer.consultation,
        name=answer.name,
        address=answer.address,
        said=dict(answer.said or {}),
        note=note,
        by=by,
        checked_at=at,
        counts_until=counts_until,
    )


def _country(company: Company) -> str:
    try:
        return numbers.tax_id(company.country, company.vat_id).country
    except InvalidInput:
        return company.country


def _is_due(known: Business, at: datetime) -> bool:
    if known.unanswered_at is not None:
        return at - known.unanswered_at >= AGAIN_AFTER
    if known.checked_at is None or known.outcome == Outcome.VALID:
        return True
    return at - known.checked_at >= timedelta(hours=settings.TAX_ID_CHECK_HOURS)


def _company(company_id: int) -> Company:
    company = accounts.company(company_id)
    if company is None:
        raise NotFound()
    if not company.vat_id:
        raise NothingToCheck()
    return company
