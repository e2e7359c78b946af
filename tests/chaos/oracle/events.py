"""Every event to every subscriber, once, in order."""

from __future__ import annotations

from collections import defaultdict

from tests.chaos.oracle.evidence import Evidence, Finding


def delivered(evidence: Evidence) -> Finding:
    """Each event since the world was made is sent, and each of its subscribers has had it exactly once."""
    rows = evidence.rows(
        "SELECT e.id, e.topic, e.sent_at IS NOT NULL, array_remove(array_agg(d.subscriber ORDER BY d.id), NULL)"
        " FROM outbox_outboxevent e LEFT JOIN outbox_delivery d ON d.event_id = e.id WHERE e.id > %s GROUP BY e.id",
        evidence.watermark,
    )
    problems = []
    for event, topic, is_sent, had in rows:
        wanted = evidence.subscribers.get(topic, set())
        if not is_sent:
            problems.append(f"event {event} {topic} was not sent")
        elif sorted(had) != sorted(wanted):
            problems.append(f"event {event} {topic} went to {had}, not to {sorted(wanted)}")
    return Finding("every event at every subscriber, once", len(rows), problems)


def ordered(evidence: Evidence) -> Finding:
    """Every subscriber has had the events of an aggregate in the order in which they happened."""
    heard: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    rows = evidence.rows(
        "SELECT e.aggregate, e.aggregate_id, d.subscriber, e.id FROM outbox_delivery d"
        " JOIN outbox_outboxevent e ON e.id = d.event_id WHERE e.id > %s ORDER BY d.id",
        evidence.watermark,
    )
    for aggregate, key, subscriber, event in rows:
        heard[aggregate, key, subscriber].append(event)
    problems = [f"{key} heard {events}" for key, events in heard.items() if events != sorted(events)]
    return Finding("events in order within each aggregate", len(rows), problems)


def parked(evidence: Evidence) -> Finding:
    """Nothing was given up."""
    rows = evidence.rows("SELECT id, topic, parked_at IS NOT NULL, last_error FROM outbox_outboxevent")
    return Finding(
        "nothing parked", len(rows), [f"event {pk} {topic}: {why}" for pk, topic, is_parked, why in rows if is_parked]
    )
