"""Storefront · addresses of gift cards that shoppers buy."""

from __future__ import annotations

from django.urls import path

from apps.storefront.views import gift_card, gift_cards

_CARD = "gift-cards/<uuid:public_id>/"

urlpatterns = [
    path("gift-cards/", gift_cards.buy, name="gift_cards"),
    path("gift-cards/mine/", gift_cards.mine, name="gift_cards_mine"),
    path(_CARD, gift_card.gift_card, name="gift_card"),
    path(f"{_CARD}pay/", gift_card.pay, name="gift_card_pay"),
    path(f"{_CARD}wechat/", gift_card.wechat, name="gift_card_wechat"),
    path(f"{_CARD}status/", gift_card.status, name="gift_card_status"),
    path(f"{_CARD}send/", gift_card.send, name="gift_card_send"),
    path(f"{_CARD}recipient/", gift_card.recipient, name="gift_card_recipient"),
    path(f"{_CARD}return/", gift_card.give_back, name="gift_card_return"),
]
