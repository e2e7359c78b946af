"""Markets · neat prices and markups: what is shown is what is charged, everywhere, and sellers get what they set."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.checkout import selectors as checkouts
from apps.checkout.types import Visitor
from apps.common.types import Actor, ActorKind
from apps.currencies import operations as currencies
from apps.currencies import selectors as rates
from apps.currencies.types import MarkupUse, PublishedRate
from apps.discovery.models import ListingCard, ListingText
from apps.discovery.selectors.scopes import Shown
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.markets import operations, selectors
from apps.markets.models import Market, PriceRule
from apps.outbox.models import OutboxEvent
from apps.storefront import formatting
from tests.factories import checkout as make

pytestmark = pytest.mark.django_db
ANNA, BORIS = Actor(ActorKind.STAFF, "anna"), Actor(ActorKind.STAFF, "boris")
LONDON = replace(
    make.BERLIN, country="GB", lines=("1 Old Street",), locality="London", postcode="EC1V 9HL", phone="+442071234567"
)
BRITAIN = Visitor(market="GB", ship_to="GB", language="en", currency="GBP")


@pytest.fixture(autouse=True)
def _forget():
    selectors.forget()
    rates.forget()
    yield
    selectors.forget()
    rates.forget()


def set_rule(at, market="DE", currency="EUR", **values):
    given = {"endings": ".95", "largest_shift": Decimal("0.2"), "least_margin": Decimal("-0.2"), **values}
    row = PriceRule(market_id=market, currency=currency, **given)
    with transaction.atomic():
        operations.change_price_rule(row, by=ANNA, at=at)
    return row


def mark_up(at, bps, currency="EUR"):
    with transaction.atomic():
        key = currencies.propose_markup(use=MarkupUse.SALE, currency=currency, bps=bps, reason="x", by=ANNA, at=at)
        currencies.confirm_markup(key, by=BORIS, at=at)


def shown_price(variant_currency="CNY", amount="190.00", market="DE", currency="EUR", day=None):
    shown = Shown.to("de", currency, market=market, rates=rates.rate_table(day))
    return shown.price(Decimal(amount), variant_currency)


def cents(money):
    return f"{money.amount:.2f}"[-3:]


@pytest.mark.parametrize("bps", [0, 250])
@pytest.mark.parametrize("quantity", [1, 3])
def test_page_list_cart_checkout_and_api_show_the_price_that_is_charged(kiln, at, bps, quantity):
    [variant] = make.goods(kiln, at=at, pieces=20)
    set_rule(at)
    if bps:
        mark_up(at, bps)
    own = ListingCard.objects.get(market="DE").price
    price = shown_price(amount=str(own), day=at.date())
    assert cents(price) == ".95"

    slug = ListingText.objects.get().slug
    client = Client(headers={"host": "portolan.localhost"})
    page = client.get(f"/en-de/product/{slug}/").content.decode()
    written = formatting.money(price.amount, "EUR", formatting.locale_for("en", "DE"))
    assert written in page
    listed = client.get("/en-de/maker/kiln/").content.decode()
    assert written in listed
    api = "/api/v1/storefront"
    told = client.get(f"{api}/products/{slug}?country=DE&language=en").json()
    assert told["offers"][0]["prices"][0]["price"] == {"amount": f"{price.amount:.2f}", "currency": "EUR"}
    door = client.get(f"{api}/landed-prices?country=DE&variant_id={variant}&quantity={quantity}").json()
    goods = next(line for line in door["lines"] if line["kind"] == "goods")
    assert Decimal(goods["amount"]["amount"]) == (price * quantity).amount

    cart = make.cart([variant], at=at, quantity=quantity)
    session, _ = make.ready(cart, at=at)
    quote = checkouts.session_for_payment(session).quote
    [line] = quote.lines
    assert (line.unit_price, line.goods) == (price, price * quantity)
    make.place(session, at=at)
    assert checkouts.session_for_payment(session).quote.totals == quote.totals


def test_sellers_are_owed_what_they_set_and_the_books_balance(kiln, at, settings):
    settings.PAYMENT_GATEWAY = "noop"
    [variant] = make.goods(kiln, at=at, pieces=20)
    make.purchase([variant], at=at)
    owed = balance_of_vendors()
    set_rule(at)
    mark_up(at, 300)
    make.purchase([variant], at=at)
    assert balance_of_vendors() == owed * 2
    assert all(row.difference.amount == 0 for row in ledger.trial_balance())


def balance_of_vendors():
    [owed] = [one.balance for one in ledger.balances() if one.code == AccountCode.VENDOR_PAYABLE]
    return owed


def test_a_price_in_the_seller_s_own_currency_is_never_touched(loom, at):
    [variant] = make.goods(loom, at=at, pieces=20)
    own = ListingCard.objects.get(market="GB").price
    set_rule(at, "GB", "GBP")
    mark_up(at, 500, "GBP")
    assert shown_price("GBP", str(own), "GB", "GBP").amount == own
    session, _ = make.ready(make.cart([variant], at=at, visitor=BRITAIN), at=at, visitor=BRITAIN, address=LONDON)
    assert checkouts.session_for_payment(session).quote.lines[0].unit_price.amount == own


def test_a_rule_is_of_one_market_and_currency(at):
    set_rule(at)
    assert cents(shown_price()) == ".95"
    assert shown_price(market="FR") == shown_price_plain("EUR")
    assert shown_price(currency="USD") == shown_price_plain("USD")


def shown_price_plain(currency):
    return Shown.to("en", currency, market="EU", rates=rates.rate_table()).price(Decimal("190.00"), "CNY")


def test_rules_cost_no_statement_of_their_own(at):
    set_rule(at)
    selectors.forget()
    with CaptureQueriesContext(connection) as cold:
        selectors.open_markets()
    with CaptureQueriesContext(connection) as warm:
        assert selectors.price_rule("DE", "EUR") is not None
    assert (len(cold), len(warm)) == (2, 0)


def store(day, at, **quotes):
    with transaction.atomic():
        currencies.store_rates(
            [PublishedRate("EUR", code, value, "A Source", "", day) for code, value in quotes.items()], at=at
        )
    with transaction.atomic():
        return operations.hold_rates(at=at)


def test_prices_stay_while_the_rate_moves_little_and_follow_when_it_moved_far(at):
    cny = rates.rate_table(at.date()).per_euro["CNY"].value
    set_rule(at, endings="", hysteresis=Decimal("0.02"))
    before = shown_price(day=at.date())
    events = OutboxEvent.objects.filter(topic="markets.prices_changed").count()

    assert store(at.date(), at, CNY=(cny * Decimal("1.015")).quantize(Decimal("0.0001"))) == 0
    assert shown_price(day=at.date()) == before
    assert OutboxEvent.objects.filter(topic="markets.prices_changed").count() == events

    later = at + timedelta(days=1)
    assert store(later.date(), later, CNY=(cny * Decimal("1.04")).quantize(Decimal("0.0001"))) == 1
    after = shown_price(day=later.date())
    assert after < before
    assert OutboxEvent.objects.filter(topic="markets.prices_changed").count() == events + 1


def test_a_checkout_keeps_the_price_it_was_promised_when_prices_move(kiln, at):
    [variant] = make.goods(kiln, at=at, pieces=20)
    row = set_rule(at, endings="", hysteresis=Decimal("0.01"))
    cart = make.cart([variant], at=at)
    session, _ = make.ready(cart, at=at)
    before = checkouts.session_for_payment(session).quote
    row.held = {code: {**kept, "rate": str(Decimal(kept["rate"]) * 2)} for code, kept in row.held.items()}
    row.save()
    selectors.forget()
    make.place(session, at=at)
    assert checkouts.session_for_payment(session).quote.totals == before.totals


@pytest.mark.parametrize(
    "values",
    [
        {"endings": ".999"},
        {"endings": "x"},
        {"currency": "JPY", "market": "JP", "endings": ".99"},
        {"largest_shift": Decimal("0.01"), "least_margin": Decimal("0.02")},
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_not_kept(at, values):
    with pytest.raises(ValidationError):
        set_rule(at, **values)
    assert not PriceRule.objects.exists()


def test_the_database_bounds_a_rule(at):
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceRule.objects.create(market=Market.objects.get(pk="DE"), currency="EUR", largest_shift=Decimal("0.9"))


def test_a_rule_that_is_dropped_gives_converted_prices_back(at):
    plain = shown_price()
    row = set_rule(at)
    assert shown_price() != plain
    with transaction.atomic():
        operations.drop_price_rule(row, by=ANNA, at=at)
    assert shown_price() == plain
