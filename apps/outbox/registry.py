"""Outbox · who listens to which topic. Filled by AppConfig.ready()."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from .types import OutboxRecord

Handler = Callable[[OutboxRecord], None]


@dataclass(frozen=True)
class Subscriber:
    """A handler under a stable name; `enters_vendor` runs it inside the event's vendor."""

    name: str
    handler: Handler
    enters_vendor: bool


_SUBSCRIBERS: dict[str, list[Subscriber]] = defaultdict(list)


def subscribe(topic: str, handler: Handler, *, name: str, enters_vendor: bool = False) -> None:
    """Have `handler` called for each event of `topic`. The name is kept with each delivery: never change it."""
    known = _SUBSCRIBERS[topic]
    if all(subscriber.name != name for subscriber in known):
        known.append(Subscriber(name, handler, enters_vendor))


def unsubscribe(*names: str) -> None:
    """Have those of these names called no more in this process: for programs that try a part of the whole."""
    for topic, known in _SUBSCRIBERS.items():
        _SUBSCRIBERS[topic] = [subscriber for subscriber in known if subscriber.name not in names]


def subscribers_of(topic: str) -> tuple[Subscriber, ...]:
    """Those who listen to `topic`, in the order of subscription."""
    return tuple(_SUBSCRIBERS.get(topic, ()))
