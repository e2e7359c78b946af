"""Dashboard · addresses of what would clear."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import clearing

urlpatterns = [
    path("clearing/", clearing.clearing_list, name="dash_clearing"),
    path("clearing/again/", clearing.clearing_again, name="dash_clearing_again"),
    path("clearing/sheet.csv", clearing.clearing_sheet, name="dash_clearing_sheet"),
    path("clearing/seller/", clearing.seller, name="dash_seller"),
    path("clearing/<uuid:product_id>/", clearing.clearing_page, name="dash_clearing_product"),
]
