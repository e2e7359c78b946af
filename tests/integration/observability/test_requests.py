"""One line for each request, by fields that cannot name a person; its id goes with all that it causes."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from prometheus_client import REGISTRY

from apps.common import trace
from apps.outbox import relay
from apps.outbox.models import OutboxEvent
from marketplace.observability import formats
from marketplace.observability.proxies import is_trusted
from tests.factories import checkout as make
from tests.integration.tenancy.people import PASSWORD, browser, member, person, staff_browser, team_browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(settings: Any) -> Iterator[list[str]]:
    """What production would write, line by line, of requests that are not slow."""
    settings.SLOW_REQUEST_MS = 60_000
    written: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Keeping()
    handler.setFormatter(formats.JsonLines("%(message)s"))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def _proxied(settings: Any) -> Iterator[None]:
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    is_trusted.cache_clear()
    yield
    is_trusted.cache_clear()


def requests(lines: list[str]) -> list[dict[str, Any]]:
    return [fields for fields in map(json.loads, lines) if fields["logger"] == formats.REQUEST_LOG]


def test_a_line_tells_surface_route_vendor_and_cost(kiln: Any, at: datetime, lines: list[str]) -> None:
    make.goods(kiln, at=at)
    answer = browser("kiln").get("/en-gb/goods/?q=never-to-be-logged")

    (line,) = requests(lines)
    assert {name: line[name] for name in ("method", "surface", "status", "vendor", "user", "level")} == {
        "method": "GET", "surface": "shop", "status": 200, "vendor": "kiln", "user": "guest", "level": "INFO",
    }  # fmt: skip
    assert line["request_id"] == answer["X-Request-ID"]
    assert line["route"]
    assert line["ms"] >= line["database_ms"] >= 0
    assert "never-to-be-logged" not in "".join(lines)


def test_kinds_of_users_are_told_and_never_who(kiln: Any, lines: list[str]) -> None:
    owner = member(kiln, "owner")
    team_browser(kiln, owner).get("/dashboard/")
    staff_browser(person(is_staff=True, is_superuser=True)).get("/admin/")
    shopper = browser()
    shopper.post("/en-gb/account/login/", {"login": owner.email, "password": PASSWORD})
    shopper.get("/en-gb/purchases/")

    assert [line["user"] for line in requests(lines)] == ["team", "staff", "guest", "buyer"]
    everything = "".join(lines)
    assert owner.email not in everything
    assert PASSWORD not in everything


def test_an_id_is_made_and_one_from_a_stranger_is_not_believed() -> None:
    first, second = browser().get("/en-gb/cart/"), browser().get("/en-gb/cart/", headers={"x-request-id": "a" * 20})

    assert len({first["X-Request-ID"], second["X-Request-ID"], "a" * 20}) == 3


@pytest.mark.usefixtures("_proxied")
def test_a_trusted_proxy_s_id_is_kept_where_it_is_well_formed() -> None:
    assert browser().get("/en-gb/cart/", headers={"x-request-id": "edge-0123"})["X-Request-ID"] == "edge-0123"
    for forged in ("short", "x" * 65, "with space 123", 'quote"quote"'):
        assert browser().get("/en-gb/cart/", headers={"x-request-id": forged})["X-Request-ID"] != forged


def test_a_slow_request_names_vendor_route_and_slowest_statement(
    kiln: Any, at: datetime, lines: list[str], settings: Any
) -> None:
    settings.SLOW_REQUEST_MS = 0
    make.goods(kiln, at=at)
    browser("kiln").get("/en-gb/goods/")

    (line,) = requests(lines)
    assert (line["level"], line["message"], line["vendor"]) == ("WARNING", formats.SLOW, "kiln")
    assert line["slowest_statement"].startswith(("SELECT", "WITH"))
    assert line["slowest_ms"] <= line["database_ms"]
    assert len(line["slowest_statement"]) <= 400


def test_the_id_goes_with_events_to_their_subscribers(
    kiln: Any, at: datetime, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    OutboxEvent.objects.update(sent_at=at)
    heard: list[str] = []
    monkeypatch.setattr(relay, "_call", lambda subscriber, records: heard.append(trace.current()))
    with trace.bound("edge-0123"), transaction.atomic():
        make.goods(kiln, at=at)
    (known,) = set(OutboxEvent.objects.filter(sent_at=None).values_list("request_id", flat=True))

    relay.drain()

    assert known == "edge-0123"
    assert heard
    assert set(heard) == {"edge-0123"}
    assert trace.current() == ""


def test_requests_are_counted_by_surface_route_and_status() -> None:
    def count(status: str) -> float:
        labels = {"surface": "shop", "route": "cart", "method": "GET", "status": status}
        return REGISTRY.get_sample_value("portolan_requests_total", labels) or 0.0

    before = count("200")
    browser().get("/en-gb/cart/")
    browser().get("/de-de/cart/")

    assert count("200") == before + 2


def test_addresses_that_lead_nowhere_are_one_series() -> None:
    for number in range(3):
        browser().get(f"/en-gb/nowhere/{number}/")
    routes = {
        sample.labels["route"]
        for metric in REGISTRY.collect()
        if metric.name == "portolan_requests"
        for sample in metric.samples
        if sample.labels.get("status") == "404"
    }
    assert routes <= {"unmatched"} | {route for route in routes if "nowhere" not in route}
    assert not any("nowhere" in route for route in routes)


def test_probes_and_metrics_leave_no_line(lines: list[str]) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        browser().get(path)
    assert requests(lines) == []
