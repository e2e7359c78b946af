"""API · staff · books and exchange rates."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import MoneyField
from apps.currencies.types import RateStatus
from apps.ledger.types import AccountCode


class TrialRowShown(serializers.Serializer[Any]):
    """All debits and credits of one currency; they are equal or the books are wrong."""

    currency = serializers.CharField()
    debit = MoneyField()
    credit = MoneyField()
    difference = MoneyField()


class AccountShown(serializers.Serializer[Any]):
    """What stands on one account; debit is positive."""

    code = serializers.ChoiceField(choices=AccountCode.choices)
    of = serializers.CharField(allow_blank=True, help_text="The vendor's name, or a detail such as the gateway.")
    balance = MoneyField()


class TrialBalanceShown(serializers.Serializer[Any]):
    currencies = TrialRowShown(many=True)
    accounts = AccountShown(many=True)


class RateShown(serializers.Serializer[Any]):
    """One unit of `base` in units of `quote`, as a source published it."""

    id = serializers.SerializerMethodField(help_text="base-quote-day-source")
    base = serializers.CharField()
    quote = serializers.CharField()
    rate = serializers.DecimalField(max_digits=18, decimal_places=8)
    source = serializers.CharField()
    source_url = serializers.CharField(allow_blank=True)
    published_on = serializers.DateField()
    fetched_at = serializers.DateTimeField()
    status = serializers.ChoiceField(choices=RateStatus.choices)
    jump = serializers.DecimalField(
        max_digits=9, decimal_places=6, allow_null=True, help_text="Move from the rate before, as a fraction."
    )
    published_at = serializers.DateTimeField(allow_null=True, help_text="Where the source says the instant.")
    deviation = serializers.DecimalField(
        max_digits=9, decimal_places=6, allow_null=True, help_text="Difference from other sources, as a fraction."
    )
    deviates_from = serializers.CharField(allow_blank=True, help_text="The sources it differs from too much.")
    reason = serializers.CharField(allow_blank=True, help_text="What was said when it was decided.")

    def get_id(self, rate: Any) -> str:
        return f"{rate.base}-{rate.quote}-{rate.published_on}-{rate.source}"
