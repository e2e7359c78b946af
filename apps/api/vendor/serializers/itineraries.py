"""API · vendor · what is asked of ways over hubs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body
from apps.itineraries.types import Ending
from apps.logistics.types import HubKind


class HubShown(serializers.Serializer[Any]):
    """A place where goods change from leg to leg."""

    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=HubKind.choices)
    country = serializers.CharField()
    latitude = serializers.DecimalField(max_digits=7, decimal_places=4)
    longitude = serializers.DecimalField(max_digits=7, decimal_places=4)
    timezone = serializers.CharField()


class ItineraryBody(Body):
    """Goods from hub to hub: of an order, of a transfer, or any. Costs come in the currency of the shop."""

    order_id = serializers.UUIDField(required=False)
    transfer_id = serializers.UUIDField(required=False)
    reference = serializers.CharField(max_length=60, required=False)
    origin = serializers.CharField(max_length=8, help_text="A hub's code.")
    destination = serializers.CharField(max_length=8, help_text="A hub's code.")
    weight_kg = serializers.DecimalField(max_digits=10, decimal_places=1, min_value=0)
    volume_cbm = serializers.DecimalField(max_digits=9, decimal_places=3, min_value=0)
    ready_at = serializers.DateTimeField()
    due_by = serializers.DateTimeField(required=False, allow_null=True)

    def validate(self, attrs: Any) -> Any:
        """Exactly one says what travels."""
        if sum(name in attrs for name in ("order_id", "transfer_id", "reference")) != 1:
            raise serializers.ValidationError({"reference": ["Give one of order_id, transfer_id and reference."]})
        return attrs


class ChooseBody(Body):
    way_id = serializers.UUIDField()


class EndItineraryBody(Body):
    why = serializers.ChoiceField(
        choices=[Ending.ARRIVED.value, Ending.GIVEN_UP.value], required=False, default=Ending.GIVEN_UP.value
    )
