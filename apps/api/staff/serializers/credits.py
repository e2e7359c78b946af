"""API · staff · gift cards and store credit."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from apps.api.serializers import Body, MoneyField
from apps.credits.types import CardState, Origin


class GiftCardBody(Body):
    """Gift cards of one value. `sold`: somebody pays outside the shop; `given`: goodwill."""

    value = MoneyField(currencies=tuple(settings.CURRENCIES))
    count = serializers.IntegerField(min_value=1, max_value=500, required=False, default=1)
    origin = serializers.ChoiceField(choices=[Origin.SOLD, Origin.GIVEN])
    expires_at = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="Left out: as the installation's rule says."
    )
    batch = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class GiftCardShown(serializers.Serializer[Any]):
    """A gift card; of its code only the last four characters are known."""

    id = serializers.UUIDField(source="public_id")
    last_four = serializers.CharField()
    state = serializers.ChoiceField(choices=CardState.choices)
    origin = serializers.ChoiceField(choices=Origin.choices)
    value = MoneyField()
    balance = MoneyField()
    held = MoneyField(help_text="Set aside for checkouts that wait for their payment.")
    expires_at = serializers.DateTimeField(allow_null=True)
    batch = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    issued_at = serializers.DateTimeField()


class NewGiftCard(serializers.Serializer[Any]):
    """A new card with its code: in the first answer to its key and in none after it."""

    code = serializers.CharField(allow_blank=True, help_text="Empty where the key has issued these cards before.")
    card = GiftCardShown()


class NewGiftCards(serializers.Serializer[Any]):
    cards = NewGiftCard(many=True)


class StoreCreditBody(Body):
    """Store credit for the person with an e-mail address, at the marketplace's cost."""

    email = serializers.EmailField(max_length=254)
    amount = MoneyField(currencies=tuple(settings.CURRENCIES))
    reason = serializers.CharField(max_length=200, help_text="The buyer reads it.")


class StoreCreditGiven(serializers.Serializer[Any]):
    """What the person may spend in that currency now."""

    email = serializers.CharField()
    available = MoneyField()
