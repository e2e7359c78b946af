"""Customs · which messages are in force out of all that came: new, changed, deleted, repeated: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..types.ceb import DELETE, CebMessage, MessageKind


@dataclass(frozen=True)
class Folded:
    """The message in force of each guid, and the guids under which different things were said at once."""

    current: tuple[CebMessage, ...]
    contradicted: tuple[tuple[MessageKind, str], ...]


def fold(messages: Iterable[CebMessage]) -> Folded:
    """Each (kind, guid) once, as its last message says; one that was deleted is gone.

    The same guid and appType twice is once where it says the same; where it does not, the guid is
    contradicted, and nobody's to choose.
    """
    once = {(one.kind, one.guid, one.app_type, one.digest): one for one in messages}
    grouped: dict[tuple[MessageKind, str], list[CebMessage]] = defaultdict(list)
    for one in once.values():
        grouped[one.kind, one.guid].append(one)
    current: list[CebMessage] = []
    contradicted: list[tuple[MessageKind, str]] = []
    for (kind, guid), some in sorted(grouped.items()):
        if len({one.app_type for one in some}) < len(some):
            contradicted.append((kind, guid))
        last = max(some, key=lambda one: (one.app_type, one.head.get("appTime", ""), one.digest))
        if last.app_type != DELETE:
            current.append(last)
    return Folded(tuple(current), tuple(contradicted))
