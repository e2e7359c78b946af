"""Shipping · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class ShippingConfig(AppConfig):
    name = "apps.shipping"
    schema = Schema.VENDOR

    def ready(self) -> None:
        # A carrier's message in the web hands its news to a task of ours by name.
        from . import subscribers, tasks  # noqa: F401

        subscribers.register()
