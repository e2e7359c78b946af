"""Stopping loses nothing: not what is under way, not what comes while another server takes over."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import transaction

from apps.common.clock import now
from apps.outbox.models import Delivery, OutboxEvent
from tests.integration.serving.programs import RELAY, environment, running, until, web

LONGEST_S = 30


@pytest.fixture
def servers(own_database: str) -> dict[str, str]:
    return environment(own_database)


def test_a_second_server_takes_over_under_load_and_no_request_is_lost(tmp_path: Path, servers: dict[str, str]) -> None:
    """A balancer that asks /readyz ten times a second, and six visitors; the first server is told to stop midway.

    At that moment its pages wait for a lock: what is under way must be answered too.
    """
    drains = {"DRAIN_SECONDS": "1", "STOP_SECONDS": "10"}
    with web(tmp_path, env=servers, **drains) as old, web(tmp_path, env=servers, **drains) as new:
        ready: dict[int, bool] = {old.port: True, new.port: False}
        over = threading.Event()
        answers: Counter[tuple[int, int]] = Counter()

        def balance() -> None:
            while not over.is_set():
                for server in (old, new):
                    ready[server.port] = server.status("/readyz") == 200
                time.sleep(0.1)

        def visit(number: int) -> None:
            turn = number
            while not over.is_set():
                choice = [server for server in (old, new) if ready[server.port]]
                server = choice[turn % len(choice)]
                try:
                    status = server.get("/en-gb/")[0]
                except Exception:
                    status = 0
                answers[server.port, status] += 1
                turn += 1
                time.sleep(0.02)

        with ThreadPoolExecutor(8) as pool:
            pool.submit(balance)
            for number in range(6):
                pool.submit(visit, number)
            try:
                until(lambda: answers[old.port, 200] > 10 and answers[new.port, 200] > 10, LONGEST_S)
                before = sum(answers.values())
                with _locked(servers, "reference_currency", "markets_market", "discovery_listingcard"):
                    under_way = pool.submit(old.get, "/en-gb/", timeout_s=LONGEST_S)
                    until(lambda: _waiters(servers) > 0, LONGEST_S)
                    old.terminate()
                    until(lambda: not ready[old.port], LONGEST_S)
                    assert not under_way.done()
                assert under_way.result()[0] == 200
                assert old.wait(LONGEST_S) == 0, old.log.read_text()[-2000:]
                until(lambda: sum(answers.values()) > before + 30, LONGEST_S)
            finally:
                over.set()

    assert {status for _, status in answers} == {200}, answers


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
        assert relay.wait(10) == 0

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
