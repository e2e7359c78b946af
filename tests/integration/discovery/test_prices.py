"""Prices at the door follow rates and rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from babel import Locale
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from apps.checkout import selectors as sessions
from apps.currencies import operations as currencies
from apps.currencies import selectors as rates
from apps.currencies.types import PublishedRate
from apps.discovery import tasks
from apps.discovery.models import Listing, ListingCard, ListingText
from apps.discovery.selectors.landed import pricing_digests
from apps.markets import selectors as markets
from apps.markets.models import Market
from apps.registrations import operations as registrations
from apps.registrations.models import TaxRegistration
from apps.storefront import formatting
from apps.tariffs import selectors as rules
from apps.tariffs.models import TaxRate
from apps.tariffs.operations import record_revision
from tests.factories import catalog as goods
from tests.factories import checkout, discovery

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget_rules() -> Iterator[None]:
    """Rules and markets that a test wrote are gone with it."""
    yield
    rules.look_for_news()
    markets.forget()


def test_landed_price_equals_the_engines_on_the_product_page(kiln, at):
    discovery.listed(kiln, [goods.product("mug")], at=at)
    card = ListingCard.objects.get(market="GB")

    address = f"/en-gb/product/{ListingText.objects.get().slug}/"
    html = Client(headers={"host": "portolan.localhost"}).get(address).content.decode()

    assert f"£{card.landed:.2f}" in html.split("At your door")[1]


def test_new_rates_reach_every_card_after_the_relay(kiln, at, drain):
    discovery.listed(kiln, [goods.product("mug")], at=at)
    drain()
    before = ListingCard.objects.get(market="DE").landed
    present = rates.rate_table(at.date()).per_euro["CNY"].value
    fewer = (present * Decimal("0.93")).quantize(Decimal("0.0001"))
    stronger = PublishedRate("EUR", "CNY", fewer, "ECB", "", at.date())

    with transaction.atomic():
        currencies.store_rates([stronger], at=at)
    rates.forget()
    drain()

    assert ListingCard.objects.get(market="DE").landed > before


def test_changed_rules_have_the_prices_of_their_own_markets_computed_again(kiln, at, drain):
    discovery.listed(kiln, [goods.product("mug")], at=at)
    tasks.check_drift()
    drain()
    ListingCard.objects.update(landed=1, door_eur=1)
    before = ListingText.objects.get().refreshed_at

    tasks.check_drift()
    assert set(ListingCard.objects.values_list("landed", flat=True)) == {1}, "nothing changed, nothing is computed"

    with transaction.atomic():
        TaxRate.objects.filter(jurisdiction="GB", hs_prefix="").update(rate=Decimal("0.5"))
        record_revision(name="test", digest="", written=1, at=at)
    drain()
    cards = dict(ListingCard.objects.values_list("market", "landed"))
    assert cards.pop("GB") > 1, "at once, not at the next look of the clock"
    assert set(cards.values()) == {1}, "other places keep their rows"
    assert Listing.objects.filter(market="DE").exists()
    assert ListingText.objects.get().refreshed_at >= before

    ListingCard.objects.update(landed=1)
    ioss = TaxRegistration.objects.get(kind="IOSS")
    registrations.end(ioss.public_id, vendor_id=None, on=at.date(), at=at)
    tasks.check_drift()
    drain()
    assert ListingCard.objects.get(market="DE").landed > 1, "who takes the tax is part of the price at the door"


def test_a_rule_of_the_weeks_to_come_is_one_of_todays_lists_since_goods_are_imported_then(at):
    on = at.date()
    before = pricing_digests(on)
    with transaction.atomic():
        row = TaxRate.objects.filter(jurisdiction="GB", hs_prefix="", valid__upper_inf=True).first()
        row.valid = DateRange(row.valid.lower, on + timedelta(days=10), "[)")
        row.save()
        record_revision(name="test", digest="", written=1, at=at)
    told = {days: pricing_digests(on + timedelta(days=days)) for days in (-30, 0, 9, 10)}
    rules_before = {market for market in before if told[0][market] != before[market]}
    assert rules_before == {"GB"}
    assert len({told[days]["GB"] for days in (-30, 0, 9, 10)}) == 4
    assert len({told[days]["US"] for days in (0, 9)}) == 1


def test_a_tier_says_what_a_piece_of_it_costs_at_the_door(kiln, at):
    discovery.listed(kiln, [goods.product("mug")], at=at)

    page = Client(headers={"host": "portolan.localhost"}).get(_address("de"))
    one, ten = page.context["tiers"]

    assert one["door"].amount == ListingCard.objects.get(market="DE").landed
    assert ten["door"] < one["door"], "freight is shared by ten"
    assert "At your door, each" in page.content.decode()


def test_what_is_owed_on_arrival_is_said_with_its_sum_and_never_collected(kiln, at):
    Market.objects.filter(code="DE").update(duty_policy="DAP")
    markets.forget()
    (variant,) = checkout.goods(kiln, at=at, pieces=100, hs_code="640411")
    browser = Client(headers={"host": "portolan.localhost", "sec-fetch-site": "same-origin"})
    html = browser.get(_address("de"), {"quantity": 80}).content.decode()
    cart = checkout.cart([variant], at=at, quantity=80)
    session, _version = checkout.ready(cart, at=at)
    quote = sessions.session_for_payment(session).quote
    assert quote is not None
    (one,) = quote.consignments
    why = sessions.explained(one)
    assert why is not None

    assert "Still to pay when it arrives: about" in html
    assert "on arrival" in html.split('id="door"')[1][:200]
    assert quote.on_arrival == why.on_arrival > quote.totals.charges
    assert {charge.collected_by for charge in why.at_border} == {"border"}
    assert quote.totals.total == quote.totals.goods + quote.totals.shipping + quote.totals.charges
    whole = formatting.money((quote.totals.total + quote.on_arrival).amount, "EUR", Locale.parse("en_DE"))
    with transaction.atomic():
        browser.post("/en-de/cart/add/", {"variant": variant, "quantity": 80})
    for page in (html, browser.get("/en-de/cart/").content.decode()):
        said = page.split("To pay when it arrives, about")[1]
        assert whole in said.split("At your door")[1][:120], "the same words and the same figure"


def _address(country: str) -> str:
    return f"/en-{country}/product/{ListingText.objects.get().slug}/"
