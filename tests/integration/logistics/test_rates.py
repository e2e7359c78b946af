"""What freight costs by the rate book: remote areas and oversize parcels."""

from __future__ import annotations

import pytest

from apps.logistics import selectors
from apps.logistics.types import ParcelPlan

pytestmark = pytest.mark.django_db
BOX = ParcelPlan(900, 300, 200, 100)


def price(service: str, *, postcode: str = "", parcel: ParcelPlan = BOX) -> tuple[str, str, str]:
    selectors.forget_rates()
    priced = selectors.priced_services(ship_from="DE", ship_to="GB", parcels=[parcel], postcode=postcode)
    [charge] = next(one for one in priced if one.service.code == service).charges
    return str(charge.remote), str(charge.oversize), charge.total.currency.code


def test_a_remote_postcode_and_a_long_parcel_cost_their_fees_in_the_tariffs_currency() -> None:
    assert price("MX-STD") == price("MX-STD", postcode="EC1A 1BB") == ("0", "0", "EUR")
    assert price("MX-STD", postcode="ze2 9bw") == ("6.50", "0", "EUR")
    assert price("MX-STD", postcode="IV51 9EU", parcel=ParcelPlan(900, 1600, 100, 100)) == ("6.50", "18.00", "EUR")
    assert selectors.is_carried_alike("GB", "EC1A 1BB", "EH1 1AA")
    assert not selectors.is_carried_alike("GB", "EC1A 1BB", "ZE2 9BW")
    assert selectors.is_carried_alike("FR", "20000", "75001")


def test_who_asks_the_rate_book_again_asks_the_database_nothing(django_assert_num_queries: object) -> None:
    price("MX-STD")
    with django_assert_num_queries(0):  # type: ignore[operator]
        selectors.priced_services(ship_from="DE", ship_to="GB", parcels=[BOX], postcode="ZE2 9BW")


def test_a_parcel_or_a_way_that_a_service_does_not_take_is_told() -> None:
    heavy = ParcelPlan(40_000, 300, 200, 100)
    refused = {
        one.service.code: one.refusal
        for one in selectors.priced_services(ship_from="DE", ship_to="GB", parcels=[heavy])
    }
    assert refused == {"MX-ECO": "size", "MX-STD": "size", "MX-EXP": ""}
    nowhere = selectors.priced_services(ship_from="DE", ship_to="AQ", parcels=[BOX])
    assert {one.refusal for one in nowhere} == {"lane"}
