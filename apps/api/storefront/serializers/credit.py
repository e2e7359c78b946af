"""API · storefront · gift cards and store credit."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body, MoneyField
from apps.credits.types import EntryKind


class CardBody(Body):
    """A gift card's code, as people type it."""

    code = serializers.CharField(max_length=40)


class TenderBody(Body):
    """What shall pay first: the gift card of a `code`, or the person's own store credit."""

    code = serializers.CharField(max_length=40, required=False)
    store_credit = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs.get("code")) == attrs["store_credit"]:
            raise serializers.ValidationError({"code": ["Send a code, or store_credit: true."]})
        return attrs


class Tender(serializers.Serializer[Any]):
    """A gift card (`last_four` of its code) or store credit (empty), and what it pays."""

    id = serializers.UUIDField(source="account_id")
    last_four = serializers.CharField(allow_blank=True)
    amount = MoneyField()


class SpentTender(serializers.Serializer[Any]):
    """A gift card (`last_four` of its code) or store credit (empty) that paid, and what of it went back."""

    id = serializers.UUIDField(source="account_id")
    last_four = serializers.CharField(allow_blank=True)
    paid = MoneyField()
    given_back = MoneyField()


class CreditBalance(serializers.Serializer[Any]):
    """Store credit in one currency; `held` of the balance is set aside for a checkout."""

    id = serializers.UUIDField(source="account_id")
    balance = MoneyField()
    held = MoneyField()
    available = MoneyField()


class Movement(serializers.Serializer[Any]):
    """A change of a balance; above zero it grew."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    amount = MoneyField()
    occurred_at = serializers.DateTimeField()
    note = serializers.CharField(allow_blank=True)
    purchase_id = serializers.UUIDField(allow_null=True)


class StoreCredit(serializers.Serializer[Any]):
    """All balances, and the last hundred changes, the newest first."""

    balances = CreditBalance(many=True)
    movements = Movement(many=True)
