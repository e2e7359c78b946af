"""Prices at the door follow rates and rules."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from apps.currencies import operations as currencies
from apps.currencies import selectors as rates
from apps.currencies.types import PublishedRate
from apps.discovery import tasks
from apps.discovery.models import ListingCard, ListingText
from tests.factories import catalog as goods
from tests.factories import discovery

pytestmark = pytest.mark.django_db


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


def test_changed_rules_have_all_prices_computed_again(kiln, at):
    discovery.listed(kiln, [goods.product("mug")], at=at)
    tasks.check_drift()
    ListingCard.objects.filter(market="DE").update(landed=1, door_eur=1)

    tasks.check_drift()
    assert ListingCard.objects.get(market="DE").landed == 1

    cache.set(tasks._PRICED_WITH, "rules of yesterday", None)
    tasks.check_drift()
    assert ListingCard.objects.get(market="DE").landed > 1
