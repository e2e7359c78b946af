"""API · storefront · gift cards that are bought."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from apps.api.serializers import Body, MoneyField
from apps.credits.types import CardState, SaleStatus
from apps.payments.types import CHOSEN_BY_BUYERS


class GiftCardOffer(serializers.Serializer[Any]):
    """What gift cards are sold for in one currency: one of `amounts`, or any from `least` to `most`."""

    amounts = serializers.ListField(child=MoneyField())
    least = MoneyField()
    most = MoneyField()


class RecipientBody(Body):
    """To whom a gift card goes."""

    recipient_name = serializers.CharField(max_length=80)
    recipient_email = serializers.EmailField(max_length=254)


class BuyBody(RecipientBody):
    """A gift card to buy. The code is mailed on the morning of `send_on` (UTC), today as soon as it is paid."""

    value = MoneyField(currencies=tuple(settings.SHOPPER_CURRENCIES))
    sender_name = serializers.CharField(max_length=80)
    message = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    send_on = serializers.DateField()


class BoughtGiftCard(serializers.Serializer[Any]):
    """A gift card that the person buys or bought; its code is in the recipient's mail alone.

    `left` and `last_four` are empty before it is issued and sent. `returnable_until` is set while the person can
    withdraw. A letter that did not leave is tried again at `retry_at`; since `undelivered_at` it is not: correct the
    recipient, or send it again.
    """

    id = serializers.UUIDField(source="public_id")
    status = serializers.ChoiceField(choices=SaleStatus.choices)
    value = MoneyField()
    sender_name = serializers.CharField()
    recipient_name = serializers.CharField()
    recipient_email = serializers.EmailField()
    message = serializers.CharField(allow_blank=True)
    send_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    retry_at = serializers.DateTimeField(allow_null=True)
    undelivered_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    issued_at = serializers.DateTimeField(allow_null=True)
    last_four = serializers.CharField(allow_blank=True)
    left = MoneyField(allow_null=True)
    is_blocked = serializers.BooleanField()
    returnable_until = serializers.DateTimeField(allow_null=True)


class PayableGiftCard(BoughtGiftCard):
    """A gift card, and while it waits for its payment the ways in which that can be made. See BoughtGiftCard."""

    methods = serializers.ListField(child=serializers.ChoiceField(choices=CHOSEN_BY_BUYERS))


class ReceivedGiftCard(serializers.Serializer[Any]):
    """A gift card that was mailed to one of the person's verified addresses; its code is in that mail alone."""

    id = serializers.UUIDField(source="public_id")
    sender_name = serializers.CharField()
    message = serializers.CharField(allow_blank=True)
    value = MoneyField()
    left = MoneyField()
    state = serializers.ChoiceField(choices=CardState.choices)
    last_four = serializers.CharField()
    sent_at = serializers.DateTimeField()


class OwnGiftCards(serializers.Serializer[Any]):
    """The newest hundred of each; those that were never paid are left out."""

    bought = BoughtGiftCard(many=True)
    received = ReceivedGiftCard(many=True)
