"""Currencies · reading the central bank's feed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from apps.currencies import ecb, history
from apps.currencies.errors import FeedInvalid

FEED = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
                 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube><Cube time="2026-11-20"><Cube currency="USD" rate="1.1601"/><Cube currency="JPY" rate="178.9"/></Cube></Cube>
</gesmes:Envelope>"""


def test_the_feed_gives_units_per_euro_with_its_date_and_source():
    rates = ecb.parse(FEED, url="https://feed.example/daily.xml")
    assert [(rate.base, rate.quote, rate.value, rate.published_on) for rate in rates] == [
        ("EUR", "USD", Decimal("1.1601"), date(2026, 11, 20)),
        ("EUR", "JPY", Decimal("178.9"), date(2026, 11, 20)),
    ]
    assert {rate.source for rate in rates} == {history.ECB}


@pytest.mark.parametrize(
    "feed",
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
def test_anything_else_is_refused(feed):
    with pytest.raises(FeedInvalid):
        ecb.parse(feed, url="")


def test_a_document_type_with_entities_is_refused_before_it_is_expanded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(FeedInvalid, match="document type"):
        ecb.parse(bomb, url="")


def test_the_bundled_history_has_every_working_day_of_the_last_days():
    rates = history.european_central_bank(300)
    days = {rate.published_on for rate in rates}
    assert (max(days) - min(days)).days <= 300
    assert len(days) > 190
    assert {"USD", "JPY", "CNY", "GBP", "TRY", "INR", "KRW", "NZD"} <= {rate.quote for rate in rates}
    assert all(rate.value > 0 for rate in rates)
