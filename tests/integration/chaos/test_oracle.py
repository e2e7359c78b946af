"""The oracle of `make chaos` sees what it is there to see: each invariant is broken once, and that one is named."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings as conf
from django.db import connection, transaction
from djmoney.money import Money

from apps.checkout.models import Purchase
from apps.common.clock import now
from apps.credits import operations as credits
from apps.credits.types import Origin
from apps.ledger import entries
from apps.ledger import operations as ledger
from apps.outbox.models import OutboxEvent
from apps.outbox.registry import subscribers_of
from apps.payments import operations as payments
from tests.chaos.oracle import Evidence, judge
from tests.chaos.people import Manner
from tests.chaos.shopper import Outcome, Visit
from tests.factories import checkout as make

WRONGS = {
    "every page of thanks has its one purchase": "UPDATE checkout_purchase SET id = id + 100000 WHERE id = {purchase}",
    "nobody bought twice, no checkout without its purchase": "UPDATE checkout_purchase SET email = 'one@example.org'",
    "vendors' orders are the purchases' parts": "UPDATE {vendor}.orders_order SET total = total + 1, goods = goods + 1",
    "every purchase confirmed by mail": "UPDATE checkout_purchase SET email = 'nobody@example.org'",
    "captured charges belong to one purchase each": "UPDATE checkout_purchase SET intent_id = gen_random_uuid()",
    "purchases have their money, to the cent": "UPDATE checkout_purchase SET goods = goods + 0.01",
    "payment operations resolved, none unknown":
        "UPDATE payments_operation SET state = 'unknown', resolved_at = NULL WHERE kind = 'capture'",
    "reservations are the open orders' demand": "UPDATE stock_reservation SET quantity = quantity + 1",
    "stock never negative, counters are their reservations": "UPDATE stock_counter SET reserved = reserved - 1",
    "counters are the sums of movements": "UPDATE stock_counter SET on_hand = on_hand + 1",
    "every journal balances in every currency":
        "UPDATE ledger_posting SET amount = amount + 1 WHERE id = (SELECT max(id) FROM ledger_posting)",
    "one sale and one capture for each purchase, nothing owed": "UPDATE ledger_journal SET kind = 'sale'",
    "books and providers agree, by currency":
        "UPDATE ledger_posting SET amount = amount - 1 WHERE account_id ="
        " (SELECT id FROM ledger_account WHERE code = 'psp_clearing')",
    "books and bank agree, by currency":
        "UPDATE ledger_posting SET amount = amount - 1 WHERE id = (SELECT min(p.id) FROM ledger_posting p"
        " JOIN ledger_account a ON a.id = p.account_id WHERE a.code = 'cash')",
    "credit is the sum of its entries, holds of theirs": "UPDATE credits_creditaccount SET held = held + 1",
    "the books owe buyers their credit":
        "UPDATE ledger_posting SET amount = amount - 1 WHERE account_id ="
        " (SELECT id FROM ledger_account WHERE code = 'store_credit')",
    "every event at every subscriber, once": "DELETE FROM outbox_delivery WHERE id = {delivery}",
    "events in order within each aggregate":
        "UPDATE outbox_outboxevent SET aggregate = 'a', aggregate_id = 'a'; UPDATE outbox_delivery SET id = -id",
    "nothing parked": "UPDATE outbox_outboxevent SET parked_at = now() WHERE id = {event}",
}  # fmt: skip
GATEWAYS_WRONGS = {
    "captured charges belong to one purchase each": ("charge", {"id": "again"}),
    "no authorisation left open at the gateway": ("payment_intent", {"id": "open", "status": "requires_capture"}),
    "books and providers agree, by currency": ("charge", {"id": "more"}),
}
OTHERS_WRONGS = {
    "captured charges belong to one purchase each": "INSERT INTO wechat_orders VALUES ('somebody', 900, 0, 1.0)",
    "books and providers agree, by currency": "INSERT INTO alipay_trades VALUES ('somebody', 900, 100, 1.0)",
    "books and bank agree, by currency": "INSERT INTO bank_entries VALUES ('somebody', 'EUR', 900, 'payment')",
}
TABLES = """
CREATE TABLE documents (kind TEXT, body TEXT);
CREATE TABLE alipay_trades (out_trade_no TEXT, amount INTEGER, refunded INTEGER, paid REAL);
CREATE TABLE wechat_orders (out_trade_no TEXT, amount INTEGER, refunded INTEGER, paid REAL);
CREATE TABLE bank_entries (remittance TEXT, currency TEXT, amount INTEGER, kind TEXT);
INSERT INTO bank_entries VALUES ('', 'EUR', -10000, 'payment'), ('', 'USD', 11000, 'payment');
"""


@pytest.fixture(autouse=True)
def _noop_gateway(settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "noop"


@pytest.fixture
def evidence(own_database: str, kiln: Any, drain: Any, tmp_path: Path, at: datetime) -> Iterator[Evidence]:
    """Two purchases that are as they should be, and what everybody else knows of them."""
    variants = make.goods(kiln, at=at)
    drain()
    watermark = OutboxEvent.objects.latest("pk").pk
    for number in range(2):
        make.purchase(variants, at=at)
        Purchase.objects.filter(email=make.EMAIL).update(email=f"buyer-{number}@example.org")
    drain()
    payments.resolve_due(at=now())
    drain()
    traded = entries.fx_trade("trade", sold=Money(100, "EUR"), bought=Money(110, "USD"), bank="main")
    with transaction.atomic():
        ledger.post(traded, at=at)
        credits.issue_card(Money(20, "EUR"), origin=Origin.GIVEN, made_by=None, at=at)
    purchases = list(Purchase.objects.order_by("pk"))
    visits = [
        Visit(one.email, Manner.PAYS, Outcome.THANKED, session=str(one.session_id), purchase=one.number)
        for one in purchases
    ]
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "sent").write_text("".join(f"To: {one.email}\n" for one in purchases))
    with closing(sqlite3.connect(tmp_path / "gateway.sqlite3")) as file, file:
        file.executescript(TABLES)
    for one in purchases:
        _keep(tmp_path / "gateway.sqlite3", "charge", _charge(one))
        _keep(tmp_path / "gateway.sqlite3", "payment_intent", _intent(one))
    topics = OutboxEvent.objects.values_list("topic", flat=True).distinct()
    subscribers = {topic: {one.name for one in subscribers_of(topic)} for topic in topics}
    connection.close()
    with closing(psycopg2.connect(conf.DATABASE_OWNER_URL, dbname=own_database)) as link:
        with link, link.cursor() as cursor:
            cursor.execute("UPDATE ledger_account SET detail = 'stripe' WHERE code = 'psp_clearing'")
        yield Evidence(link, tmp_path / "gateway.sqlite3", tmp_path / "mail", visits, subscribers, watermark)


def _charge(purchase: Purchase) -> dict[str, Any]:
    units = int(purchase.totals.total.amount * 100)
    return {
        "id": f"ch_{purchase.pk}", "amount": units, "amount_captured": units, "amount_refunded": 0, "captured": True,
        "currency": purchase.currency.lower(), "metadata": {"intent": str(purchase.intent_id)},
    }  # fmt: skip


def _intent(purchase: Purchase) -> dict[str, Any]:
    return {"id": f"pi_{purchase.pk}", "status": "succeeded", "metadata": {"intent": str(purchase.intent_id)}}


def _keep(file: Path, kind: str, document: dict[str, Any]) -> None:
    with closing(sqlite3.connect(file)) as link, link:
        link.execute("INSERT INTO documents VALUES (?, ?)", (kind, json.dumps(document)))


def broken(evidence: Evidence) -> dict[str, str]:
    """The names of the invariants that do not hold, with what breaks them."""
    fresh = Evidence(
        evidence.link, evidence.gateway_file, evidence.mail_folder, evidence.visits, evidence.subscribers,
        evidence.watermark,
    )  # fmt: skip
    return {finding.name: finding.note for finding in judge(fresh) if not finding.holds}


def test_each_wrong_is_seen_and_named(evidence: Evidence, kiln: Any) -> None:
    assert broken(evidence) == {}
    ((purchase,),) = evidence.rows("SELECT min(id) FROM checkout_purchase")
    ((delivery, event),) = evidence.rows("SELECT max(id), max(event_id) FROM outbox_delivery")
    facts = {"purchase": purchase, "delivery": delivery, "event": event, "vendor": kiln.schema_name}
    for name, wrong in WRONGS.items():
        with evidence.link.cursor() as cursor:
            for table in (
                    "ledger_posting", "ledger_journal", "checkout_purchasepart", "checkout_purchaseevent",
                    "payments_operation", "payments_intent",
                ):  # fmt: skip
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(wrong.format(**facts))
        assert name in broken(evidence), wrong
        evidence.link.rollback()
    assert broken(evidence) == {}


def test_what_is_wrong_at_the_gateway_is_seen_and_named(evidence: Evidence) -> None:
    charge = next(iter(evidence.documents("charge")))
    whole = evidence.gateway_file.read_bytes()
    for name, (kind, difference) in GATEWAYS_WRONGS.items():
        _keep(evidence.gateway_file, kind, charge | difference)
        assert name in broken(evidence)
        evidence.gateway_file.write_bytes(whole)
    for name, statement in OTHERS_WRONGS.items():
        with closing(sqlite3.connect(evidence.gateway_file)) as link, link:
            link.execute(statement)
        assert name in broken(evidence)
        evidence.gateway_file.write_bytes(whole)
    assert broken(evidence) == {}
