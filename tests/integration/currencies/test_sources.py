"""Currencies · several sources: one that fails, one that differs, one that is stale, and rates by hand."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.common.errors import InvalidInput, Retryable
from apps.common.types import Actor, ActorKind
from apps.currencies import history, operations, selectors, tasks
from apps.currencies.errors import FeedInvalid, SamePerson
from apps.currencies.models import ExchangeRate
from apps.currencies.sources import registry
from apps.currencies.types import PublishedRate, RateStatus
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db
ANNA, BORIS = Actor(ActorKind.STAFF, "anna"), Actor(ActorKind.STAFF, "boris")
PROVIDER = "A Provider"


@pytest.fixture(autouse=True)
def _forget():
    selectors.forget()
    yield
    selectors.forget()


@pytest.fixture
def today():
    return timezone.now().date()


@pytest.fixture
def world(settings):
    """Two feeds on this machine; a test sets what each answers, and reads what each was asked with."""
    answers = {"/ecb": (200, b""), "/json": (200, b"{}")}
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers.get("Authorization")))
            status, body = answers[self.path.split("?")[0]]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    root = f"http://127.0.0.1:{server.server_port}"
    settings.ECB_FEED_URL = f"{root}/ecb"
    settings.RATES_FEED = {"url": f"{root}/json", "name": PROVIDER, "shape": "fixer", "key": "a-secret-key"}
    answers["asked"] = asked
    yield answers
    server.shutdown()
    thread.join()
    server.server_close()


def ecb(day, **rates):
    cubes = "".join(f'<Cube currency="{code}" rate="{rate}"/>' for code, rate in rates.items())
    return 200, f'<E><Cube><Cube time="{day}">{cubes}</Cube></Cube></E>'.encode()


def provider(day, **rates):
    body = {
        "success": True,
        "base": "EUR",
        "date": str(day),
        "rates": {code: float(rate) for code, rate in rates.items()},
    }
    return 200, json.dumps(body).encode()


def rate(code):
    return selectors.rate_table().rate("EUR", code)


def present(code):
    return rate(code).value.quantize(Decimal("0.0001"))


def test_all_sources_are_read_and_the_preferred_one_is_used(world, today):
    usd, kwd = present("USD"), present("KWD")
    world["/ecb"], world["/json"] = ecb(today, USD=usd), provider(today, USD=usd * Decimal("1.01"), KWD=kwd)
    assert tasks.refresh_exchange_rates() == {"stored": 3, "unchanged": 0, "pending": 0}
    assert (rate("USD").source, rate("USD").value) == (history.ECB, usd)
    assert rate("KWD").source == PROVIDER
    assert tasks.refresh_exchange_rates() == {"stored": 0, "unchanged": 3, "pending": 0}


def test_the_order_of_the_settings_decides(world, today, settings):
    usd = present("USD")
    settings.RATES_ORDER = {"json": 2, "ecb": 5}
    world["/ecb"], world["/json"] = ecb(today, USD=usd), provider(today, USD=usd * Decimal("1.01"))
    tasks.refresh_exchange_rates()
    assert rate("USD").source == PROVIDER


def test_one_that_fails_keeps_no_other_from_being_read(world, today):
    usd = present("USD")
    world["/ecb"], world["/json"] = (503, b""), provider(today, USD=usd)
    with pytest.raises(Retryable):
        tasks.refresh_exchange_rates()
    assert rate("USD").source == PROVIDER
    world["/ecb"], world["/json"] = (
        ecb(today, GBP=present("GBP")),
        (200, b'{"success": false, "error": {"info": "no"}}'),
    )
    with pytest.raises(FeedInvalid):
        tasks.refresh_exchange_rates()
    assert ExchangeRate.objects.filter(quote="GBP", source=history.ECB, published_on=today).exists()


def test_a_key_is_shown_to_the_provider_and_to_nobody_else(world, today, caplog):
    world["/ecb"], world["/json"] = ecb(today, USD=present("USD")), (500, b"")
    with pytest.raises(Retryable) as failed:
        tasks.refresh_exchange_rates()
    assert ("/json?access_key=a-secret-key", None) in world["asked"]
    assert "a-secret-key" not in caplog.text + str(failed.value) + repr(registry.feeds())
    assert not ExchangeRate.objects.filter(source_url__contains="a-secret-key").exists()


def test_what_differs_from_the_other_source_waits_and_the_old_rate_stays(world, today):
    usd = present("USD")
    world["/ecb"], world["/json"] = ecb(today, USD=usd), provider(today, USD=usd * Decimal("1.05"))
    assert tasks.refresh_exchange_rates()["pending"] == 1
    row = ExchangeRate.objects.get(status=RateStatus.PENDING)
    assert (row.source, row.deviates_from, row.deviation) == (PROVIDER, history.ECB, Decimal("0.05"))
    assert rate("USD").value == usd


def test_a_rate_from_tomorrow_is_refused_and_nothing_is_kept(world, today):
    rows = ExchangeRate.objects.count()
    world["/ecb"], world["/json"] = (
        ecb(today + timedelta(days=2), USD="1.1"),
        provider(today + timedelta(days=2), USD="1"),
    )
    with pytest.raises(FeedInvalid, match="later than now"):
        tasks.refresh_exchange_rates()
    assert ExchangeRate.objects.count() == rows


def test_a_stale_source_is_told_of_and_gives_way_to_a_fresh_one(world, today, caplog):
    usd = present("USD")
    world["/ecb"], world["/json"] = ecb(today - timedelta(days=9), USD=usd), provider(today, USD=usd * Decimal("1.01"))
    tasks.refresh_exchange_rates()
    states = {state.name: state.is_stale for state in selectors.source_states(timezone.now())}
    assert states == {registry.MANUAL: False, history.ECB: True, PROVIDER: False}
    assert f"newest exchange rates of {history.ECB} are of {today - timedelta(days=9)}" in caplog.text
    assert rate("USD").source == PROVIDER


def enter(by=ANNA, **changes):
    at = timezone.now()
    values = {"base": "EUR", "quote": "KWD", "rate": Decimal("0.36"), "published_on": at.date(), **changes}
    with transaction.atomic():
        return operations.enter_rate(**values, by=by, at=at)


def test_a_rate_by_hand_is_used_once_another_person_confirms_it():
    before = rate("KWD").value
    key = enter()
    assert rate("KWD").value == before
    with pytest.raises(SamePerson), transaction.atomic():
        operations.confirm_rate(key, by=ANNA, at=timezone.now())
    assert rate("KWD").value == before
    with transaction.atomic():
        operations.confirm_rate(key, by=BORIS, at=timezone.now(), reason="as the bank prints it")
    assert (rate("KWD").value, rate("KWD").source) == (Decimal("0.36"), registry.MANUAL)
    row = ExchangeRate.objects.get(pk=key)
    assert (row.made_by, row.checked_by, row.reason) == ("anna", "boris", "as the bank prints it")
    assert OutboxEvent.objects.filter(topic="currencies.rates_refreshed").count() == 1


def test_the_database_too_wants_two_people():
    key = enter()
    for change in ({"checked_by": "anna"}, {"status": "active"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ExchangeRate.objects.filter(pk=key).update(**change)


def test_whoever_entered_a_rate_may_take_it_back():
    key = enter()
    with transaction.atomic():
        operations.reject_rate(key, by=ANNA, at=timezone.now(), reason="a slip")
    assert ExchangeRate.objects.get(pk=key).status == RateStatus.REJECTED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"base": "XYZ"}, "base"),
        ({"quote": "EUR"}, "quote"),
        ({"rate": Decimal(0)}, "rate"),
        ({"rate": Decimal("NaN")}, "rate"),
        ({"rate": Decimal("0.000000001")}, "rate"),
        ({"published_on": timezone.now().date() + timedelta(days=1)}, "published_on"),
    ],
)
def test_an_unusable_rate_by_hand_names_its_field_and_writes_nothing(changes, field):
    rows = ExchangeRate.objects.count()
    with pytest.raises(InvalidInput) as refused:
        enter(**changes)
    assert refused.value.field == field
    assert ExchangeRate.objects.count() == rows


def test_a_second_rate_by_hand_of_the_same_day_is_refused():
    enter()
    with pytest.raises(InvalidInput):
        enter(rate=Decimal("0.37"), by=BORIS)


def test_a_table_never_knows_what_was_published_later_whatever_the_source(at):
    day = at.date()
    with transaction.atomic():
        operations.store_rates(
            [PublishedRate("EUR", "USD", rate("USD").value, PROVIDER, "", day + timedelta(days=n)) for n in range(3)],
            at=at,
        )
    for n in range(3):
        table = selectors.rate_table(day + timedelta(days=n))
        assert all(found.published_on <= day + timedelta(days=n) for found in table.per_euro.values())
