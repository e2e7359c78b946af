"""What the gateway closes by itself when time is over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.sandbox.base.store import Store
from apps.sandbox.gateway import checkout, intents, methods, sessions
from apps.sandbox.gateway.work import SCHEMA, Work

NOW = int(time.time())
LINE = {"price_data": {"currency": "eur", "unit_amount": 2500, "product_data": {"name": "Bowl"}}, "quantity": 1}
SESSION: dict[str, Any] = {
    "line_items": [LINE],
    "success_url": "http://shop.invalid/",
    "customer_email": "a@b.example",
    "payment_intent_data": {"capture_method": "manual"},
}
FORM = {"card_number": "4242424242424242", "expiry": "12/40", "cvc": "123", "name": "Ada"}


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    """An open transaction on an empty store."""
    store = Store(tmp_path / "gateway.sqlite3", SCHEMA)
    with store.write() as db:
        yield Work(db, NOW)
    store.close()


def _types(work: Work) -> list[str]:
    return [event["type"] for event in work.events]


def test_an_unpaid_page_closes_at_its_hour_and_not_before(work: Work) -> None:
    params = SESSION | {"expires_at": NOW + 1800}
    ident = sessions.create(work, params, public_url="http://gateway.invalid")["id"]
    work.now = NOW + 1799
    checkout.expire_due(work)
    assert work.get("checkout.session", ident)["status"] == "open"
    work.now = NOW + 1800
    checkout.expire_due(work)
    checkout.expire_due(work)
    assert work.get("checkout.session", ident)["status"] == "expired"
    assert _types(work) == ["checkout.session.expired"]


def test_an_authorisation_is_released_after_seven_days(work: Work) -> None:
    session = sessions.create(work, SESSION, public_url="http://gateway.invalid")
    intent = checkout.pay(work, session, FORM, salt=b"salt", public_url="http://gateway.invalid")
    assert intent["status"] == "requires_capture"
    work.now = NOW + 7 * 86400 - 1
    intents.cancel_expired(work)
    assert work.get("payment_intent", intent["id"])["status"] == "requires_capture"
    work.now += 1
    intents.cancel_expired(work)
    gone = work.get("payment_intent", intent["id"])
    assert (gone["status"], gone["cancellation_reason"]) == ("canceled", "automatic")
    assert work.get("charge", gone["latest_charge"])["refunded"]
    assert work.matching("balance_transaction") == []
    assert {"charge.expired", "payment_intent.canceled"} <= set(_types(work))


def test_a_card_is_kept_without_its_number(work: Work) -> None:
    session = sessions.create(work, SESSION, public_url="http://gateway.invalid")
    checkout.pay(work, session, FORM, salt=b"salt", public_url="http://gateway.invalid")
    rows = work.db.execute("SELECT body FROM documents").fetchall()
    assert rows
    assert not any("4242424242424242" in row["body"] for row in rows)


def test_an_unknown_test_card_is_not_found(work: Work) -> None:
    assert methods.resolve(work, "pm_card_visa", salt=b"salt")["card"]["last4"] == "4242"
    with pytest.raises(Exception, match="No such PaymentMethod"):
        methods.resolve(work, "pm_card_gold", salt=b"salt")
