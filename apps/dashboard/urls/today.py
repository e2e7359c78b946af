"""Dashboard · the first page of the back office."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import today

urlpatterns = [path("", today.today, name="dash_today")]
