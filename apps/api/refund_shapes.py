"""API · refunds as programs of vendors and of staff ask for them and read them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from apps.checkout.types.refunds import Funder, RefundKind, RefundReason, RefundStatus, RefundWish

from .serializers import Body, MoneyField, SerialsField

KINDS = [kind for kind in RefundKind if kind is not RefundKind.CHARGEBACK]
REASONS = [reason for reason in RefundReason if reason not in (RefundReason.CANCELLED, RefundReason.DISPUTED)]


class PiecesBody(Body):
    """Pieces of one line."""

    line = serializers.IntegerField(min_value=1, help_text="The line's place in the order, from 1.")
    quantity = serializers.IntegerField(min_value=1)


class RefundBody(Body):
    """What goes back. `lines` for lines; `amount`, in the currency that was charged, for amount, shipping, goodwill."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in KINDS])
    reason = serializers.ChoiceField(choices=[(reason.value, reason.value) for reason in REASONS])
    lines = PiecesBody(many=True, required=False)
    amount = MoneyField(required=False, help_text="For shipping, left out means all of it.")
    with_shipping = serializers.BooleanField(required=False, default=False, help_text="Lines with their shipping.")
    restock = serializers.BooleanField(required=False, default=False, help_text="The pieces are on the shelf again.")
    serials = SerialsField(
        help_text="With restock: the serial number of each piece that is back, where not all of a line that left are."
    )
    to_credit = serializers.BooleanField(
        required=False, default=False, help_text="The buyer chose store credit instead of money; needs an account."
    )
    note = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200, help_text="The buyer reads it."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        kind = attrs["kind"]
        if kind == RefundKind.LINES and not attrs.get("lines"):
            raise serializers.ValidationError({"lines": ["Say how many pieces of which line."]})
        if kind in (RefundKind.AMOUNT, RefundKind.GOODWILL) and attrs.get("amount") is None:
            raise serializers.ValidationError({"amount": ["Say how much."]})
        if len({one["line"] for one in attrs.get("lines", ())}) != len(attrs.get("lines", ())):
            raise serializers.ValidationError({"lines": ["Name each line once."]})
        return attrs


class StaffRefundBody(RefundBody):
    funder = serializers.ChoiceField(
        choices=Funder.choices, required=False, default=Funder.MARKETPLACE, help_text="Who bears goodwill."
    )


class RefundLineShown(serializers.Serializer[Any]):
    line = serializers.SerializerMethodField(help_text="The line's place in the order, from 1.")
    sku = serializers.CharField()
    title = serializers.CharField()
    quantity = serializers.IntegerField()
    amount = MoneyField()
    serials = serializers.ListField(
        child=serializers.CharField(), help_text="The serial numbers under which pieces go back on the shelf."
    )

    def get_line(self, one: Any) -> int:
        return int(one.place) + 1


class RefundShown(serializers.Serializer[Any]):
    """A refund. `by_vendor` is what the vendor is owed less for it, in its own currency."""

    id = serializers.UUIDField(source="public_id")
    order_id = serializers.UUIDField()
    order_number = serializers.CharField()
    kind = serializers.ChoiceField(choices=RefundKind.choices)
    reason = serializers.ChoiceField(choices=RefundReason.choices)
    status = serializers.ChoiceField(choices=RefundStatus.choices)
    amount = MoneyField()
    credited = MoneyField(help_text="What of it went to gift cards and store credit.")
    by_vendor = MoneyField()
    restock = serializers.BooleanField()
    note = serializers.CharField(allow_blank=True)
    lines = RefundLineShown(many=True)
    requested_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)
    problem = serializers.CharField(allow_blank=True)


class RefundsShown(serializers.Serializer[Any]):
    """What can still be given back of an order, and what was, newest first."""

    paid = MoneyField()
    refunded = MoneyField()
    left = MoneyField()
    held = MoneyField(help_text="What cannot be given back now: the payment is disputed, or not all taken yet.")
    shipping_left = MoneyField()
    data = RefundShown(many=True)


class PostingShown(serializers.Serializer[Any]):
    """One leg of what would be booked; debit is positive."""

    account = serializers.CharField(source="code")
    of = serializers.CharField(source="owner", allow_blank=True)
    amount = MoneyField()


class RefundPreviewShown(serializers.Serializer[Any]):
    """What a refund would do; nothing is kept. `left` is what could be given back after it."""

    amount = MoneyField()
    credited = MoneyField(help_text="What of it would go to gift cards and store credit.")
    by_vendor = MoneyField()
    left = MoneyField()
    lines = RefundLineShown(many=True)
    postings = PostingShown(many=True)
    needs_second_person = serializers.BooleanField()


def key_of(actor: str, key: str) -> str:
    """The operation's key for a request: who asks (`actor`) and its Idempotency-Key."""
    return f"api:{hashlib.sha256(f'{actor}:{key}'.encode()).hexdigest()[:40]}"


def wish_of(body: Mapping[str, Any], *, funder: Funder | None = None) -> RefundWish:
    """What a body asks for; `funder` where the body does not say who bears goodwill."""
    kind = RefundKind(body["kind"])
    takes_amount = kind in (RefundKind.AMOUNT, RefundKind.SHIPPING, RefundKind.GOODWILL)
    return RefundWish(
        kind=kind,
        reason=RefundReason(body["reason"]),
        lines={one["line"] - 1: one["quantity"] for one in body.get("lines", ())} if kind is RefundKind.LINES else None,
        amount=body.get("amount") if takes_amount else None,
        with_shipping=body["with_shipping"],
        funder=funder or Funder(body["funder"]),
        restock=body["restock"] and kind in (RefundKind.LINES, RefundKind.WHOLE),
        serials=body["serials"],
        note=body["note"],
        to_credit=body["to_credit"],
    )
