"""Outbox · who listens to which topic. Filled by AppConfig.ready()."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .types import OutboxRecord

Handler = Callable[[OutboxRecord], None]
ManyHandler = Callable[[Sequence[OutboxRecord]], None]


@dataclass(frozen=True)
class Subscriber:
    """A handler under a stable name; `enters_vendor` runs it inside the events' vendor.

    One that does not take many is given one event at a time.
    """

    name: str
    handler: ManyHandler
    enters_vendor: bool
    takes_many: bool = False


_SUBSCRIBERS: dict[str, list[Subscriber]] = defaultdict(list)


def subscribe(topic: str, handler: Handler, *, name: str, enters_vendor: bool = False) -> None:
    """Have `handler` called for each event of `topic`. The name is kept with each delivery: never change it."""
    _add(topic, Subscriber(name, lambda records: handler(records[0]), enters_vendor))


def subscribe_many(topic: str, handler: ManyHandler, *, name: str, enters_vendor: bool = False) -> None:
    """Have `handler` called with events of `topic` that are due together, all of one vendor, each of another aggregate.

    Where it fails, it is called again for each of them alone.
    """
    _add(topic, Subscriber(name, handler, enters_vendor, takes_many=True))


def _add(topic: str, subscriber: Subscriber) -> None:
    known = _SUBSCRIBERS[topic]
    if all(one.name != subscriber.name for one in known):
        known.append(subscriber)


def unsubscribe(*names: str) -> None:
    """Have those of these names called no more in this process: for programs that try a part of the whole."""
    for topic, known in _SUBSCRIBERS.items():
        _SUBSCRIBERS[topic] = [subscriber for subscriber in known if subscriber.name not in names]


def subscribers_of(topic: str) -> tuple[Subscriber, ...]:
    """Those who listen to `topic`, in the order of subscription."""
    return tuple(_SUBSCRIBERS.get(topic, ()))
