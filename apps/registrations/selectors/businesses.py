"""Registrations · what is known of a buying company's tax id · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from apps.accounts import selectors as accounts
from apps.registrations.models import TaxIdCheck
from apps.registrations.types import Business, Outcome, Service

if TYPE_CHECKING:
    from apps.accounts.models import Company

_SHOWN = 20
_SAYS_LITTLE = frozenset({Outcome.FORMAT_ONLY, Outcome.NAME_DIFFERS})


@dataclass(frozen=True)
class CompanyView:
    """A company with the checks of its tax ids, newest first, and what it buys as."""

    company: Company
    checks: tuple[TaxIdCheck, ...]
    business: Business


def business(company_id: int) -> Business | None:
    """What a company buys as, by the last answer on its present tax id; None where it has none. Two queries."""
    company = accounts.company(company_id)
    if company is None or not company.vat_id:
        return None
    return _business(company, checks_of(company))


def latest_check(company: Company) -> TaxIdCheck | None:
    """The last check of the tax id that a company has now, under the name that it has now."""
    return next((one for one in checks_of(company) if _is_of(one, company)), None)


def checks_of(company: Company) -> list[TaxIdCheck]:
    """The last checks of a company's tax ids, newest first."""
    return list(TaxIdCheck.objects.filter(company=company).order_by("-pk")[:_SHOWN])


def views_of(companies: Sequence[Company]) -> list[CompanyView]:
    """Companies with their checks, and what each buys as. One query."""
    newest = Window(RowNumber(), partition_by="company_id", order_by=F("pk").desc())
    rows = TaxIdCheck.objects.filter(company__in=companies).annotate(place=newest).filter(place__lte=_SHOWN)
    found: dict[int, list[TaxIdCheck]] = {one.pk: [] for one in companies}
    for row in rows.order_by("-pk"):
        found[row.company_id].append(row)
    return [CompanyView(one, tuple(found[one.pk]), _business(one, found[one.pk])) for one in companies]


def _business(company: Company, checks: Sequence[TaxIdCheck]) -> Business:
    """By the last answer; a service that did not answer takes nothing away from one that still counts."""
    now = [one for one in checks if _is_of(one, company)]
    answer = _answer([one for one in now if one.outcome != Outcome.UNAVAILABLE])
    in_vain = now[0] if now and now[0].outcome == Outcome.UNAVAILABLE else None
    said = answer or in_vain
    return Business(
        company_id=company.public_id,
        name=company.legal_name,
        country=said.country if said else company.country,
        tax_id=company.vat_id,
        outcome=said.outcome if said else "",
        service=said.service if said else "",
        consultation=said.consultation if said else "",
        checked_at=said.checked_at if said else None,
        counts_until=said.counts_until if said else None,
        check_id=said.public_id if said else None,
        unanswered_at=in_vain.checked_at if in_vain else None,
    )


def _answer(told: Sequence[TaxIdCheck]) -> TaxIdCheck | None:
    """The last answer, newest first; one by form or name alone leaves what an authority told a person, while that
    counted."""
    told_more = next((one for one in told if one.outcome not in _SAYS_LITTLE), None)
    if told_more is None or told_more.service != Service.HAND or told_more.counts_until is None:
        return told[0] if told else None
    return told_more if told[0].checked_at < told_more.counts_until else told[0]


def _is_of(check: TaxIdCheck, company: Company) -> bool:
    return (check.tax_id, check.asked_name) == (company.vat_id, company.legal_name)
