"""Dashboard · addresses of what is to be sent, what is late, how each way did, and what a parcel would cost."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import sending, shipping_cost

urlpatterns = [
    path("shipping/", sending.to_ship, name="dash_to_ship"),
    path("shipping/late/", sending.late, name="dash_late"),
    path("shipping/lanes/", sending.lanes, name="dash_lanes"),
    path("shipping/lanes.csv", sending.lanes_sheet, name="dash_lanes_sheet"),
    path("shipping/cost/", shipping_cost.shipping_cost, name="dash_shipping_cost"),
]
