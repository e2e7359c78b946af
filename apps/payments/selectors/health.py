"""Payments · how each provider fares just now · public schema."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from apps.payments.models import Callback, Operation
from apps.payments.types import OperationKind, OperationState


@dataclass(frozen=True)
class GatewayHealth:
    """`settled` attempts came to something since the instant asked for, `authorised` of them to money.

    `unknown` operations have no answer, the oldest since `oldest_unknown`; so do callbacks that wait.
    """

    gateway: str
    settled: int = 0
    authorised: int = 0
    unknown: int = 0
    oldest_unknown: datetime | None = None
    callbacks_waiting: int = 0
    oldest_callback: datetime | None = None


def health(*, since: datetime, at: datetime) -> list[GatewayHealth]:
    """Each gateway that was used since an instant or owes an answer at `at`, by name. Three queries."""
    asked = Operation.objects.filter(kind=OperationKind.AUTHORISE, resolved_at__gt=since).order_by()
    attempts = asked.values("attempt__gateway").annotate(
        settled=Count("pk"), authorised=Count("pk", filter=Q(state=OperationState.SUCCEEDED))
    )
    lost = Operation.objects.filter(state=OperationState.UNKNOWN, requested_at__lte=at).order_by()
    unknown = lost.values("attempt__gateway").annotate(unknown=Count("pk"), oldest_unknown=Min("requested_at"))
    open_messages = Callback.objects.filter(handled_at__isnull=True, received_at__lte=at).order_by()
    waiting = open_messages.values("gateway").annotate(
        callbacks_waiting=Count("pk"), oldest_callback=Min("received_at")
    )
    found: dict[str, dict[str, object]] = {}
    for row in map(dict, [*attempts, *unknown, *waiting]):
        name = str(row.pop("attempt__gateway", None) or row.pop("gateway"))
        found.setdefault(name, {}).update(row)
    return [GatewayHealth(name, **facts) for name, facts in sorted(found.items())]  # type: ignore[arg-type]
