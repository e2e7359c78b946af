"""Stock · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class StockConfig(AppConfig):
    name = "apps.stock"
    schema = Schema.PUBLIC

    def ready(self) -> None:
        from . import webhooks

        webhooks.offer_all()
