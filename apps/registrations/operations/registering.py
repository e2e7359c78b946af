"""Registrations · taking a number down, and ending it · public schema."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput
from apps.common.transactions import transaction_required
from apps.registrations.errors import RegistrationOverlaps, RegistrationUnknown
from apps.registrations.models import TaxRegistration
from apps.registrations.rules import numbers
from apps.registrations.selectors import holdings


@transaction_required
def register(
    *,
    kind: str,
    jurisdiction: str,
    number: str,
    since: date,
    until: date | None = None,
    vendor_id: int | None = None,
    evidence: str = "",
    at: datetime,
) -> TaxRegistration:
    """Take down a number of the marketplace's, or of a vendor's; `until` is the first day on which it does not hold.

    Raises:
        InvalidInput: a form or check digit is wrong, or it would end before it begins.
        RegistrationOverlaps: another one of the kind holds on one of the days. Nothing is written.
    """
    found, form = numbers.registration_number(kind, jurisdiction, number)
    if until is not None and until <= since:
        raise InvalidInput(field="until", problem=_("Choose a day after the first one."))
    row = TaxRegistration(
        vendor_id=vendor_id,
        kind=kind,
        jurisdiction=jurisdiction,
        number=found,
        format=form,
        valid=DateRange(since, until),
        evidence=evidence.strip()[:200],
        recorded_at=at,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        if "registrations_one_at_a_time" not in str(clash):
            raise
        raise RegistrationOverlaps(field="since") from clash
    _forget()
    return row


@transaction_required
def end(public_id: UUID, *, vendor_id: int | None, on: date, at: datetime) -> TaxRegistration:
    """Let a number hold up to the day before `on`; one that has ended already stays as it is.

    Raises:
        RegistrationUnknown: there is none, or it is somebody else's.
        InvalidInput: it would end before it began. Nothing is written.
    """
    whose = Q(vendor__isnull=True) if vendor_id is None else Q(vendor_id=vendor_id)
    row = TaxRegistration.objects.select_for_update().filter(whose, public_id=public_id).first()
    if row is None:
        raise RegistrationUnknown()
    if row.valid.upper is not None and row.valid.upper <= on:
        return row
    if row.valid.lower is not None and on <= row.valid.lower:
        raise InvalidInput(field="on", problem=_("Choose a day after the first one."))
    row.valid = DateRange(row.valid.lower, on)
    row.ended_at = at
    row.save(update_fields=["valid", "ended_at"])
    _forget()
    return row


def _forget() -> None:
    holdings.forget()
    transaction.on_commit(holdings.forget)
