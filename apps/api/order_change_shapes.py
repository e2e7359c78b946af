"""API · an order that changes before it is sent: what is asked for, what can be, for vendors, buyers and staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body, MoneyField
from apps.common.types import ActorKind
from apps.orders.types import CancelCause, OrderView

from .refund_shapes import PiecesBody
from .storefront.serializers.checkouts import AddressMembers

_CAUSES = [(one.value, one.value) for one in CancelCause]


class CallOffBody(Body):
    """Pieces that are not sent any more."""

    lines = PiecesBody(many=True)
    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200, help_text="The other side reads it."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len({one["line"] for one in attrs["lines"]}) != len(attrs["lines"]):
            raise serializers.ValidationError({"lines": ["Name each line once."]})
        return attrs


class LeaveOutBody(CallOffBody):
    cause = serializers.ChoiceField(
        choices=_CAUSES, help_text="What is missing or broken leaves the shelf as a correction; else it is on sale."
    )


class SwapBody(Body):
    """Another version for all pieces of a line that are still to be sent."""

    line = serializers.IntegerField(min_value=1, help_text="The line's place in the order, from 1.")
    variant = serializers.UUIDField(help_text="A version of the same product that costs as much or less.")


class NewAddressBody(Body):
    address = AddressMembers()


class WishesBody(Body):
    note = serializers.CharField(max_length=300, allow_blank=True, help_text="What the seller should heed.")
    gift_message = serializers.CharField(max_length=300, allow_blank=True, help_text="Printed on the packing slip.")


class LineToCancelShown(serializers.Serializer[Any]):
    line = serializers.SerializerMethodField(help_text="The line's place in the order, from 1.")
    title = serializers.CharField()
    option_label = serializers.CharField(allow_blank=True)
    unit_price = MoneyField()
    quantity = serializers.IntegerField()
    left = serializers.IntegerField(help_text="Pieces that can still be called off.")

    def get_line(self, one: Any) -> int:
        return int(one.place) + 1


class ChangesShown(serializers.Serializer[Any]):
    """What a buyer can still change of an order."""

    order_id = serializers.UUIDField()
    status = serializers.CharField()
    lines = LineToCancelShown(many=True)
    may_go_elsewhere = serializers.BooleanField(help_text="Whether the address can be changed, within its country.")
    note = serializers.CharField(allow_blank=True)
    gift_message = serializers.CharField(allow_blank=True)


def pieces_of(body: Mapping[str, Any]) -> dict[int, int]:
    """How many pieces of which place, from 0."""
    return {one["line"] - 1: one["quantity"] for one in body["lines"]}


def changes(order: OrderView) -> dict[str, Any]:
    """What `ChangesShown` shows of an order."""
    return {
        "order_id": order.row.public_id,
        "status": order.row.status,
        "lines": order.to_cancel(ActorKind.BUYER),
        "may_go_elsewhere": order.may_go_elsewhere,
        "note": order.note,
        "gift_message": order.gift_message,
    }
