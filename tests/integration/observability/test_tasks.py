"""Tasks: they run under the id of what asked for them, are counted, and the clock's successes are remembered."""

from __future__ import annotations

import logging
from time import time
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from prometheus_client import REGISTRY

from apps.common import trace
from marketplace import celery
from marketplace.observability import formats, pulse
from marketplace.observability.tasks import HEADER, begin, finish, send_id

pytestmark = pytest.mark.django_db


def count(task: str, outcome: str) -> float:
    return REGISTRY.get_sample_value("portolan_tasks_total", {"task": task, "outcome": outcome}) or 0.0


def test_a_message_takes_the_id_along_and_the_worker_runs_under_it() -> None:
    headers: dict[str, Any] = {}
    with trace.bound("edge-0123"):
        send_id(headers=headers)
    assert headers == {HEADER: "edge-0123"}

    class Task:
        name = "stock.release_expired_holds"
        request = type("Request", (), {"is_eager": False, HEADER: headers[HEADER]})()

    task: Any = Task()
    begin(task_id="t1", task=task)
    assert trace.current() == "edge-0123"
    finish(task_id="t1", task=task, state="SUCCESS", kwargs={})
    assert trace.current() == ""
    assert connection.execute_wrappers == []


def test_what_no_request_asked_for_gets_an_id_of_its_own() -> None:
    headers: dict[str, Any] = {}
    send_id(headers=headers)
    assert headers == {}


def test_an_end_is_counted_written_down_with_its_cost_and_remembered() -> None:
    celery.app.loader.import_default_modules()
    task = celery.app.tasks["stock.release_expired_holds"]
    cache.clear()
    assert pulse.last_successes()[task.name] is None
    before = count(task.name, "success")
    task.delay()  # Celery sets logging up at its first task
    written: list[Any] = []
    handler = logging.Handler()
    handler.emit = written.append  # type: ignore[method-assign]
    logger = logging.getLogger(formats.TASK_LOG)
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        task.delay()
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)

    assert count(task.name, "success") == before + 2
    (line,) = written
    assert (line.facts["task"], line.facts["outcome"]) == (task.name, "success")
    assert line.facts["statements"] >= 1
    at = pulse.last_successes()[task.name]
    assert at is not None
    assert abs(at.timestamp() - time()) < 30
    cache.clear()


def test_no_task_outlives_the_time_after_which_its_message_goes_to_another() -> None:
    patience = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]

    assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT < patience
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
