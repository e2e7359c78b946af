"""Logistics · delivery options and trackers that are due · public schema."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from apps.common.money import rounded, total
from apps.currencies.types import RateTable
from apps.promises import selectors as promises
from apps.promises.types import ByTable, Expectation, Way

from .. import rules
from ..models import Clearance, RemoteArea, Service, TableRate, Tracker, Zone
from ..types import DeliveryOption, ParcelPlan

_REMEMBER_S = 60


@dataclass(frozen=True)
class _Book:
    """The whole rate book, as it is kept in this process for a minute."""

    zone_of: dict[str, str]
    services: tuple[Service, ...]
    tariffs: dict[tuple[str, str, str], rules.Tariff]
    remote: dict[tuple[str, str], list[tuple[rules.PostcodeKey, rules.PostcodeKey]]]


@dataclass(frozen=True)
class PricedService:
    """What parcels cost by one service, one by one; `refusal` is "" or why it does not take them ("lane", "size")."""

    service: Service
    tariff: rules.Tariff | None
    charges: tuple[rules.ParcelCharge, ...]
    refusal: str = ""


_kept: tuple[float, _Book] | None = None


def delivery_options(
    *,
    ship_from: str,
    ship_to: str,
    parcels: Sequence[ParcelPlan],
    currency: str,
    rates: RateTable,
    postcode: str = "",
) -> tuple[DeliveryOption, ...]:
    """The ways to send these parcels together, cheapest first, priced in `currency` at its exponent.

    Each parcel is priced in the tariff's currency, converted at the table's mid
    rate and rounded half up once. Without a postcode no place is remote. The days
    are the carrier's, or what its parcels took lately on this way (`promises`). Empty where no service takes the lane
    or a parcel is too heavy or too long for all of them.
    """
    priced = priced_services(ship_from=ship_from, ship_to=ship_to, parcels=parcels, postcode=postcode)
    options = []
    for one in priced:
        if one.tariff is None or one.refusal:
            continue
        service, tariff = one.service, one.tariff
        prices = [charge.total for charge in one.charges]
        way = Way(service.carrier_id, service.code, ship_from, ship_to, tariff.from_zone, tariff.to_zone)
        promise = promises.promise(way, table_days=(tariff.min_days, tariff.max_days))
        options.append(
            DeliveryOption(
                service_code=service.code,
                carrier_code=service.carrier_id,
                names=dict(service.names),
                price=rounded(rates.convert(total(prices, tariff.currency), currency)),
                min_days=promise.from_days,
                max_days=promise.until_days,
                incoterms=tuple(service.incoterms),
                mode=service.mode,
                checks_age=service.checks_age,
            )
        )
    return tuple(sorted(options, key=lambda option: (option.price.amount, option.max_days)))


def priced_services(
    *, ship_from: str, ship_to: str, parcels: Sequence[ParcelPlan], postcode: str = ""
) -> list[PricedService]:
    """What every service of the table asks for these parcels in its tariff's currency, or why it does not take them."""
    book = _book()
    lane = rules.zones(ship_from, ship_to, book.zone_of)
    if not parcels:
        return []
    return [_priced(book, service, lane, ship_to, postcode, parcels) for service in book.services]


def service_names(code: str) -> dict[str, str]:
    """What a service is called, by language. One query."""
    names: dict[str, str] = Service.objects.values_list("names", flat=True).get(code=code)
    return names


def is_carried_alike(ship_to: str, one: str, other: str) -> bool:
    """Whether two postcodes of a country are remote to the same carriers. No query when warm."""
    areas = [ranges for (_, country), ranges in _book().remote.items() if country == ship_to]
    return all(rules.is_within(one, ranges) == rules.is_within(other, ranges) for ranges in areas)


def by_table(
    service_code: str, *, ship_from: str, ship_to: str, parcels: Sequence[ParcelPlan] = (), postcode: str = ""
) -> ByTable | None:
    """What the carrier's table says of a way and these parcels, in the tariff's currency; None where it knows none."""
    book = _book()
    service = next((one for one in book.services if one.code == service_code), None)
    lane = rules.zones(ship_from, ship_to, book.zone_of)
    tariff = book.tariffs.get((service_code, *lane)) if lane else None
    if service is None or lane is None or tariff is None:
        return None
    charges = _priced(book, service, lane, ship_to, postcode, parcels).charges
    return ByTable(
        way=Way(service.carrier_id, service.code, ship_from, ship_to, *lane),
        days=(tariff.min_days, tariff.max_days),
        price=total([charge.total for charge in charges], tariff.currency),
    )


def expectation(
    service_code: str, *, ship_from: str, ship_to: str, handed_over_on: date, today: date
) -> Expectation | None:
    """When a parcel that is under way will be there; None where the carrier's table knows no such way."""
    table = by_table(service_code, ship_from=ship_from, ship_to=ship_to)
    if table is None:
        return None
    return promises.expectation(table.way, table_days=table.days, handed_over_on=handed_over_on, today=today)


def _priced(
    book: _Book,
    service: Service,
    lane: tuple[str, str] | None,
    ship_to: str,
    postcode: str,
    parcels: Sequence[ParcelPlan],
) -> PricedService:
    tariff = book.tariffs.get((service.code, *lane)) if lane else None
    if tariff is None:
        return PricedService(service, None, (), "lane")
    most = rules.SizeLimits(service.max_weight_g, service.max_length_mm, service.max_girth_mm)
    if any(most.are_exceeded_by(parcel) for parcel in parcels):
        return PricedService(service, tariff, (), "size")
    large = rules.SizeLimits(service.oversize_g, service.oversize_length_mm, service.oversize_girth_mm)
    is_remote = rules.is_within(postcode, book.remote.get((service.carrier_id, ship_to), ()))
    return PricedService(
        service,
        tariff,
        tuple(
            rules.parcel_charge(
                tariff,
                rules.chargeable_g(parcel, volumetric_divisor=service.volumetric_divisor),
                is_remote=is_remote,
                is_oversize=large.are_exceeded_by(parcel),
            )
            for parcel in parcels
        ),
    )


def trackers_of(tracking_numbers: Collection[str]) -> dict[str, Tracker]:
    """The schedule of these parcels, whoever's they are, by number. One query."""
    return {row.tracking_number: row for row in Tracker.objects.filter(tracking_number__in=list(tracking_numbers))}


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
            tuple(zip(row.break_g, row.break_prices, strict=True)), row.remote_fee, row.oversize_fee,
        )
        for row in TableRate.objects.order_by("valid_from")
    }  # fmt: skip
    remote: dict[tuple[str, str], list[tuple[rules.PostcodeKey, rules.PostcodeKey]]] = defaultdict(list)
    for area in RemoteArea.objects.all():
        ends = rules.postcode_key(area.first), rules.postcode_key(area.last)
        remote[area.carrier_id, area.country].append(ends)
    book = _Book(
        zone_of=dict(Zone.objects.values_list("country_id", "zone")),
        services=tuple(Service.objects.filter(carrier__is_active=True)),
        tariffs=tariffs,
        remote=dict(remote),
    )
    _kept = (time.monotonic() + _REMEMBER_S, book)
    return book


def trackers() -> QuerySet[Tracker]:
    """Every parcel that is or was followed, with its vendor, to be narrowed and cut by who shows them."""
    return Tracker.objects.select_related("vendor")
