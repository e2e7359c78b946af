"""API · staff · purchases, orders and payments."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.serializers import MoneyField
from apps.api.vendor.serializers.orders import OrderShown
from apps.api.vendor.serializers.stock import AddressShown
from apps.common.money import from_minor, on_wire
from apps.payments.types import AttemptStatus, IntentStatus, OperationKind, OperationState


class PartShown(serializers.Serializer[Any]):
    """One vendor's part of a purchase."""

    vendor = serializers.CharField(help_text="The vendor's slug.")
    order_id = serializers.UUIDField()
    order_number = serializers.CharField()
    status = serializers.CharField()
    total = MoneyField()
    commission = MoneyField()


class PurchaseRowShown(serializers.Serializer[Any]):
    """A purchase as a line of a list."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    status = serializers.CharField(allow_blank=True)
    placed_at = serializers.DateTimeField()
    buyer_name = serializers.CharField()
    email = serializers.CharField()
    ship_to = serializers.CharField()
    market = serializers.CharField()
    total = MoneyField()
    payment_id = serializers.UUIDField(source="intent_id")
    parts = PartShown(many=True)


class PurchaseHappeningShown(serializers.Serializer[Any]):
    """Something that happened to a purchase."""

    code = serializers.CharField()
    source = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    vendor = serializers.CharField(allow_null=True, help_text="The vendor's slug.")
    data = serializers.DictField()


class PurchaseShown(PurchaseRowShown):
    """A purchase with its address, sums and timeline. Nothing in it is computed again."""

    address = AddressShown()
    currency = serializers.CharField()
    goods = MoneyField()
    shipping = MoneyField()
    duty = MoneyField()
    tax = MoneyField()
    fees = MoneyField()
    on_arrival = MoneyField(help_text="What the buyer owes at the door.")
    timeline = PurchaseHappeningShown(many=True)


class StaffOrderShown(OrderShown):
    """An order as its vendor sees it, and whose it is."""

    vendor = serializers.CharField(help_text="The vendor's slug.")


class SumField(MoneyField):
    """A sum that a payment's row holds in minor units of its currency."""

    def __init__(self, units: str) -> None:
        self.units = units
        super().__init__(source="*", read_only=True)

    def to_representation(self, value: Any) -> dict[str, str]:
        return super().to_representation(value.money(getattr(value, self.units)))


class PaymentRowShown(serializers.Serializer[Any]):
    """A payment as a line of a list. Amounts sum what was asked of the provider."""

    id = serializers.UUIDField(source="public_id")
    status = serializers.ChoiceField(choices=IntentStatus.choices)
    gateway = serializers.CharField()
    amount = SumField("amount")
    authorised = SumField("authorised")
    captured = SumField("captured")
    voided = SumField("voided")
    refunded = SumField("refunded")
    problem = serializers.CharField(allow_blank=True)
    checkout_id = serializers.UUIDField(source="session_id")
    purchase_id = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class OperationShown(serializers.Serializer[Any]):
    """One thing that was asked of the provider."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=OperationKind.choices)
    state = serializers.ChoiceField(choices=OperationState.choices)
    amount = serializers.SerializerMethodField()
    reference = serializers.CharField(allow_blank=True, help_text="The provider's.")
    reason = serializers.CharField(allow_blank=True)
    problem = serializers.CharField(allow_blank=True)
    tries = serializers.IntegerField()
    requested_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(MoneyField())
    def get_amount(self, operation: Any) -> dict[str, str]:
        return on_wire(from_minor(operation.amount, operation.currency))


class AttemptShown(serializers.Serializer[Any]):
    """One page at the provider."""

    status = serializers.ChoiceField(choices=AttemptStatus.choices)
    reference = serializers.CharField(allow_blank=True)
    payment_reference = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    operations = OperationShown(many=True)


class CallbackShown(serializers.Serializer[Any]):
    """A signed message of the provider. What it says is never believed: it makes us ask."""

    kind = serializers.CharField()
    reference = serializers.CharField(allow_blank=True)
    received_at = serializers.DateTimeField()
    handled_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField(allow_blank=True)


class PaymentShown(serializers.Serializer[Any]):
    """A payment, its attempts with what was asked, and what the provider sent."""

    payment = PaymentRowShown()
    attempts = AttemptShown(many=True)
    callbacks = CallbackShown(many=True)
