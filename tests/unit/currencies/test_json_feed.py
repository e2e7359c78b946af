"""Currencies · reading providers that answer with JSON, and those that answer with something else."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.currencies.errors import FeedInvalid
from apps.currencies.sources import fetching, json_feed
from apps.currencies.types import PublishedRate
from apps.sandbox.authority import json_feed as spoken
from apps.sandbox.authority import rates as published

DAY = date(2026, 11, 20)
INSTANT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
OXR = {"disclaimer": "…", "timestamp": int(INSTANT.timestamp()), "base": "USD", "rates": {"EUR": 0.862, "JPY": 154.2}}


def parsed(answer: object) -> list[PublishedRate]:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return json_feed.parse(body, name="Provider", url="https://rates.example/latest")


def test_an_instant_gives_the_day_and_is_kept():
    assert [(rate.base, rate.quote, rate.value, rate.published_on, rate.published_at) for rate in parsed(OXR)] == [
        ("USD", "EUR", Decimal("0.862"), DAY, INSTANT),
        ("USD", "JPY", Decimal("154.2"), DAY, INSTANT),
    ]


def test_every_figure_of_a_rate_is_kept():
    body = b'{"base": "EUR", "date": "2026-11-20", "rates": {"VND": 30412.123456789, "KWD": 0.355000001}}'
    assert [rate.value for rate in parsed(body)] == [Decimal("30412.123456789"), Decimal("0.355000001")]


def test_what_is_no_currency_of_iso_4217_is_left_out():
    rates = {"EUR": 0.862, "BTC": 0.00001, "GGP": 0.76, "USD": 1, "VND": 0.00003}
    assert [rate.quote for rate in parsed({**OXR, "rates": rates})] == ["EUR"]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"[]",
        b"{" * 100_000,
        {**OXR, "rates": {}},
        {**OXR, "rates": [1]},
        {**OXR, "base": "US dollar"},
        {**OXR, "base": ["USD"]},
        {**OXR, "amount": 10},
        {**OXR, "timestamp": None},
        {**OXR, "timestamp": 10**30},
        {**OXR, "date": "yesterday"},
        {**OXR, "rates": {"EUR": 0}},
        {**OXR, "rates": {"EUR": -1}},
        {**OXR, "rates": {"EUR": "0.86"}},
        {**OXR, "rates": {"EUR": True}},
        {**OXR, "rates": {"EUR": None}},
        b'{"base": "USD", "date": "2026-11-20", "rates": {"EUR": NaN}}',
        b'{"base": "USD", "date": "2026-11-20", "rates": {"EUR": Infinity}}',
        {"error": True, "status": 401, "message": "invalid_app_id", "description": "…"},
        {"success": False, "error": {"code": 104, "info": "Your monthly usage limit has been reached."}},
    ],
)
def test_anything_else_is_refused(answer):
    with pytest.raises(FeedInvalid):
        parsed(answer)


KEYS = st.sampled_from(["base", "rates", "date", "timestamp", "success", "error", "EUR", "amount"])
ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
)


@settings(deadline=None)
@given(ANSWERS)
def test_no_answer_does_worse_than_being_refused(answer):
    try:
        found = parsed(answer)
    except FeedInvalid:
        return
    assert all(rate.value > 0 for rate in found)


def test_a_refusal_says_what_the_provider_said():
    with pytest.raises(FeedInvalid, match="invalid_app_id"):
        parsed({"error": True, "status": 401, "message": "invalid_app_id"})


@pytest.mark.parametrize("shape", ["openexchangerates", "fixer", "frankfurter"])
def test_the_three_forms_of_the_sandbox_say_the_same(shape):
    day, rates = list(published.history().items())[-1]
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    body = {
        "openexchangerates": spoken.openexchangerates(noon, rates, is_known=True)[1],
        "fixer": spoken.fixer(day, noon, rates, is_known=True)[1],
        "frankfurter": spoken.frankfurter(day, rates),
    }[shape]
    found = parsed(body.encode())
    per_base = {rate.quote: rate.value for rate in found} | {found[0].base: Decimal(1)}
    for code, value in rates.items():
        assert abs(per_base[code] / per_base["EUR"] / value - 1) < Decimal("0.00001")
    assert {rate.published_on for rate in found} == {day}


def test_nobody_publishes_what_is_to_come():
    at = INSTANT + timedelta(hours=1)
    today = parsed(OXR)
    assert fetching.of_the_past(today, at=at) == today
    for ahead in (PublishedRate("EUR", "USD", Decimal(1), "X", "", DAY + timedelta(days=2)),
                  PublishedRate("EUR", "USD", Decimal(1), "X", "", DAY, at + timedelta(minutes=6))):  # fmt: skip
        with pytest.raises(FeedInvalid, match="later than now"):
            fetching.of_the_past([*today, ahead], at=at)
