"""Logistics · delivery options and trackers that are due · public schema."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from apps.common.money import rounded, total
from apps.currencies.types import RateTable

from . import rules
from .models import Clearance, Service, TableRate, Tracker, Zone
from .types import DeliveryOption, ParcelPlan

_REMEMBER_S = 60


@dataclass(frozen=True)
class _Book:
    """The whole rate book, as it is kept in this process for a minute."""

    zone_of: dict[str, str]
    services: tuple[Service, ...]
    tariffs: dict[tuple[str, str, str], rules.Tariff]


_kept: tuple[float, _Book] | None = None


def delivery_options(
    *, ship_from: str, ship_to: str, parcels: Sequence[ParcelPlan], currency: str, rates: RateTable
) -> tuple[DeliveryOption, ...]:
    """The ways to send these parcels together, cheapest first, priced in `currency` at its exponent.

    Each parcel is priced in the tariff's currency, converted at the table's mid
    rate and rounded half up once. Empty where no service takes the lane or a
    parcel is too heavy or too long for all of them.
    """
    book = _book()
    lane = rules.zones(ship_from, ship_to, book.zone_of)
    if lane is None or not parcels:
        return ()
    options = []
    for service in book.services:
        tariff = book.tariffs.get((service.code, *lane))
        if tariff is None or any(_too_big(service, parcel) for parcel in parcels):
            continue
        prices = [
            rules.parcel_price(tariff, rules.chargeable_g(parcel, volumetric_divisor=service.volumetric_divisor))
            for parcel in parcels
        ]
        options.append(
            DeliveryOption(
                service_code=service.code,
                carrier_code=service.carrier_id,
                names=dict(service.names),
                price=rounded(rates.convert(total(prices, tariff.currency), currency)),
                min_days=tariff.min_days,
                max_days=tariff.max_days,
                incoterms=tuple(service.incoterms),
                mode=service.mode,
                checks_age=service.checks_age,
            )
        )
    return tuple(sorted(options, key=lambda option: (option.price.amount, option.max_days)))


def due_trackers(*, at: datetime, limit: int) -> list[Tracker]:
    """Open trackers whose time has come, longest waiting first."""
    due = Tracker.objects.filter(is_open=True, next_poll_at__lte=at).order_by("next_poll_at")
    return list(due[:limit])


def due_count(*, at: datetime) -> int:
    """How many open trackers should have been asked by now."""
    return Tracker.objects.filter(is_open=True, next_poll_at__lte=at).count()


def due_clearances(*, at: datetime, limit: int) -> list[Clearance]:
    """Open declarations after which it is time to ask, longest waiting first."""
    due = Clearance.objects.filter(is_open=True, next_poll_at__lte=at).order_by("next_poll_at")
    return list(due[:limit])


def clearance_of(lrn: str) -> Clearance | None:
    """The declaration of this local reference number, whoever's it is."""
    return Clearance.objects.filter(lrn=lrn).first()


def overdue_clearances(*, at: datetime) -> QuerySet[Clearance]:
    """Open declarations whose next step is late, longest late first."""
    return Clearance.objects.filter(is_open=True, due_at__lt=at).order_by("due_at")


def forget_rates() -> None:
    """Read the rate book again at the next question."""
    global _kept
    _kept = None


def _book() -> _Book:
    global _kept
    if _kept and _kept[0] > time.monotonic():
        return _kept[1]
    tariffs = {
        (row.service_id, row.from_zone, row.to_zone): rules.Tariff(
            row.service_id, row.from_zone, row.to_zone, row.currency, row.first_g, row.first_price,
            row.step_g, row.step_price, row.fuel_rate, row.min_days, row.max_days,
        )
        for row in TableRate.objects.order_by("valid_from")
    }  # fmt: skip
    book = _Book(
        zone_of=dict(Zone.objects.values_list("country_id", "zone")),
        services=tuple(Service.objects.filter(carrier__is_active=True)),
        tariffs=tariffs,
    )
    _kept = (time.monotonic() + _REMEMBER_S, book)
    return book


def _too_big(service: Service, parcel: ParcelPlan) -> bool:
    return (
        parcel.weight_g > service.max_weight_g
        or parcel.length_mm > service.max_length_mm
        or rules.girth_mm(parcel) > service.max_girth_mm
    )


def trackers() -> QuerySet[Tracker]:
    """Every parcel that is or was followed, with its vendor, to be narrowed and cut by who shows them."""
    return Tracker.objects.select_related("vendor")
