"""Dashboard · addresses of refunds."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import refunds

urlpatterns = [path("orders/<uuid:public_id>/refund/", refunds.refund, name="dash_refund")]
