"""API · staff · vendors, applications and their schemas."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body
from apps.vendors.types import ApplicationStatus, FleetState, TeamRole, VendorStatus


class VendorRowShown(serializers.Serializer[Any]):
    """A vendor as a line of a list. `steps` are those of the lifecycle that are possible now."""

    id = serializers.UUIDField(source="public_id")
    slug = serializers.CharField()
    name = serializers.CharField()
    legal_name = serializers.CharField()
    status = serializers.ChoiceField(choices=VendorStatus.choices)
    country = serializers.CharField()
    currency = serializers.CharField()
    created_at = serializers.DateTimeField()
    steps = serializers.ListField(child=serializers.CharField())


class TeamMemberShown(serializers.Serializer[Any]):
    """Somebody of a vendor's team."""

    id = serializers.UUIDField(source="user.public_id")
    email = serializers.CharField(source="user.email")
    name = serializers.CharField(source="user.name", allow_blank=True)
    role = serializers.ChoiceField(choices=TeamRole.choices)


class SchemaShown(serializers.Serializer[Any]):
    """Where a schema stands in the fleet's migration."""

    schema = serializers.CharField(source="schema_name")
    state = serializers.ChoiceField(choices=FleetState.choices)
    applied_position = serializers.IntegerField(help_text="Migrations applied.")
    duration_ms = serializers.IntegerField()
    error = serializers.CharField(allow_blank=True)
    updated_at = serializers.DateTimeField()


class VendorShown(VendorRowShown):
    """A vendor with its team and the state of its schema."""

    contact_email = serializers.CharField(allow_blank=True)
    languages = serializers.ListField(child=serializers.CharField())
    processing_days = serializers.IntegerField()
    team = TeamMemberShown(many=True)
    schema = SchemaShown(allow_null=True)


class ApplicationShown(serializers.Serializer[Any]):
    """A maker's request to sell here."""

    id = serializers.UUIDField(source="public_id")
    slug = serializers.CharField()
    name = serializers.CharField()
    legal_name = serializers.CharField()
    country = serializers.CharField()
    currency = serializers.CharField()
    contact_name = serializers.CharField()
    contact_email = serializers.CharField()
    goods = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=ApplicationStatus.choices)
    submitted_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_note = serializers.CharField(allow_blank=True)
    vendor_id = serializers.UUIDField(source="vendor.public_id", default=None, allow_null=True)


class RejectionBody(Body):
    note = serializers.CharField(max_length=2000, help_text="Why; it is kept with the application.")
