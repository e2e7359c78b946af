"""Webhooks · endpoints, messages to them and attempts · public schema."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.common.ids import new_id
from apps.common.models import SharedModel

from .types import Cause, DeliveryStatus, EndpointStatus, Failure


class Endpoint(SharedModel):
    """An address of a vendor's program, what it wants to hear of, and how well it answers.

    Secrets are sealed (common.sealing). While `previous_until` lies ahead both
    sign. `claimed_until` is the lease of the one task that sends to it now;
    `open_until` is the end of the circuit breaker's rest. `version` counts
    changes of what its owner sets.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    url = models.CharField(_("address"), max_length=500)
    description = models.CharField(_("description"), max_length=120, blank=True)
    topics = ArrayField(models.CharField(max_length=40), default=list)
    status = models.CharField(_("status"), max_length=8, choices=EndpointStatus.choices, default=EndpointStatus.ACTIVE)
    disabled_cause = models.CharField(max_length=12, choices=Cause.choices, blank=True)
    secret = models.TextField()
    previous_secret = models.TextField(blank=True)
    previous_until = models.DateTimeField(null=True, blank=True)
    failure_count = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    open_until = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["vendor", "url"], name="webhooks_endpoint_address_once"),
            models.CheckConstraint(
                condition=Q(status__in=EndpointStatus.values), name="webhooks_endpoint_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.url


class Delivery(SharedModel):
    """One message to one endpoint; its public id is the webhook-id of every attempt, its payload is sent as it is.

    `event_id` is the outbox event it tells of (none for a test). Messages about
    one `subject` are sent in the order of their keys.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.BigIntegerField(null=True)
    type = models.CharField(max_length=40)
    subject = models.CharField(max_length=130)
    payload = models.TextField()
    status = models.CharField(max_length=9, choices=DeliveryStatus.choices, default=DeliveryStatus.WAITING)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    occurred_at = models.DateTimeField()
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="webhooks_delivery_event_once"),
            models.CheckConstraint(
                condition=Q(status=DeliveryStatus.WAITING, next_attempt_at__isnull=False, settled_at__isnull=True)
                | Q(status__in=[DeliveryStatus.DELIVERED, DeliveryStatus.DEAD], settled_at__isnull=False),
                name="webhooks_delivery_state_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "subject", "id"],
                name="webhooks_waiting",
                condition=Q(status=DeliveryStatus.WAITING),
            ),
            models.Index(fields=["next_attempt_at"], name="webhooks_due", condition=Q(status=DeliveryStatus.WAITING)),
            models.Index(fields=["endpoint", "-id"], name="webhooks_newest"),
            models.Index(fields=["settled_at"], name="webhooks_settled", condition=Q(settled_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.public_id}"


class Attempt(SharedModel):
    """One attempt at delivering a message. `response` is the first kilobyte of the answer's body."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    attempted_at = models.DateTimeField()
    status_code = models.PositiveSmallIntegerField(null=True)
    failure = models.CharField(max_length=20, choices=Failure.choices, blank=True)
    response = models.TextField(blank=True)
    duration_ms = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.status_code or self.failure}"
