"""A seller's own terms for other currencies: from its page and program to what buyers see, pay, and it is owed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django_tenants.utils import tenant_context
from djmoney.money import Money

from apps.catalog import operations as catalog
from apps.catalog.errors import Unusable
from apps.catalog.models import CurrencyTerms
from apps.catalog.types import PriceKind, TermsDraft, TermsMode, Tier
from apps.checkout.errors import NotOffered
from apps.checkout.models import PurchasePart
from apps.checkout.types import QuotedVendor, Visitor
from apps.common.money import rounded
from apps.currencies import selectors as currencies
from apps.discovery import selectors as discovery
from apps.discovery.models import ListingCard
from apps.discovery.operations import changes, projection
from apps.discovery.selectors.lists import cards
from apps.discovery.selectors.scopes import Scope, Shown
from apps.outbox.models import OutboxEvent
from apps.vendors import operations as vendors
from apps.vendors.types import TeamRole
from tests.factories import catalog as goods
from tests.factories import checkout as make
from tests.factories import discovery as listing
from tests.integration.dashboard.test_catalogue_pages import browser, fields_of

pytestmark = pytest.mark.django_db
US = Visitor(market="US", ship_to="US", language="en", currency="USD")


def decide(vendor: Any, ref: Any, *drafts: TermsDraft, at: Any) -> None:
    """The terms are stored, and the read model knows them."""
    with transaction.atomic(), tenant_context(vendor):
        catalog.set_currency_terms(ref.product_id, drafts, own_currency=vendor.currency, at=at)
    with transaction.atomic():
        projection.project_products([ref.product_id], vendor_id=vendor.pk, at=at)


def bought_there(variant: Any) -> set[str]:
    """The currencies in which it can be bought in the United States."""
    offers = {code: discovery.offers([variant], market="US", currency=code)[variant] for code in ("USD", "EUR")}
    return {code for code, offer in offers.items() if offer.is_buyable}


def test_what_a_seller_decides_is_what_buyers_see_and_pay_and_what_it_is_owed(
    kiln: Any, at: Any, settings: Any
) -> None:
    settings.PAYMENT_GATEWAY, settings.PAYMENT_GATEWAYS = "noop", ["noop"]
    draft = goods.product("mug", variants=(goods.variant("MUG-1", currency=kiln.currency),))
    [ref] = listing.listed(kiln, [draft], at=at)
    [variant] = ref.variants.values()
    fixed = TermsDraft(variant, "EUR", TermsMode.FIXED, Decimal("19.99"))
    follows = TermsDraft(variant, "GBP", TermsMode.DERIVED, markup_bps=1_000, ending=".95")
    news = OutboxEvent.objects.count()
    decide(kiln, ref, fixed, follows, TermsDraft(variant, "USD", TermsMode.NOT_SOLD), at=at)
    assert OutboxEvent.objects.count() == news + 1
    decide(kiln, ref, fixed, follows, at=at)
    assert OutboxEvent.objects.count() == news + 1, "the same again is no news"

    offer = discovery.offers([variant], market="DE")[variant]
    rates = currencies.rate_table(at.date())
    euros, pounds = (Shown.to("en", code, market="DE", rates=rates) for code in ("EUR", "GBP"))
    assert offer.price(euros.pricing, 3) == Money("19.99", "EUR")
    assert str(offer.price(pounds.pricing).amount).endswith(".95")
    plain = pounds.pricing.unit_price(offer.unit_prices[0][1])
    assert abs(offer.price(pounds.pricing).amount - plain.amount * Decimal("1.1")) <= plain.amount * Decimal("0.15")
    assert [card.price for card in cards(Scope(market="DE"), shown=euros).cards] == [Money("19.99", "EUR")]
    assert not discovery.offers([variant], market="DE", currency="USD")[variant].is_buyable
    assert not ListingCard.objects.filter(market="US").exists()
    assert bought_there(variant) == {"EUR"}
    for event, currencies_there in (("suspend", set()), ("reinstate", {"EUR"})):
        with transaction.atomic():
            vendors.change_status(vendor_id=kiln.pk, event=event, at=at)
            changes.note_vendor(kiln.pk)
        assert bought_there(variant) == currencies_there
    for visitor in (US, replace(make.GERMANY, currency="USD")):
        with pytest.raises(NotOffered):
            make.cart([variant], at=at, visitor=visitor)

    make.purchase([variant], at=at, quantity=2)
    sold = QuotedVendor.from_json(PurchasePart.objects.get().frozen)
    [line] = sold.lines
    assert line.goods == Money("39.98", "EUR")
    assert line.vendor_unit == rounded(Money(Decimal("19.99") / sold.rate, kiln.currency))

    undone = [TermsDraft(variant, code, TermsMode.DERIVED) for code in ("EUR", "GBP", "USD")]
    decide(kiln, ref, *undone, at=at)
    with tenant_context(kiln):
        assert not CurrencyTerms.objects.exists()
    assert discovery.offers([variant], market="US", currency="USD")[variant].is_buyable


def test_a_price_that_a_sheet_states_in_another_currency_is_fixed_until_something_else_is_decided(
    kiln: Any, at: Any
) -> None:
    variant = goods.variant("MUG-1", currency=kiln.currency)
    tiers = (*variant.prices, Tier(PriceKind.RETAIL, 1, Money("7.5", "USD")))
    [ref] = listing.listed(kiln, [goods.product("mug", variants=(replace(variant, prices=tiers),))], at=at)
    [variant_id] = ref.variants.values()
    terms = discovery.offers([variant_id], market="US")[variant_id].terms
    assert {code: one.fixed for code, one in terms.items()} == {"USD": Decimal("7.5")}
    decide(kiln, ref, TermsDraft(variant_id, "USD", TermsMode.DERIVED), at=at)
    assert not discovery.offers([variant_id], market="US")[variant_id].terms


def test_what_cannot_be_kept_changes_nothing(kiln: Any, at: Any) -> None:
    [ref] = listing.publish(kiln, [goods.product("mug")], at=at)
    [variant, *_] = ref.variants.values()
    fine = TermsDraft(variant, "EUR", TermsMode.FIXED, Decimal(5))
    with pytest.raises(Unusable) as refused, transaction.atomic(), tenant_context(kiln):
        catalog.set_currency_terms(
            ref.product_id, [fine, replace(fine, currency="JPY", price=Decimal("5.5"))],
            own_currency=kiln.currency, at=at,
        )  # fmt: skip
    assert refused.value.field == "terms-1-price"
    with tenant_context(kiln):
        assert not CurrencyTerms.objects.exists()


def test_a_page_shows_what_would_come_of_it_before_anything_is_kept(kiln: Any, at: Any) -> None:
    [ref] = listing.publish(kiln, [goods.product("mug", variants=(goods.variant("MUG-1"),))], at=at)
    client, address = browser(kiln, TeamRole.CATALOGUE), f"/dashboard/products/{ref.product_id}/currencies/"
    page = client.get(address).content.decode()
    fields = fields_of(page, address) | {"terms-1-mode": "fixed", "terms-1-price": "12.5"}
    tried = client.post(address, fields | {"act": "try"})
    with tenant_context(kiln):
        assert not CurrencyTerms.objects.exists()
    assert "12.50" in tried.content.decode()
    wrong = client.post(address, fields | {"act": "save", "terms-1-price": "-3"})
    assert wrong.status_code == 422
    assert client.post(address, fields | {"act": "save"}).status_code == 302
    with tenant_context(kiln):
        [row] = CurrencyTerms.objects.all()
        assert (row.mode, row.price) == ("fixed", Decimal("12.5"))
    assert client.post(address, fields | {"act": "save", "terms-1-price": "13"}).status_code == 422, "out of date"
    assert browser(kiln, TeamRole.FINANCE).get(address).status_code == 403
