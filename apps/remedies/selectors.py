"""Remedies · reads · public schema."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from apps.common.addresses import PostalAddress
from apps.common.errors import NotFound

from .models import Case, ClaimTerms, ReturnHub, WithdrawalRight
from .types import CaseKind, CaseRow, Hub, Right, Terms

# Where the law gives no right to step back, or none is known.
NO_RIGHT = Right(days=0, buyer_pays_return=True, refunds_outbound_shipping=False, source="", is_verified=True)


def right_in(country: str, on: date) -> Right:
    """The right of withdrawal of a country of delivery on a day; NO_RIGHT where there is none. One query."""
    row = (
        WithdrawalRight.objects.filter(countries__contains=[country], valid_from__lte=on)
        .order_by("-valid_from", "-pk")
        .first()
    )
    if row is None:
        return NO_RIGHT
    return Right(row.days, row.buyer_pays_return, row.refunds_outbound_shipping, row.source, row.is_verified)


def hub_for(country: str) -> Hub | None:
    """The hub that takes returns from a country; one of the country itself before others."""
    rows = ReturnHub.objects.filter(serves__contains=[country], is_active=True).order_by("code")
    found = min(rows, key=lambda row: row.country != country, default=None)
    if found is None:
        return None
    return Hub(found.code, found.name, found.country, PostalAddress.from_json(found.address))


def terms_of(carrier_code: str, on: date) -> Terms | None:
    """What a carrier asks of claims on a day; None where nobody has written it down."""
    row = ClaimTerms.objects.filter(carrier_id=carrier_code, valid_from__lte=on).order_by("-valid_from").first()
    return Terms(row.lost_within_days, row.damaged_within_days) if row else None


def case(case_id: UUID) -> CaseRow:
    """One return or claim of whichever vendor.

    Raises:
        NotFound: there is none.
    """
    row = Case.objects.filter(case_id=case_id).first()
    if row is None:
        raise NotFound()
    return _row(row)


def due_cases(*, at: datetime, statuses: Collection[str], limit: int) -> QuerySet[Case]:
    """Open cases in these states whose time is over, longest over first."""
    return Case.objects.filter(is_open=True, due_at__lt=at, status__in=statuses).order_by("due_at", "pk")[:limit]


def is_due(case_id: UUID, *, at: datetime) -> bool:
    """Whether a case is open and its time is over."""
    return Case.objects.filter(case_id=case_id, is_open=True, due_at__lt=at).exists()


def _row(row: Case) -> CaseRow:
    return CaseRow(row.case_id, CaseKind(row.kind), row.number, row.order_id, row.status, row.is_open)
