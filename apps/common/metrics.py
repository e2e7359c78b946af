"""Common · what this process counts, in Prometheus' terms.

No label holds a vendor, a person or an address: vendors are in the logs and on
the page «Installation», so that series do not multiply with them. Several
processes add up where PROMETHEUS_MULTIPROC_DIR names a folder they share.
"""

from __future__ import annotations

import os

from prometheus_client import Counter, Histogram

if _folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    os.makedirs(_folder, exist_ok=True)

REQUESTS = Counter(
    "portolan_requests", "Requests answered, static files and probes apart.", ["surface", "route", "method", "status"]
)
REQUEST_SECONDS = Histogram(
    "portolan_request_seconds",
    "Time to an answer.",
    ["surface", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 10.0),
)
REQUEST_STATEMENTS = Counter("portolan_request_statements", "SQL statements of requests.", ["surface", "route"])
REQUEST_DATABASE_SECONDS = Counter(
    "portolan_request_database_seconds", "Time that requests waited for the database.", ["surface", "route"]
)
SLOW_REQUESTS = Counter("portolan_slow_requests", "Requests above SLOW_REQUEST_MS.", ["surface", "route"])
REFUSALS = Counter("portolan_refusals", "Errors that people or programs were shown, by code.", ["code"])
STOCK_REFUSALS = Counter("portolan_stock_refusals", "Holds refused for want of pieces.", ["during"])
EVENTS = Counter("portolan_events", "Outbox events by what became of a try to deliver them.", ["topic", "outcome"])
EVENT_LAG_SECONDS = Histogram(
    "portolan_event_lag_seconds",
    "From an event's commit to its delivery.",
    ["topic"],
    buckets=(0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 3600.0),
)
TASKS = Counter("portolan_tasks", "Celery tasks by how they ended.", ["task", "outcome"])
TASK_SECONDS = Counter("portolan_task_seconds", "Time that Celery tasks took.", ["task"])
RATES_HELD = Counter("portolan_rates_held", "Exchange rates kept back until a person looks.", ["source"])
RATE_SOURCE_FAILURES = Counter("portolan_rate_source_failures", "Readings of a rate source that failed.", ["source"])
