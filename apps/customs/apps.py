"""Customs · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class CustomsConfig(AppConfig):
    name = "apps.customs"
    schema = Schema.VENDOR

    def ready(self) -> None:
        from . import subscribers, webhooks

        subscribers.register()
        webhooks.offer_all()
