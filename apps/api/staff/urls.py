"""API · staff · addresses below /api/v1/staff/."""

from __future__ import annotations

from django.urls import path

from .views import me

urlpatterns = [
    path("me", me.Me.as_view()),
]
