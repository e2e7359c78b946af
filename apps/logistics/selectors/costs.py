"""Logistics · what a parcel would cost: by tariff, or estimated where none takes it · public schema."""

from __future__ import annotations

from dataclasses import dataclass

from apps.currencies.types import RateTable
from apps.promises import selectors as promises
from apps.promises.types import FreightEstimate

from ..types import DeliveryOption, ParcelPlan
from .parcels import PricedService, delivery_options, priced_services


@dataclass(frozen=True)
class ParcelCost:
    """The services that take a parcel, cheapest first, and those that do not; `estimate` only where none does, and
    None where too few shipments are known for one. Nobody is ever charged by an estimate."""

    options: tuple[DeliveryOption, ...]
    refused: tuple[PricedService, ...]
    estimate: FreightEstimate | None


def parcel_cost(
    *, ship_from: str, ship_to: str, parcel: ParcelPlan, postcode: str = "", currency: str, rates: RateTable
) -> ParcelCost:
    """What a parcel would cost between two countries, in a currency.

    Raises:
        RateMissing: a tariff cannot be put into the currency.
    """
    way = {"ship_from": ship_from, "ship_to": ship_to, "postcode": postcode}
    options = delivery_options(**way, parcels=[parcel], currency=currency, rates=rates)
    refused = tuple(one for one in priced_services(**way, parcels=[parcel]) if one.refusal)
    if options:
        return ParcelCost(options, refused, None)
    guess = promises.freight_estimate(ship_from=ship_from, ship_to=ship_to, weight_g=parcel.weight_g, currency=currency)
    return ParcelCost(options, refused, guess)
