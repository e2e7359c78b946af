"""API · vendor · balances and payouts."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import MoneyField
from apps.ledger.types import JournalKind
from apps.payouts.types import PayoutStatus


class BalanceShown(serializers.Serializer[Any]):
    """What the vendor is owed in one currency. `owed` is available, pending and in preparation together."""

    currency = serializers.CharField()
    available = MoneyField(help_text="Due, and not in a payout yet.")
    pending = MoneyField(help_text="Due some days after delivery.")
    in_preparation = MoneyField(help_text="In a payout that is not approved.")
    in_transit = MoneyField(help_text="On its way to the bank account.")
    reserve = MoneyField(help_text="Kept back for a while.")
    owed = MoneyField()


class BalancesShown(serializers.Serializer[Any]):
    data = BalanceShown(many=True)


class PayoutRowShown(serializers.Serializer[Any]):
    """One payout. `amount` leaves the balance, `paid` reaches the account; `rate` where the currencies differ."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField(help_text="The end-to-end id on the bank statement.")
    status = serializers.ChoiceField(choices=PayoutStatus.choices)
    amount = MoneyField()
    paid = MoneyField()
    rate = serializers.DecimalField(max_digits=24, decimal_places=12, allow_null=True)
    account = serializers.CharField(allow_blank=True, help_text="Holder and the last characters of the number.")
    problem = serializers.CharField(allow_blank=True, help_text="What the bank says, where it did not arrive.")
    made_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)


class ItemShown(serializers.Serializer[Any]):
    """One posting that a payout pays; what the vendor gets is positive."""

    posting = serializers.IntegerField(source="posting_id")
    kind = serializers.ChoiceField(choices=JournalKind.choices)
    memo = serializers.CharField(allow_blank=True)
    purchase_id = serializers.UUIDField(allow_null=True)
    occurred_at = serializers.DateTimeField()
    amount = MoneyField()


class PayoutShown(PayoutRowShown):
    items = ItemShown(many=True)
