"""API · vendor · the statement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rest_framework import serializers

from apps.api.serializers import MoneyField
from apps.common.clock import now
from apps.ledger.types import JournalKind


class StatementQuery(serializers.Serializer[Any]):
    currency = serializers.RegexField(
        r"^[A-Z]{3}$", required=False, default="", help_text="By default the one in which you sell."
    )
    since = serializers.DateField(required=False, help_text="The first day, in UTC; by default thirty days ago.")
    until = serializers.DateField(required=False, help_text="The last day; by default today.")
    limit = serializers.IntegerField(required=False, default=500, min_value=1, max_value=2000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs.setdefault("until", now().date())
        attrs.setdefault("since", attrs["until"] - timedelta(days=30))
        if not timedelta(0) <= attrs["until"] - attrs["since"] <= timedelta(days=366):
            raise serializers.ValidationError({"since": ["Ask for at least one day and at most a year."]})
        return attrs


class StatementPartShown(serializers.Serializer[Any]):
    label = serializers.CharField()
    amount = MoneyField()


class StatementLineShown(serializers.Serializer[Any]):
    """One change; positive where you are owed more. `balance` is what you are owed after it."""

    occurred_at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=JournalKind.choices)
    reference = serializers.CharField(allow_blank=True)
    order_id = serializers.UUIDField(allow_null=True)
    payout_id = serializers.UUIDField(allow_null=True)
    journal_id = serializers.UUIDField()
    parts = StatementPartShown(many=True)
    amount = MoneyField()
    balance = MoneyField()


class StatementShown(serializers.Serializer[Any]):
    """Where `is_cut`, more lines follow than were asked for; `closing` counts them all the same."""

    currency = serializers.CharField()
    since = serializers.DateField()
    until = serializers.DateField()
    opening = MoneyField()
    closing = MoneyField()
    is_cut = serializers.BooleanField()
    lines = StatementLineShown(many=True)
