"""What may not be sold to a country is hidden there, refused there, and back once what was missing is stated."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client
from django_tenants.utils import tenant_context

from apps.catalog import operations as catalog
from apps.catalog.types import Compliance, ProductText
from apps.checkout import operations as checkout
from apps.checkout.errors import MayNotBeSold
from apps.checkout.models import CartLine
from apps.checkout.types import Visitor
from apps.common.types import SYSTEM
from apps.currencies import selectors as currencies
from apps.customs import selectors as customs
from apps.customs.tasks import look_over
from apps.discovery import selectors
from apps.discovery.models import Listing, ListingCard, ListingText
from apps.discovery.selectors import edition, products, suggestions
from apps.discovery.selectors.scopes import Shown
from apps.discovery.types import Reason
from apps.logistics.types import DeliveryOption
from apps.tariffs import operations as tariffs
from apps.tariffs import selectors as rules
from apps.tariffs.models import Restriction
from apps.vendors import operations as vendors
from apps.warehouse import operations as warehouse
from tests.factories import catalog as goods
from tests.factories import discovery
from tests.factories import warehouse as houses

pytestmark = pytest.mark.django_db
GERMAN = Visitor("DE", "DE", "de", "EUR")
TOLD_EU = {"EU": "Quay Compliance, Hamburg, safety@quay.example"}


@pytest.fixture(autouse=True)
def _forget_rules() -> Iterator[None]:
    """Rules that a test wrote are gone with it."""
    yield
    rules.look_for_news()


def in_cart_of(visitor, variant_id, *, at):
    with transaction.atomic():
        return checkout.add_to_cart(None, user_id=None, variant_id=variant_id, quantity=1, visitor=visitor, at=at)


def found(market, country=""):
    edition.forget()
    near = suggestions.suggestions("Mug number", language="en", market=market, country=country or market)
    return [one.slug for one in near if one.kind == "product"]


def forbid(country, *, hs_prefix, at, direction="sale"):
    mould = Restriction.objects.filter(direction="sale").first()
    Restriction.objects.create(
        code=f"{country}-TEST", jurisdiction_id=country, direction=direction, hs_prefix=hs_prefix, effect="prohibited",
        label="Weapons", basis="A law of the test", source=mould.source, valid=(at.date(), None),
    )  # fmt: skip
    with transaction.atomic():
        tariffs.record_revision(name="test", digest="", written=1, at=at)


def test_without_somebody_who_answers_in_the_union_goods_are_hidden_there_until_it_is_stated(kiln, at, drain):
    vendors.update_profile(kiln.pk, at=at, by=SYSTEM, responsible_persons={})
    [ref] = discovery.publish(kiln, [goods.product("mug")], at=at)
    drain()
    variant_id = next(iter(ref.variants.values()))

    assert set(ListingCard.objects.values_list("market", flat=True)) == {"GB", "US", "JP", "CN", "AE"}
    listing = Listing.objects.get(market="DE")
    assert (listing.is_sellable, listing.reason) == (False, Reason.RESTRICTED)
    assert listing.restrictions["DE"][0]["rule_id"] == "EU-GPSR-PERSON"
    assert found("DE") == []
    assert len(found("GB")) == 1
    with pytest.raises(MayNotBeSold) as refused:
        in_cart_of(GERMAN, variant_id, at=at)
    assert "Responsible person" in refused.value.text()
    assert refused.value.data["rules"] == ["EU-GPSR-PERSON"]
    assert not CartLine.objects.exists()
    with tenant_context(kiln):
        kept = customs.preflight(ref.product_id)
        assert "DE" in kept.blocked
        assert "US" not in kept.blocked

    begun = time.monotonic()
    with transaction.atomic(), tenant_context(kiln):
        stated = Compliance(responsible_person="Quay, Hamburg, safety@quay.example")
        catalog.update_product(ref.product_id, compliance=stated, at=at)
    drain()
    assert found("DE")
    assert time.monotonic() - begun < 2
    in_cart_of(GERMAN, variant_id, at=at)
    with tenant_context(kiln):
        assert customs.preflight(ref.product_id).blocked == []


def test_a_country_of_a_market_with_many_is_hidden_alone_and_an_adults_goods_go_by_services_that_ask(kiln, at, drain):
    forbid("LT", hs_prefix="6912", at=at)
    knife = goods.product("knife", hs_code="821192", texts={"en": ProductText("Kitchen knife")})
    refs = discovery.publish(kiln, [goods.product("mug"), knife], at=at)
    drain()
    mug, blade = (next(iter(ref.variants.values())) for ref in refs)

    assert ListingCard.objects.get(market="EU", product_id=refs[0].product_id).hidden_in == ["LT"]
    offer = selectors.offers([mug], market="EU")[mug]
    assert (offer.is_sellable, offer.blocked("AT", on=at.date())) == (True, ())
    assert [one.rule_id for one in offer.blocked("LT", on=at.date())] == ["LT-TEST"]
    assert len(found("EU", "AT")) == 1
    assert found("EU", "LT") == []
    ListingCard.objects.update(in_stock=True)
    near_blade = products.product(ListingText.objects.get(product_id=refs[1].product_id).slug, market="EU")
    shown = Shown.to("en", "EUR", market="EU", rates=currencies.rate_table(at.date()))
    for country, near in (("AT", [refs[0].product_id]), ("LT", [])):
        related = products.related(near_blade, market="EU", country=country, shown=shown)
        assert [card.product_id for card in related] == near

    offer = selectors.offers([blade], market="GB")[blade]
    assert offer.minimum_age("GB", on=at.date()) == 18
    assert selectors.offers([blade], market="DE")[blade].minimum_age("DE", on=at.date()) == 0
    cart = in_cart_of(Visitor("GB", "GB", "en", "GBP"), blade, at=at)
    with transaction.atomic():
        view = checkout.view_cart(cart.public_id, user_id=None, visitor=Visitor("GB", "GB", "en", "GBP"), at=at)
    [consignment] = view.quote.consignments
    assert view.quote.minimum_age == 18
    assert {one.service_code for one in consignment.options} == {"MX-STD", "MX-EXP"}


def test_a_rule_that_is_put_in_force_refuses_what_is_in_a_cart_already(kiln, at, drain):
    [ref] = discovery.listed(kiln, [goods.product("mug")], at=at)
    variant_id = next(iter(ref.variants.values()))
    cart = in_cart_of(GERMAN, variant_id, at=at)
    address = f"/en-de/product/{ListingText.objects.get().slug}/"
    browser = Client(headers={"host": "portolan.localhost"})
    assert "schema.org/InStock" in browser.get(address).content.decode()
    forbid("DE", hs_prefix="6912", at=at)
    discovery_again(kiln, ref, at=at)
    assert "schema.org/OutOfStock" in browser.get(address).content.decode(), "nobody finds it as to be had there"

    with transaction.atomic():
        view = checkout.view_cart(cart.public_id, user_id=None, visitor=GERMAN, at=at)

    [line] = view.groups[0].lines
    assert line.problem == "restricted"
    assert [one.rule_id for one in line.restricted] == ["DE-TEST"]
    assert view.quote is None


def test_what_would_have_to_come_over_a_border_that_it_may_not_cross_is_told_in_the_cart(kiln, at, drain):
    """Four pieces lie in Germany, the rest in China, and the law keeps imports of them out: not the label says so."""
    [ref] = discovery.publish(kiln, [goods.product("mug")], at=at, pieces=10)
    variant_id = next(iter(ref.variants.values()))
    with transaction.atomic(), tenant_context(kiln):
        houses.house("BERLIN", at=at, country="DE")
        warehouse.receive(variant_id=variant_id, warehouse="BERLIN", quantity=4, at=at, reference="first")
    forbid("DE", hs_prefix="6912", at=at, direction="import")
    drain()
    discovery_again(kiln, ref, at=at)

    with transaction.atomic():
        cart = checkout.add_to_cart(None, user_id=None, variant_id=variant_id, quantity=4, visitor=GERMAN, at=at)
    with transaction.atomic():
        view = checkout.view_cart(cart.public_id, user_id=None, visitor=GERMAN, at=at)
    assert [one.warehouse_country for one in view.quote.consignments] == ["DE"]

    with transaction.atomic():
        checkout.set_quantity(cart.public_id, user_id=None, variant_id=variant_id, quantity=6, visitor=GERMAN, at=at)
        view = checkout.view_cart(cart.public_id, user_id=None, visitor=GERMAN, at=at)
    [line] = view.groups[0].lines
    assert (view.quote, line.problem, line.left) == (None, "quantity", 4)


def test_products_are_looked_over_by_the_rules_that_another_process_put_in_force(kiln, at, monkeypatch):
    [ref] = discovery.listed(kiln, [goods.product("mug")], at=at)
    known = rules.restrictions_digest(at.date())
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(rules, "forget", lambda: None)
        forbid("DE", hs_prefix="6912", at=at)
    assert rules.restrictions_digest(at.date()) == known, "this process remembers the rules of before"

    look_over(vendor_id=kiln.pk)
    with tenant_context(kiln):
        assert "DE" in customs.preflight(ref.product_id).blocked


def discovery_again(vendor, ref, *, at):
    from apps.discovery.operations import projection

    with transaction.atomic():
        projection.project_products([ref.product_id], vendor_id=vendor.pk, at=at)
    edition.forget()


def test_services_take_only_what_they_may() -> None:
    road = DeliveryOption("A", "m", {}, goods.Money(1, "EUR"), 1, 2, ("DDP",), mode="road")
    asks = replace(road, checks_age=True)
    assert road.takes(modes=None, minimum_age=0)
    assert road.takes(modes=frozenset({"road"}), minimum_age=0)
    assert not road.takes(modes=frozenset({"sea"}), minimum_age=0)
    assert not road.takes(modes=None, minimum_age=18)
    assert asks.takes(modes=None, minimum_age=18)
