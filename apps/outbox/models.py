"""Outbox · events, deliveries and idempotency keys · public schema."""

from __future__ import annotations

from django.db import models

from apps.common.ids import new_id
from apps.common.models import SharedModel


class OutboxEvent(SharedModel):
    """Something that happened, written in the transaction that made it happen.

    `aggregate` ("checkout.purchase") and `aggregate_id` name what it happened to:
    events of one aggregate are delivered in the order of their ids. The payload
    holds ids and small facts; a subscriber reads the rest again. `request_id` is
    that of the request or task that wrote it (apps.common.trace).
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    vendor_id = models.BigIntegerField(null=True, blank=True)
    topic = models.CharField(max_length=80)
    aggregate = models.CharField(max_length=60)
    aggregate_id = models.CharField(max_length=64)
    version = models.BigIntegerField(default=0)
    payload = models.JSONField(default=dict)
    actor_kind = models.CharField(max_length=12, default="system")
    actor_ref = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=64, blank=True, db_default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    available_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    parked_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["aggregate", "aggregate_id", "id"],
                name="outbox_unsent_of_aggregate",
                condition=models.Q(sent_at__isnull=True),
            ),
            models.Index(
                fields=["id"],
                name="outbox_unsent_next",
                condition=models.Q(sent_at__isnull=True, parked_at__isnull=True),
            ),
            models.Index(
                fields=["parked_at"],
                name="outbox_parked",
                condition=models.Q(sent_at__isnull=True, parked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.aggregate_id}"


class Delivery(SharedModel):
    """That a subscriber has handled an event: the row that makes twice once."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=120)
    delivered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="outbox_delivery_once")]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.subscriber}"


class IdempotencyKey(SharedModel):
    """One unsafe request and its answer: same key, same bytes back."""

    actor = models.CharField(max_length=80)
    route = models.CharField(max_length=120)
    key = models.CharField(max_length=120)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    response = models.BinaryField(null=True)
    locked_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "route", "key"], name="outbox_idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
