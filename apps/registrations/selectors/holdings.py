"""Registrations · under which numbers the marketplace is known · public schema."""

from __future__ import annotations

from datetime import date

from apps.common.remember import Remembered
from apps.registrations.models import TaxRegistration
from apps.registrations.rules.numbers import UNION_STATES
from apps.registrations.types import UNION, Held, Kind

_ALL = "marketplace"
_known: Remembered[tuple[Held, ...]] = Remembered(seconds=60, most=1)
_schemes: Remembered[tuple[str, ...]] = Remembered(seconds=60, most=1000)


def held(on: date) -> tuple[str, ...]:
    """The schemes under which the marketplace is registered on a day, as tariff rules name them: IOSS, GB-VAT …

    Remembered in the process; a change by another process is seen within a minute.
    """
    found = _schemes.get(on)
    if found is None:
        found = _schemes.put(on, tuple(sorted({one.scheme for one in _marketplace() if one.holds_on(on)})))
    return found


def number(scheme: str, on: date) -> str:
    """The marketplace's number under a scheme on a day, "" where it has none."""
    return next((one.number for one in _marketplace() if one.scheme == scheme and one.holds_on(on)), "")


def numbers_of(vendor_id: int | None, on: date) -> dict[str, str]:
    """The numbers of a vendor, or of the marketplace (None), that hold on a day, by scheme. One query for a vendor."""
    rows = _marketplace() if vendor_id is None else tuple(map(_held, of_vendor(vendor_id)))
    return {one.scheme: one.number for one in rows if one.holds_on(on)}


def requester(on: date) -> str:
    """The marketplace's own VAT id in the Union, under which VIES gives a consultation number; "" without one."""
    ids = (one for one in _marketplace() if one.kind == Kind.VAT and one.jurisdiction in UNION_STATES)
    return next((one.number for one in ids if one.holds_on(on)), "")


def of_vendor(vendor_id: int) -> list[TaxRegistration]:
    """A vendor's own registrations, those that are over too. One query."""
    return list(TaxRegistration.objects.filter(vendor_id=vendor_id).order_by("kind", "jurisdiction", "-recorded_at"))


def forget() -> None:
    """Read the marketplace's registrations again at the next call."""
    _known.forget()
    _schemes.forget()


def _marketplace() -> tuple[Held, ...]:
    found = _known.get(_ALL)
    if found is None:
        rows = TaxRegistration.objects.filter(vendor__isnull=True).order_by("pk")
        found = _known.put(_ALL, tuple(_held(row) for row in rows))
    return found


def _held(row: TaxRegistration) -> Held:
    return Held(
        public_id=row.public_id,
        vendor_id=row.vendor_id,
        kind=row.kind,
        jurisdiction=row.jurisdiction or UNION,
        number=row.number,
        since=row.valid.lower or date.min,
        until=row.valid.upper,
    )
