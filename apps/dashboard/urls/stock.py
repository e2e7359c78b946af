"""Dashboard · addresses of stock and warehouses."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import stock

urlpatterns = [
    path("stock/", stock.stock_list, name="dash_stock"),
    path("stock/warehouse/", stock.new_warehouse, name="dash_warehouse_new"),
    path("stock/<uuid:variant_id>/", stock.shelf, name="dash_shelf"),
]
