"""What vendors publish is listed, and only that."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.catalog import operations as catalog
from apps.catalog.types import Tier
from apps.common.types import SYSTEM
from apps.discovery import selectors
from apps.discovery.models import Listing, ListingCard, ListingText
from apps.discovery.operations import drift, projection, rebuild, upserts
from apps.discovery.types import Reason
from apps.vendors import operations as vendors
from tests.factories import catalog as goods
from tests.factories import discovery

pytestmark = pytest.mark.django_db


def test_published_product_is_listed_in_every_market_after_the_relay(kiln, at, drain):
    [ref] = discovery.publish(kiln, [goods.coloured_product("mug")], at=at)
    assert not ListingText.objects.exists()

    drain()

    text = ListingText.objects.get(product_id=ref.product_id)
    assert text.titles["de"].startswith("Becher")
    assert set(ListingCard.objects.values_list("market", flat=True)) >= {"DE", "GB", "US", "JP", "CN"}
    assert Listing.objects.filter(market="DE").count() == 2


def test_offer_holds_what_a_cart_needs_in_one_query(kiln, at, django_assert_num_queries):
    [ref] = discovery.listed(kiln, [goods.coloured_product("mug")], at=at)
    variant_id = next(iter(ref.variants.values()))

    with django_assert_num_queries(1):
        offer = selectors.offers([variant_id, uuid4()], market="DE")[variant_id]

    assert offer.vendor_slug == "kiln"
    assert offer.unit_prices == ((1, Money("24.50", "CNY")), (10, Money("20.00", "CNY")))
    assert offer.unit_price(9) == Money("24.50", "CNY")
    assert offer.unit_price(10) == Money("20.00", "CNY")
    assert offer.option_label("de") == "Rot"
    assert offer.slug["ja"] == offer.slug["en"]
    assert offer.is_sellable


def test_card_carries_the_price_at_the_door_in_the_markets_currency(kiln, at):
    discovery.listed(kiln, [goods.product("mug")], at=at)

    card = ListingCard.objects.get(market="DE")

    assert card.landed_currency == "EUR"
    assert card.landed > 0
    assert card.door_eur == card.landed
    assert card.tier_quantity == 10
    assert card.in_stock


def test_unpublished_product_disappears(kiln, at, drain, enter):
    [ref] = discovery.listed(kiln, [goods.product("mug")], at=at)

    with transaction.atomic(), enter(kiln):
        catalog.unpublish(ref.product_id, at=at)
    drain()

    assert not ListingText.objects.exists()
    assert not ListingCard.objects.exists()
    assert selectors.offers(list(ref.variants.values()), market="DE") == {}


def test_suspended_vendor_vanishes_and_returns_whole(kiln, at, drain):
    [ref] = discovery.publish(kiln, [goods.product("mug")], at=at)
    variant_id = next(iter(ref.variants.values()))
    drain()

    with transaction.atomic():
        vendors.change_status(vendor_id=kiln.pk, event="suspend", at=at)
    drain()
    assert not ListingCard.objects.filter(is_live=True).exists()
    assert selectors.offers([variant_id], market="DE")[variant_id].reason == Reason.VENDOR_CLOSED

    with transaction.atomic():
        vendors.change_status(vendor_id=kiln.pk, event="reinstate", at=at)
    drain()
    assert not ListingCard.objects.filter(is_live=False).exists()
    assert selectors.offers([variant_id], market="DE")[variant_id].is_sellable


def test_older_reading_does_not_overwrite_a_newer_row(kiln, at):
    discovery.listed(kiln, [goods.product("mug")], at=at)
    ListingCard.objects.update(version=50, price="99.00")
    row = ListingCard.objects.filter(market="DE").values().get()
    del row["id"]

    upserts.cards([{**row, "version": 49, "price": "1.00"}])
    assert ListingCard.objects.get(market="DE").price == 99

    upserts.cards([{**row, "version": 50, "price": "2.00"}])
    assert ListingCard.objects.get(market="DE").price == 2


def test_projecting_twice_changes_nothing(kiln, at):
    [ref] = discovery.listed(kiln, [goods.product("mug")], at=at)
    before = list(ListingCard.objects.order_by("market").values())

    with transaction.atomic():
        projection.project_products([ref.product_id], vendor_id=kiln.pk, at=at)

    assert list(ListingCard.objects.order_by("market").values()) == before


def test_rebuild_equals_the_projection_row_by_row(kiln, loom, at, drain):
    discovery.publish(kiln, [goods.coloured_product("mug"), goods.product("bowl")], at=at)
    discovery.publish(loom, [_priced("scarf", "GBP")], at=at)
    drain()
    rows = {model: _rows(model) for model in (ListingText, ListingCard, Listing)}
    ListingCard.objects.all().delete()
    Listing.objects.filter(market="DE").delete()

    for vendor in (kiln, loom):
        rebuild.rebuild_vendor(vendor.pk, at=at)

    assert {model: _rows(model) for model in rows} == rows


def test_same_address_in_two_shops_stays_apart(kiln, loom, at):
    discovery.listed(kiln, [goods.product("mug", texts={"en": _text("Blue mug")})], at=at)
    discovery.listed(loom, [_priced("mug", "GBP", texts={"en": _text("Blue mug")})], at=at)

    assert sorted(ListingText.objects.values_list("slug", flat=True)) == ["blue-mug", "blue-mug-loom"]


def test_stock_running_out_shows_on_the_card(kiln, at, drain, enter):
    from apps.warehouse import operations as warehouse

    [ref] = discovery.publish(kiln, [goods.product("mug")], at=at, pieces=3)
    drain()
    assert ListingCard.objects.get(market="DE").in_stock

    with transaction.atomic(), enter(kiln):
        warehouse.adjust(
            variant_id=next(iter(ref.variants.values())), warehouse="MAIN", delta=-3, at=at, by=SYSTEM, reference="lost"
        )
    drain()

    assert not ListingCard.objects.get(market="DE").in_stock


def test_one_vendors_news_cannot_touch_anothers_goods(kiln, loom, at):
    [ref] = discovery.listed(kiln, [goods.product("mug")], at=at)
    before = _rows(ListingCard)
    row = ListingCard.objects.filter(market="DE").values().get()
    del row["id"]

    with transaction.atomic():
        projection.project_products([ref.product_id], vendor_id=loom.pk, at=at)
    upserts.cards([{**row, "vendor_id": loom.pk, "version": row["version"] + 1, "price": "0.01"}])
    rebuild.rebuild_vendor(loom.pk, at=at)

    assert _rows(ListingCard) == before
    assert ListingText.objects.get().vendor_id == kiln.pk


def test_drift_is_found_and_repaired(kiln, at):
    [ref] = discovery.listed(kiln, [goods.product("mug")], at=at)
    ListingCard.objects.filter(market="DE").update(in_stock=False)

    found = drift.check_vendor(kiln.pk, share=1, seed=1)
    assert found.differing == {(kiln.pk, ref.product_id): "in stock False, should be True"}

    drift.repair(found, at=at + timedelta(seconds=1))
    assert ListingCard.objects.get(market="DE").in_stock
    assert not drift.check_vendor(kiln.pk, share=1, seed=1).differing


def test_price_in_a_currency_other_than_the_vendors_is_not_for_sale(kiln, at):
    discovery.listed(kiln, [_priced("mug", "USD")], at=at)

    assert not ListingText.objects.exists()


def _rows(model):
    hidden = {"id", "refreshed_at"}
    return sorted(
        (tuple((key, str(value)) for key, value in row.items() if key not in hidden) for row in model.objects.values()),
    )


def _text(title):
    from apps.catalog.types import ProductText

    return ProductText(title, "Fine.")


def _priced(code, currency, **parts):
    tier = Tier("retail", 1, Money("30.00", currency))
    return goods.product(code, variants=(goods.variant(prices=(tier,)),), **parts)
