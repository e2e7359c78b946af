"""API · staff · payouts, and differences between books, providers and banks."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body, MoneyField
from apps.api.vendor.serializers.payouts import ItemShown, PayoutRowShown
from apps.payouts.types import BreakReason, BreakStatus


class StaffPayoutRowShown(PayoutRowShown):
    vendor = serializers.CharField()


class StaffPayoutShown(StaffPayoutRowShown):
    items = ItemShown(many=True)


class BreakShown(serializers.Serializer[Any]):
    """A movement on which books, provider and bank do not agree."""

    id = serializers.UUIDField(source="public_id")
    reason = serializers.ChoiceField(choices=BreakReason.choices)
    status = serializers.ChoiceField(choices=BreakStatus.choices)
    amount = MoneyField(source="money")
    detail = serializers.CharField(allow_blank=True)
    opened_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField(allow_blank=True)


class ResolveBody(Body):
    note = serializers.CharField(max_length=400, help_text="Why nothing has to be booked.")
