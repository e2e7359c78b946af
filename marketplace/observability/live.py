"""observability · no app · the pulse as Prometheus gauges."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import Error as DatabaseError
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from apps.payments.gateways import certificates

from . import pulse


class LiveFigures(Collector):
    """Gauges read at the moment of asking; every web server tells the same, so take the maximum."""

    def collect(self) -> Iterable[Metric]:
        try:
            now = pulse.take()
        except DatabaseError:
            yield GaugeMetricFamily("portolan_database_up", "Whether the database answered.", value=0)
            return
        yield GaugeMetricFamily("portolan_database_up", "Whether the database answered.", value=1)
        yield GaugeMetricFamily("portolan_outbox_unsent", "Events that wait.", value=now.outbox.unsent)
        yield GaugeMetricFamily("portolan_outbox_parked", "Events given up on.", value=now.outbox.parked)
        yield GaugeMetricFamily("portolan_outbox_lag_seconds", "Age of the oldest waiting event.", value=now.lag_s)
        yield GaugeMetricFamily("portolan_holds", "Reservations of checkouts under way.", value=now.holds)
        yield GaugeMetricFamily("portolan_trackers_due", "Parcels to ask the carrier for.", value=now.trackers_due)
        yield GaugeMetricFamily(
            "portolan_rates_waiting", "Exchange rates that wait for a person.", value=now.rates_waiting
        )
        ages = GaugeMetricFamily(
            "portolan_rate_age_days", "Age of a source's newest exchange rates.", labels=["source"]
        )
        stale = GaugeMetricFamily("portolan_rate_stale", "Whether a source's rates are stale.", labels=["source"])
        for source in now.rate_sources:
            if source.newest is not None:
                ages.add_metric([source.name], (now.at.date() - source.newest).days)
            stale.add_metric([source.name], int(source.is_stale))
        yield ages
        yield stale
        alarms = GaugeMetricFamily("portolan_alarms_open", "Alarms that are open.", labels=["kind", "subject"])
        for alarm in now.alarms:
            alarms.add_metric([alarm.kind, alarm.subject], 1)
        yield alarms
        queues = GaugeMetricFamily("portolan_queue_messages", "Tasks that wait.", labels=["queue"])
        for name, length in now.queues.items():
            if length is not None:
                queues.add_metric([name], length)
        yield queues
        successes = GaugeMetricFamily(
            "portolan_task_last_success_timestamp_seconds", "When a task of the clock last succeeded.", labels=["task"]
        )
        for task, at in now.succeeded.items():
            if at is not None:
                successes.add_metric([task], at.timestamp())
        yield successes
        ends = GaugeMetricFamily(
            "portolan_certificate_end_timestamp_seconds", "When a payment certificate ends.", labels=["variable"]
        )
        for variable, at in certificates.endings().items():
            ends.add_metric([variable], at.timestamp())
        yield ends
