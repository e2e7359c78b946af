"""Webhooks · what there is to hear of. Filled by the apps above in AppConfig.ready().

An app that has news for vendors says how its event reads for a vendor's program;
this app subscribes to the event and knows nothing else of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from apps.common.errors import TranslatableText
from apps.outbox.registry import Handler, subscribe
from apps.outbox.types import OutboxRecord

Describe = Callable[[OutboxRecord], Mapping[str, Any]]
Audience = Callable[[OutboxRecord], Collection[int]]


@dataclass(frozen=True)
class Offer:
    """A kind of message. `describe` runs inside each vendor of `audience` and gives the message's data."""

    type: str
    title: TranslatableText
    describe: Describe
    audience: Audience


_OFFERS: dict[str, Offer] = {}
_HANDLERS: list[Handler] = []


def own_vendor(record: OutboxRecord) -> Collection[int]:
    """The vendor whose event it is."""
    return () if record.vendor_id is None else (record.vendor_id,)


def offer(
    topic: str, *, type: str, title: TranslatableText, describe: Describe, audience: Audience = own_vendor
) -> None:
    """Let vendors hear of the outbox's `topic` as messages of `type` ("order.placed").

    `describe` gives ids and the essentials as JSON values, money as decimal text;
    nothing of the buyer that the back office does not show.
    """
    _OFFERS[topic] = Offer(type, title, describe, audience)
    for handler in _HANDLERS:
        subscribe(topic, handler, name="webhooks.announce")


def announce_with(handler: Handler) -> None:
    """Have `handler` called for each event of the topics offered, now and later."""
    _HANDLERS[:] = [handler]
    for topic in _OFFERS:
        subscribe(topic, handler, name="webhooks.announce")


def offer_of(topic: str) -> Offer:
    """How the events of an outbox topic read."""
    return _OFFERS[topic]


def offers() -> tuple[Offer, ...]:
    """Every kind of message there is, by what it is about, each in the order in which it was offered."""
    return tuple(sorted(_OFFERS.values(), key=lambda found: found.type.partition(".")[0]))
