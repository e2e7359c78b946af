"""Currencies · rates in the database, quotes, and the refresh task against a feed on this machine."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import transaction

from apps.common.errors import Retryable
from apps.common.types import Actor, ActorKind
from apps.currencies import history, operations, selectors, tasks
from apps.currencies.errors import FeedInvalid, QuoteUnknown, RateDecided, RateMissing
from apps.currencies.models import ExchangeRate, FxQuote
from apps.currencies.sources import fetching
from apps.currencies.types import PublishedRate, RateStatus
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db
STAFF = Actor(ActorKind.STAFF, "somebody")


@pytest.fixture(autouse=True)
def _forget():
    selectors.forget()
    yield
    selectors.forget()


@pytest.fixture
def feed(settings):
    """A feed on this machine whose answer a test sets; yields the answer."""
    answer = {"status": 200, "body": b""}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(answer["status"])
            self.end_headers()
            self.wfile.write(answer["body"])

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.ECB_FEED_URL = f"http://127.0.0.1:{server.server_port}/daily.xml"
    yield answer
    server.shutdown()
    thread.join()
    server.server_close()


def xml(day: date, **rates: str) -> bytes:
    cubes = "".join(f'<Cube currency="{code}" rate="{rate}"/>' for code, rate in rates.items())
    return f'<E><Cube><Cube time="{day}">{cubes}</Cube></Cube></E>'.encode()


def ecb_rate(code: str, day: date | None = None) -> Decimal:
    return selectors.rate_table(day).rate("EUR", code).value


def test_the_shipped_rates_cover_every_currency_of_the_settings_and_show_their_sources(settings):
    table = selectors.rate_table()
    assert set(settings.CURRENCIES) <= set(table.per_euro)
    assert table.rate("USD", "AED").value.quantize(Decimal("0.0001")) == Decimal("3.6725")
    assert "Central Bank of the UAE" in table.rate("EUR", "AED").source
    assert table.rate("EUR", "USD").source == history.ECB


def test_a_warm_table_needs_no_query_and_a_cold_one_a_single_one(django_assert_num_queries):
    assert ExchangeRate.objects.exists()
    with django_assert_num_queries(1):
        selectors.rate_table()
    with django_assert_num_queries(0):
        selectors.rate_table()


def test_a_table_of_the_past_knows_nothing_later():
    day = date(2026, 3, 14)  # a Saturday: Friday's rates hold
    table = selectors.rate_table(day)
    assert table.rate("EUR", "USD").published_on == date(2026, 3, 13)
    assert all(rate.published_on <= day for rate in table.per_euro.values())


def test_before_the_first_rate_there_is_none():
    with pytest.raises(RateMissing):
        selectors.rate_table(date(1990, 1, 1)).rate("EUR", "USD")


def test_the_refresh_stores_new_rates_with_their_date_and_tells_of_it(feed):
    day = date(2026, 11, 20)
    feed["body"] = xml(day, USD="1.17", JPY="180.1")
    assert tasks.refresh_exchange_rates() == {"stored": 2, "unchanged": 0, "pending": 0}

    row = ExchangeRate.objects.get(quote="USD", published_on=day)
    assert (row.rate, row.source, row.status) == (Decimal("1.17"), history.ECB, RateStatus.ACTIVE)
    assert ecb_rate("USD", day) == Decimal("1.17")
    event = OutboxEvent.objects.get(topic="currencies.rates_refreshed")
    assert event.payload["published_on"] == "2026-11-20"


def test_the_same_feed_twice_changes_nothing(feed):
    feed["body"] = xml(date(2026, 11, 20), USD="1.17")
    tasks.refresh_exchange_rates()
    rows, events = ExchangeRate.objects.count(), OutboxEvent.objects.count()
    assert tasks.refresh_exchange_rates() == {"stored": 0, "unchanged": 1, "pending": 0}
    assert (ExchangeRate.objects.count(), OutboxEvent.objects.count()) == (rows, events)


def test_a_jump_waits_for_a_person_and_is_used_once_confirmed(feed, at):
    day, before = date(2026, 11, 20), ecb_rate("USD")
    feed["body"] = xml(day, USD=str(before * 2))
    assert tasks.refresh_exchange_rates()["pending"] == 1
    assert ecb_rate("USD") == before
    assert not OutboxEvent.objects.filter(topic="currencies.rates_refreshed").exists()

    row = ExchangeRate.objects.get(status=RateStatus.PENDING)
    with transaction.atomic():
        operations.confirm_rate(row.pk, by=STAFF, at=at)
    assert ecb_rate("USD") == before * 2
    assert OutboxEvent.objects.filter(topic="currencies.rates_refreshed", actor_kind="staff").count() == 1
    with pytest.raises(RateDecided), transaction.atomic():
        operations.confirm_rate(row.pk, by=STAFF, at=at)


def test_a_rejected_rate_is_never_used(feed, at):
    before = ecb_rate("USD")
    feed["body"] = xml(date(2026, 11, 20), USD="99")
    tasks.refresh_exchange_rates()
    with transaction.atomic():
        operations.reject_rate(ExchangeRate.objects.get(status=RateStatus.PENDING).pk, by=STAFF, at=at)
    selectors.forget()
    assert ecb_rate("USD") == before


def test_old_rates_are_warned_about(feed, caplog):
    feed["body"] = xml(date(2026, 10, 30), USD=str(ecb_rate("USD", date(2026, 10, 30))))
    tasks.refresh_exchange_rates()
    assert "newest exchange rates of European Central Bank are of 2026-10-30" in caplog.text


@pytest.mark.parametrize("body", [b"<!DOCTYPE a []><a/>", b"not xml", b"x" * (fetching.LARGEST_FEED_BYTES + 1)])
def test_an_unusable_feed_writes_nothing(feed, body):
    rows = ExchangeRate.objects.count()
    feed["body"] = body
    with pytest.raises(FeedInvalid):
        tasks.refresh_exchange_rates()
    assert ExchangeRate.objects.count() == rows


def test_a_feed_that_does_not_answer_may_be_asked_again(feed):
    feed["status"] = 503
    with pytest.raises(Retryable):
        fetching.fetch("http://127.0.0.1:1/daily.xml")


def test_a_correction_by_the_source_is_reported_and_the_stored_rate_stays(at, caplog):
    day = date(2026, 10, 30)
    stored = ExchangeRate.objects.get(quote="USD", published_on=day)
    corrected = PublishedRate("EUR", "USD", stored.rate + Decimal("0.0100"), history.ECB, "", day)
    with transaction.atomic():
        kept = operations.store_rates([corrected], at=at)
    assert (kept.stored, kept.unchanged) == (0, 1)
    assert ExchangeRate.objects.get(pk=stored.pk).rate == stored.rate
    assert "corrected" in caplog.text


def test_a_quote_keeps_its_rates_when_the_table_moves(feed, at, settings):
    with transaction.atomic():
        promised = operations.lock_quote(charge_currency="EUR", currencies={"CNY", "GBP", "EUR"}, at=at)
    feed["body"] = xml(at.date(), CNY=str(ecb_rate("CNY") * Decimal("1.05")))
    tasks.refresh_exchange_rates()

    found = selectors.quote(promised.public_id)
    assert found == promised
    assert set(found.rates) == {"CNY", "EUR", "GBP"}
    assert found.rates["EUR"].rate == 1
    assert found.valid_until == at + timedelta(minutes=settings.FX_QUOTE_MINUTES)
    assert ecb_rate("CNY") != 1 / found.rates["CNY"].mid


def test_no_quote_without_a_rate(at):
    with pytest.raises(RateMissing), transaction.atomic():
        operations.lock_quote(charge_currency="EUR", currencies={"XTS"}, at=at)
    assert not FxQuote.objects.exists()


def test_an_unknown_quote_is_refused():
    from apps.common.ids import new_id

    with pytest.raises(QuoteUnknown):
        selectors.quote(new_id())


def test_a_long_history_costs_no_more_than_a_short_one(at, django_assert_num_queries):
    with transaction.atomic():
        loaded = operations.load_history(days=700, at=at)
    assert loaded.written > 5_000
    selectors.forget()
    with django_assert_num_queries(1):
        selectors.rate_table()
    assert selectors.rate_table(date(2025, 6, 2)).rate("EUR", "USD").published_on == date(2025, 6, 2)
