"""Stopping loses nothing: not what is under way, not what comes while another server takes over."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection, transaction

from apps.common.clock import now
from apps.outbox.models import Delivery, OutboxEvent
from apps.vendors import fleet
from apps.vendors.models import SchemaMigration
from marketplace.middleware.surfaces import Surface
from tests.factories import checkout as make
from tests.integration.serving.programs import RELAY, environment, running, until, web
from tests.integration.tenancy.people import member, session_of

LONGEST_S = 60


@pytest.fixture
def servers(own_database: str) -> dict[str, str]:
    return environment(own_database)


EXPANDING = """
    ALTER TABLE catalog_product ADD COLUMN badge varchar(20) DEFAULT 'none' NOT NULL;
    CREATE INDEX catalog_product_badge ON catalog_product (badge)
"""


def test_an_upgrade_under_load_loses_no_request(tmp_path: Path, servers: dict[str, str], kiln: Any, loom: Any) -> None:
    """The fleet is migrated while this version serves, writes and reads; then a second server takes over.

    A balancer asks /readyz ten times a second; six visitors look at shop and back
    office, and a seller saves goods. When the first server is told to stop, its
    pages wait for a lock: what is under way must be answered too.
    """
    with transaction.atomic():
        owner = {"Host": f"kiln.{settings.MARKETPLACE_HOST}", "Cookie": _team_cookie(member(kiln, "owner"))}
    pages: list[tuple[str, dict[str, str]]] = [("/en-gb/", {}), ("/dashboard/products/", owner)]
    drains = {"DRAIN_SECONDS": "1", "STOP_SECONDS": "25"}
    with web(tmp_path, env=servers, **drains) as old, web(tmp_path, env=servers, **drains) as new:
        ready: dict[int, bool] = {old.port: True, new.port: False}
        over = threading.Event()
        answers: Counter[tuple[int, int]] = Counter()
        saved: list[bool] = []

        def balance() -> None:
            while not over.is_set():
                for server in (old, new):
                    ready[server.port] = server.status("/readyz") == 200
                time.sleep(0.1)

        def visit(number: int) -> None:
            for turn in count(number):
                if over.is_set():
                    return
                choice = [server for server in (old, new) if ready[server.port]]
                server = choice[turn % len(choice)]
                path, headers = pages[turn // 2 % len(pages)]
                try:
                    status = server.get(path, timeout_s=LONGEST_S, **headers)[0]
                except Exception:
                    status = 0
                answers[server.port, status] += 1
                time.sleep(0.02)

        def sell() -> None:
            while not over.is_set():
                try:
                    with transaction.atomic():
                        make.goods(kiln, at=now())
                    saved.append(True)
                except Exception:
                    saved.append(False)
            connection.close()

        with ThreadPoolExecutor(9) as pool:
            pool.submit(balance)
            pool.submit(sell)
            for number in range(6):
                pool.submit(visit, number)
            try:
                until(lambda: answers[old.port, 200] > 10 and answers[new.port, 200] > 10, LONGEST_S)
                SchemaMigration.objects.create(position=9999, app="catalog", name="0099_badge", sql=EXPANDING)
                states = {state.schema_name: state.state for state in fleet.migrate()}
                assert states == {kiln.schema_name: "current", loom.schema_name: "current"}
                before, goods = sum(answers.values()), len(saved)
                until(lambda: sum(answers.values()) > before + 20 and len(saved) > goods, LONGEST_S)
                with _locked(servers, "reference_currency", "markets_market", "discovery_listingcard"):
                    under_way = pool.submit(old.get, "/en-gb/", timeout_s=LONGEST_S)
                    until(lambda: _waiters(servers) > 0, LONGEST_S)
                    old.terminate()
                    until(lambda: not ready[old.port], LONGEST_S)
                    assert not under_way.done()
                assert under_way.result()[0] == 200
                assert old.wait(LONGEST_S) == 0, old.log.read_text()[-2000:]
                before = sum(answers.values())
                until(lambda: sum(answers.values()) > before + 20, LONGEST_S)
            finally:
                over.set()

        assert "refused to gracefully stop" not in old.log.read_text()
    assert {status for _, status in answers} == {200}, answers
    assert saved
    assert all(saved)


def _team_cookie(user: Any) -> str:
    return f"{settings.TEAM_COOKIE_NAME}={session_of(user, Surface.TEAM)}"


def test_the_relay_ends_after_the_event_that_it_has_in_hand(tmp_path: Path, servers: dict[str, str], kiln: Any) -> None:
    OutboxEvent.objects.filter(sent_at=None).update(sent_at=now())
    with transaction.atomic():
        event = OutboxEvent.objects.create(
            topic="vendors.vendor_changed", aggregate="vendors.vendor", aggregate_id=str(kiln.pk), vendor_id=kiln.pk,
            payload={"vendor_id": kiln.pk}, created_at=now(), available_at=now(),
        )  # fmt: skip
    with running(RELAY, tmp_path, env=servers) as relay:
        with _locked(servers, "outbox_delivery"):
            until(lambda: _waiters(servers) > 0, LONGEST_S, lambda: relay.log.read_text()[-2000:])
            relay.terminate()
            time.sleep(0.3)
            assert relay.process.poll() is None
        assert relay.wait(LONGEST_S) == 0

    event.refresh_from_db()
    assert event.sent_at is not None
    assert Delivery.objects.filter(event=event).exists()


class _locked:
    """Tables that nobody can read or write while the block runs."""

    def __init__(self, servers: dict[str, str], *tables: str) -> None:
        self.link = psycopg2.connect(servers["DATABASE_OWNER_URL"])
        self.tables = ", ".join(tables)

    def __enter__(self) -> None:
        self.link.cursor().execute(f"LOCK TABLE {self.tables} IN ACCESS EXCLUSIVE MODE")

    def __exit__(self, *_: object) -> None:
        self.link.rollback()
        self.link.close()


def _waiters(servers: dict[str, str]) -> int:
    link = psycopg2.connect(servers["DATABASE_OWNER_URL"])
    try:
        with link.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            return int(cursor.fetchone()[0])
    finally:
        link.close()
