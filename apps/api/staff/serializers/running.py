"""API · staff · what keeps the marketplace running: events, trackers, webhooks, reviews."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body
from apps.webhooks.types import Cause, EndpointStatus


class EventShown(serializers.Serializer[Any]):
    """An outbox event. Parked: given up after twelve tries; its aggregate's younger events wait behind it."""

    id = serializers.UUIDField(source="public_id")
    topic = serializers.CharField()
    aggregate = serializers.CharField()
    aggregate_id = serializers.CharField()
    version = serializers.IntegerField()
    payload = serializers.DictField()
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    available_at = serializers.DateTimeField(help_text="The next try is not before.")
    attempts = serializers.IntegerField()
    parked_at = serializers.DateTimeField(allow_null=True)
    last_error = serializers.CharField(allow_blank=True)


class TrackerShown(serializers.Serializer[Any]):
    """When a parcel is asked after again."""

    tracking_number = serializers.CharField()
    vendor = serializers.CharField(source="vendor.slug")
    carrier = serializers.CharField(source="carrier_id")
    shipment_id = serializers.UUIDField()
    next_poll_at = serializers.DateTimeField()
    is_open = serializers.BooleanField()
    silent_polls = serializers.IntegerField()


class HookShown(serializers.Serializer[Any]):
    """A vendor's webhook endpoint and its health. No secret is ever shown."""

    id = serializers.UUIDField(source="public_id")
    vendor = serializers.CharField(source="vendor.slug")
    url = serializers.CharField()
    topics = serializers.ListField(child=serializers.CharField())
    status = serializers.ChoiceField(choices=EndpointStatus.choices)
    disabled_cause = serializers.ChoiceField(choices=Cause.choices, allow_blank=True)
    failure_count = serializers.IntegerField()
    failing_since = serializers.DateTimeField(allow_null=True)
    retry_at = serializers.DateTimeField(source="open_until", allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    waiting_count = serializers.IntegerField()
    dead_count = serializers.IntegerField()


class ReviewShown(serializers.Serializer[Any]):
    """A review, with why it is hidden if it is."""

    id = serializers.UUIDField(source="public_id")
    vendor = serializers.CharField(source="vendor.slug")
    product_id = serializers.UUIDField()
    purchase_id = serializers.UUIDField(allow_null=True)
    stars = serializers.IntegerField()
    title = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    language = serializers.CharField()
    author_name = serializers.CharField(allow_blank=True)
    reply = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    hidden_at = serializers.DateTimeField(allow_null=True)
    hidden_reason = serializers.CharField(allow_blank=True)


class HideBody(Body):
    reason = serializers.CharField(max_length=200)
