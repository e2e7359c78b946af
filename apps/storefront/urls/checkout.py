"""Storefront · addresses of cart, checkout and payment · no tables."""

from __future__ import annotations

from django.urls import path

from apps.storefront.views import (
    callbacks,
    carrier_callbacks,
    cart,
    checkout,
    checkout_credit,
    credit,
    customs_callbacks,
    order_list,
    payment,
    payment_waiting,
)

urlpatterns = [
    path("cart/", cart.cart, name="cart"),
    path("cart/add/", cart.cart_add, name="cart_add"),
    path("cart/update/", cart.cart_update, name="cart_update"),
    path("credit/", credit.credit, name="account_credit"),
    path("order-list/", order_list.order_list, name="order_list"),
    path("checkout/", checkout.checkout_start, name="checkout_start"),
    path("checkout/<uuid:session>/pay/", payment.checkout_pay, name="checkout_pay"),
    path("checkout/<uuid:session>/return/", payment.checkout_return, name="checkout_return"),
    path("checkout/<uuid:session>/wechat/", payment.checkout_wechat, name="checkout_wechat"),
    path("checkout/<uuid:session>/status/", payment_waiting.checkout_status, name="checkout_status"),
    path("checkout/<uuid:session>/back/", payment.checkout_back, name="checkout_back"),
    path("checkout/<uuid:session>/done/", payment.checkout_done, name="checkout_done"),
    path("checkout/<uuid:session>/why/", checkout.checkout_why, name="checkout_why"),
    path("checkout/<uuid:session>/credit/", checkout_credit.checkout_credit, name="checkout_credit"),
    path("checkout/<uuid:session>/<str:step>/", checkout.checkout, name="checkout"),
    path("callbacks/customs/", customs_callbacks.notice, name="customs_notice"),
    path("callbacks/customs/<slug:country>/", customs_callbacks.notice, name="customs_notice_of"),
    path("callbacks/carriers/<slug:carrier>/", carrier_callbacks.notice, name="carrier_notice"),
    path("callbacks/<slug:gateway>/", callbacks.callback, name="callback"),
]
