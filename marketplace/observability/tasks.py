"""observability · no app · Celery tasks: the id that caused them, how they ended, how long they took.

Imported by marketplace.celery, whose signals these receivers listen to.
"""

from __future__ import annotations

import logging
import logging.config
from contextlib import ExitStack
from dataclasses import dataclass
from time import perf_counter, time
from typing import Any

from celery import Task
from celery.signals import beat_init, before_task_publish, celeryd_init, setup_logging, task_postrun, task_prerun
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from apps.common import metrics, trace

from . import endpoint
from .formats import TASK_LOG
from .statements import Tally

log = logging.getLogger(TASK_LOG)

HEADER = "request_id"
SUCCESS_KEY = "task-succeeded:{}"
_running: dict[str, Run] = {}


@dataclass
class Run:
    """A task under way in this process; leaving `stack` ends its tally and its id."""

    started: float
    tally: Tally
    stack: ExitStack


@setup_logging.connect
def use_our_logs(**_: Any) -> None:
    """Celery writes as the rest does, rather than in its own way."""
    logging.config.dictConfig(settings.LOGGING)


@celeryd_init.connect
@beat_init.connect
def answer_metrics(**_: Any) -> None:
    """The worker's first process, and beat, answer /metrics where METRICS_PORT is set."""
    endpoint.serve()


@before_task_publish.connect
def send_id(headers: dict[str, Any] | None = None, **_: Any) -> None:
    """The task will run under the id of what asked for it."""
    if headers is not None and trace.current():
        headers.setdefault(HEADER, trace.current())


@task_prerun.connect
def begin(task_id: str, task: Task, **_: Any) -> None:
    """Run under the id that the message brought, and count statements."""
    stack = ExitStack()
    if not (task.request.is_eager and trace.current()):
        stack.enter_context(trace.bound(str(getattr(task.request, HEADER, None) or "")))
    tally = Tally()
    stack.enter_context(connection.execute_wrapper(tally))
    _running[task_id] = Run(perf_counter(), tally, stack)


@task_postrun.connect
def finish(task_id: str, task: Task, state: str | None = None, kwargs: dict[str, Any] | None = None, **_: Any) -> None:
    """Count and write down how it ended; remember when a task of the clock last succeeded."""
    run = _running.pop(task_id, None)
    if run is None:
        return
    with run.stack:
        seconds = perf_counter() - run.started
        outcome = (state or "unknown").lower()
        metrics.TASKS.labels(task.name, outcome).inc()
        metrics.TASK_SECONDS.labels(task.name).inc(seconds)
        facts = {
            "task": task.name,
            "task_id": task_id,
            "vendor_id": (kwargs or {}).get("vendor_id"),
            "outcome": outcome,
            "ms": round(seconds * 1000, 1),
            "statements": run.tally.count,
            "database_ms": round(run.tally.seconds * 1000, 1),
        }
        log.log(logging.INFO if outcome == "success" else logging.WARNING, "task", extra={"facts": facts})
        if outcome == "success" and task.name in scheduled():
            cache.set(SUCCESS_KEY.format(task.name), time(), None)


def scheduled() -> frozenset[str]:
    """Names of the tasks that beat starts."""
    return frozenset(str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values())
