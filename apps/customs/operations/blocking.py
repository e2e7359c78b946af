"""Customs · what of ours keeps a consignment here: screening, licences, a person's order · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.customs.errors import ReleaseBlocked
from apps.customs.models import Declaration
from apps.customs.types import Act

from .history import locked, note, settle


@transaction_required
def block(public_id: UUID, reason: str, *, at: datetime, by: Actor) -> Declaration:
    """Keep the consignment from being sent and from being taken as released, for a reason. Twice is once."""
    row = locked(public_id)
    if reason not in row.blockers:
        _set(row, [*row.blockers, reason], Act.BLOCK, reason, at=at, by=by)
    return row


@transaction_required
def unblock(public_id: UUID, reason: str, *, at: datetime, by: Actor) -> Declaration:
    """Take a reason away; where it was the last one, what customs has released is released. Twice is once."""
    row = locked(public_id)
    if reason in row.blockers:
        left = [one for one in row.blockers if one != reason]
        _set(row, left, Act.UNBLOCK, reason, at=at, by=by)
    return row


def require_free(row: Declaration) -> None:
    """Let a declaration be sent only where nothing of ours is open.

    Raises:
        ReleaseBlocked: with the reasons.
    """
    if row.is_blocked:
        raise ReleaseBlocked(reasons=", ".join(row.blockers))


def _set(row: Declaration, blockers: list[str], act: Act, reason: str, *, at: datetime, by: Actor) -> None:
    row.blockers, row.is_blocked = blockers, bool(blockers)
    count = row.history.filter(code__in=(Act.BLOCK, Act.UNBLOCK)).count()
    note(row, act, event_id=f"{act}:{count + 1}", at=at, by=by, data={"reason": reason})
    settle(row, at=at, by=by)
