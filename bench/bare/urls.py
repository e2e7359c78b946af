"""bench · no app · the bare view's address."""

from __future__ import annotations

from django.urls import path

from bench.bare.views import ok

urlpatterns = [path("", ok)]
