"""Webhooks · reads · public schema. What a vendor asks for is looked for among its own alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from .errors import DeliveryUnknown, EndpointUnknown
from .models import Attempt, Delivery, Endpoint
from .types import AttemptView, DeliveryRow, DeliveryStatus, DeliveryView, EndpointStatus, EndpointView

OPEN = (EndpointStatus.ACTIVE, EndpointStatus.PAUSED)


def endpoints(vendor_id: int | None = None) -> list[EndpointView]:
    """A vendor's endpoints with their health, oldest first; every vendor's where none is named. One query."""
    return [as_view(row) for row in endpoint_rows(vendor_id)]


def endpoint_rows(vendor_id: int | None = None) -> QuerySet[Endpoint]:
    """A vendor's endpoints, or every vendor's, with their counts, to be narrowed and cut by who shows them."""
    return _with_counts(Endpoint.objects.all() if vendor_id is None else Endpoint.objects.filter(vendor_id=vendor_id))


def endpoint(public_id: UUID, *, vendor_id: int) -> EndpointView:
    """One endpoint of a vendor.

    Raises:
        EndpointUnknown: this vendor has none of this id.
    """
    row = _with_counts(Endpoint.objects.filter(vendor_id=vendor_id, public_id=public_id)).first()
    if row is None:
        raise EndpointUnknown()
    return as_view(row)


def find_endpoint(public_id: UUID) -> EndpointView | None:
    """The endpoint of this id, whoever's it is, without counts."""
    row = Endpoint.objects.filter(public_id=public_id).first()
    return as_view(row) if row else None


def deliveries(
    endpoint_id: UUID,
    *,
    vendor_id: int,
    status: str = "",
    before: int | None = None,
    limit: int = 40,
) -> tuple[list[DeliveryRow], int | None]:
    """Messages to an endpoint, newest first, and what to pass as `before` for more (None at the end). One query."""
    rows = delivery_rows(endpoint_id, vendor_id=vendor_id)
    if status:
        rows = rows.filter(status=status)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows[: limit + 1])
    return [delivery_row(row) for row in page[:limit]], page[limit - 1].pk if len(page) > limit else None


def delivery_rows(endpoint_id: UUID, *, vendor_id: int) -> QuerySet[Delivery]:
    """Messages to an endpoint without their payloads, newest first, to be narrowed and cut by who shows them."""
    rows = Delivery.objects.filter(endpoint__public_id=endpoint_id, endpoint__vendor_id=vendor_id)
    return rows.defer("payload").order_by("-pk")


def delivery(public_id: UUID, *, vendor_id: int) -> DeliveryView:
    """One message with its attempts, oldest first. Two queries.

    Raises:
        DeliveryUnknown: this vendor has none of this id.
    """
    row = Delivery.objects.select_related("endpoint").filter(public_id=public_id, endpoint__vendor_id=vendor_id).first()
    if row is None:
        raise DeliveryUnknown()
    attempts = Attempt.objects.filter(delivery=row).order_by("pk")
    return DeliveryView(
        row=delivery_row(row),
        endpoint_id=row.endpoint.public_id,
        payload=row.payload,
        attempts=tuple(
            AttemptView(found.attempted_at, found.status_code, found.failure, found.response, found.duration_ms)
            for found in attempts
        ),
    )


def listening(vendor_id: int, *, type: str) -> list[int]:
    """The keys of a vendor's endpoints that want messages of this type and are not switched off. One query."""
    rows = Endpoint.objects.filter(vendor_id=vendor_id, status__in=OPEN, topics__contains=[type])
    return list(rows.order_by("pk").values_list("pk", flat=True))


def with_due(*, at: datetime, limit: int) -> list[int]:
    """The keys of endpoints that have something to be sent now and that nobody is sending to. One query."""
    rows = Endpoint.objects.filter(Exists(_due(at=at).filter(endpoint_id=OuterRef("pk"))))
    return list(free(rows, at=at).order_by("pk").values_list("pk", flat=True)[:limit])


def has_due(endpoint_id: int, *, at: datetime) -> bool:
    """Whether an endpoint has something to be sent now."""
    return free(Endpoint.objects.filter(pk=endpoint_id), at=at).exists() and due_of(endpoint_id, at=at).exists()


def due_of(endpoint_id: int, *, at: datetime) -> QuerySet[Delivery]:
    """The messages to an endpoint whose time has come and that no older one about the same holds back."""
    return _due(at=at).filter(endpoint_id=endpoint_id)


def free(rows: QuerySet[Endpoint], *, at: datetime) -> QuerySet[Endpoint]:
    """Those of the endpoints that may be called now, and that nobody is calling."""
    return may_be_called(rows, at=at).filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=at))


def may_be_called(rows: QuerySet[Endpoint], *, at: datetime) -> QuerySet[Endpoint]:
    """Those of the endpoints that are active and not left alone for a while."""
    return rows.filter(Q(open_until__isnull=True) | Q(open_until__lte=at), status=EndpointStatus.ACTIVE)


def _due(*, at: datetime) -> QuerySet[Delivery]:
    older = Delivery.objects.filter(
        endpoint_id=OuterRef("endpoint_id"),
        subject=OuterRef("subject"),
        pk__lt=OuterRef("pk"),
        status=DeliveryStatus.WAITING,
    )
    return Delivery.objects.filter(~Exists(older), status=DeliveryStatus.WAITING, next_attempt_at__lte=at)


def message_id(row: Delivery) -> str:
    """The webhook-id of a message: the same in every attempt."""
    return f"msg_{row.public_id.hex}"


def delivery_row(row: Delivery) -> DeliveryRow:
    """A message as a value, without its payload."""
    return DeliveryRow(
        key=row.pk,
        public_id=row.public_id,
        message_id=message_id(row),
        type=row.type,
        subject=row.subject,
        status=row.status,
        attempt_count=row.attempt_count,
        occurred_at=row.occurred_at,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        settled_at=row.settled_at,
    )


def _with_counts(rows: QuerySet[Endpoint]) -> QuerySet[Endpoint]:
    return rows.annotate(
        waiting_count=Count("deliveries", filter=Q(deliveries__status=DeliveryStatus.WAITING)),
        dead_count=Count("deliveries", filter=Q(deliveries__status=DeliveryStatus.DEAD)),
    ).order_by(F("pk").asc())


def as_view(row: Endpoint) -> EndpointView:
    """An endpoint as a value."""
    return EndpointView(
        public_id=row.public_id,
        vendor_id=row.vendor_id,
        url=row.url,
        description=row.description,
        topics=tuple(row.topics),
        status=row.status,
        disabled_cause=row.disabled_cause,
        created_at=row.created_at,
        version=row.version,
        previous_secret_until=row.previous_until if row.previous_secret else None,
        failure_count=row.failure_count,
        failing_since=row.failing_since,
        retry_at=row.open_until,
        delivered_at=row.delivered_at,
        waiting_count=getattr(row, "waiting_count", 0),
        dead_count=getattr(row, "dead_count", 0),
    )
