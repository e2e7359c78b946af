"""API · vendor · webhook endpoints and messages."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body
from apps.webhooks.types import Cause, DeliveryStatus, EndpointStatus, Failure


class TopicShown(serializers.Serializer[Any]):
    """A kind of message that an endpoint can ask for."""

    type = serializers.CharField()
    title = serializers.CharField()


class TopicsShown(serializers.Serializer[Any]):
    data = TopicShown(many=True)


class WebhookEndpointShown(serializers.Serializer[Any]):
    """An endpoint with its health. The secret is shown when it is made, and never here."""

    id = serializers.UUIDField(source="public_id")
    version = serializers.IntegerField()
    url = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    topics = serializers.ListField(child=serializers.CharField())
    status = serializers.ChoiceField(choices=EndpointStatus.choices)
    disabled_cause = serializers.ChoiceField(choices=Cause.choices, allow_blank=True)
    created_at = serializers.DateTimeField()
    previous_secret_until = serializers.DateTimeField(
        allow_null=True, help_text="Until then the secret before signs too."
    )
    failure_count = serializers.IntegerField(help_text="Failed attempts in a row.")
    failing_since = serializers.DateTimeField(allow_null=True)
    retry_at = serializers.DateTimeField(allow_null=True, help_text="Left alone until then.")
    delivered_at = serializers.DateTimeField(allow_null=True, help_text="The last success.")
    waiting_count = serializers.IntegerField()
    dead_count = serializers.IntegerField(help_text="Messages that were given up.")


class WebhookEndpointMade(WebhookEndpointShown):
    """An endpoint that was just made, with its secret: it is shown this once."""

    secret = serializers.CharField(help_text="whsec_…: keep it, it is shown this once.")


class SecretShown(serializers.Serializer[Any]):
    """A new secret, shown this once, and how long the one before signs beside it."""

    secret = serializers.CharField()
    previous_secret_until = serializers.DateTimeField()


class EndpointBody(Body):
    url = serializers.CharField(max_length=500, help_text="A public https:// address.")
    topics = serializers.ListField(child=serializers.CharField(max_length=40), max_length=50)
    description = serializers.CharField(max_length=120, allow_blank=True, default="")


class EndpointEdit(Body):
    url = serializers.CharField(max_length=500, required=False)
    topics = serializers.ListField(child=serializers.CharField(max_length=40), max_length=50, required=False)
    description = serializers.CharField(max_length=120, allow_blank=True, required=False)


class ReplayBody(Body):
    since = serializers.DateTimeField(help_text="Messages that were written before are left.")


class ReplayShown(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="Messages that are sent again.")


class DeliveryRowShown(serializers.Serializer[Any]):
    """A message as a line of a list."""

    id = serializers.UUIDField(source="public_id")
    webhook_id = serializers.CharField(source="message_id", help_text="The header of every attempt.")
    type = serializers.CharField()
    status = serializers.ChoiceField(choices=DeliveryStatus.choices)
    attempt_count = serializers.IntegerField(help_text="Since it was written, or replayed.")
    occurred_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)


class AttemptShown(serializers.Serializer[Any]):
    """One attempt at delivering a message."""

    attempted_at = serializers.DateTimeField()
    status_code = serializers.IntegerField(allow_null=True)
    failure = serializers.ChoiceField(choices=Failure.choices, allow_blank=True)
    response = serializers.CharField(allow_blank=True, help_text="The first kilobyte of the answer's body.")
    duration_ms = serializers.IntegerField()


class DeliveryShown(serializers.Serializer[Any]):
    """A message, exactly as it is sent, and every attempt at it."""

    id = serializers.UUIDField(source="row.public_id")
    webhook_id = serializers.CharField(source="row.message_id")
    endpoint_id = serializers.UUIDField()
    type = serializers.CharField(source="row.type")
    status = serializers.ChoiceField(source="row.status", choices=DeliveryStatus.choices)
    attempt_count = serializers.IntegerField(source="row.attempt_count")
    occurred_at = serializers.DateTimeField(source="row.occurred_at")
    created_at = serializers.DateTimeField(source="row.created_at")
    next_attempt_at = serializers.DateTimeField(source="row.next_attempt_at", allow_null=True)
    settled_at = serializers.DateTimeField(source="row.settled_at", allow_null=True)
    payload = serializers.CharField(help_text="The body's very bytes, as text.")
    attempts = AttemptShown(many=True)
