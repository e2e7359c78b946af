"""Storefront · addresses of a buyer's purchases."""

from __future__ import annotations

from django.urls import path

from apps.storefront.views import invoices, itineraries, order_change, purchases

urlpatterns = [
    path("purchases/", purchases.purchase_list, name="purchases"),
    path("purchases/claim/", purchases.claim, name="claim_purchase"),
    path("purchases/<uuid:public_id>/", purchases.purchase_page, name="purchase"),
    path("purchases/<uuid:public_id>/invoices/<uuid:invoice_id>/<str:form>/", invoices.invoice_file, name="invoice"),
    path("purchases/<uuid:public_id>/orders/<uuid:order_id>/change/", order_change.change_page, name="order_change"),
    path("purchases/<uuid:public_id>/orders/<uuid:order_id>/way/", itineraries.order_way, name="order_way"),
    path("track/<uuid:public_id>/<str:token>/", purchases.track, name="track"),
    path("follow/<uuid:public_id>/<str:token>/", purchases.follow, name="follow"),
]
