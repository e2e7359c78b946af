"""Currencies · reading the central bank's feed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from apps.currencies import history
from apps.currencies.errors import FeedInvalid
from apps.currencies.sources import ecb
from apps.sandbox.authority import feed, rates

FEED = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
                 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube><Cube time="2026-11-20"><Cube currency="USD" rate="1.1601"/><Cube currency="JPY" rate="178.9"/></Cube></Cube>
</gesmes:Envelope>"""


def test_the_feed_gives_units_per_euro_with_its_date_and_source():
    found = ecb.parse(FEED, url="https://feed.example/daily.xml")
    assert [(rate.base, rate.quote, rate.value, rate.published_on) for rate in found] == [
        ("EUR", "USD", Decimal("1.1601"), date(2026, 11, 20)),
        ("EUR", "JPY", Decimal("178.9"), date(2026, 11, 20)),
    ]
    assert {rate.source for rate in found} == {history.ECB}


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>maintenance",
        b"<Envelope/>",
        FEED.replace(b'rate="1.1601"', b'rate="0"'),
        FEED.replace(b'rate="1.1601"', b'rate="NaN"'),
        FEED.replace(b'rate="1.1601"', b'rate="-1"'),
        FEED.replace(b'rate="1.1601"', b""),
        FEED.replace(b"2026-11-20", b"yesterday"),
        FEED.replace(b'currency="USD"', b'currency="US$"'),
        FEED[:-20],
    ],
)
def test_anything_else_is_refused(answer):
    with pytest.raises(FeedInvalid):
        ecb.parse(answer, url="")


def test_a_document_type_with_entities_is_refused_before_it_is_expanded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(FeedInvalid, match="document type"):
        ecb.parse(bomb, url="")


def test_both_forms_of_the_sandbox_feed_can_be_read():
    days = list(rates.history().items())[-2:]
    daily = ecb.parse(feed.daily(*days[-1]).encode(), url="")
    several = ecb.parse(feed.history(reversed(days)).encode(), url="")
    assert {rate.quote: rate.value for rate in daily} == days[-1][1]
    assert {rate.published_on for rate in several} == {day for day, _rates in days}


def test_the_bundled_history_has_every_working_day_of_the_last_days():
    found = history.european_central_bank(300)
    days = {rate.published_on for rate in found}
    assert (max(days) - min(days)).days <= 300
    assert len(days) > 190
    assert {"USD", "JPY", "CNY", "GBP", "TRY", "INR", "KRW", "NZD"} <= {rate.quote for rate in found}
    assert all(rate.value > 0 for rate in found)
