"""Catalog · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class CatalogConfig(AppConfig):
    name = "apps.catalog"
    schema = Schema.VENDOR

    def ready(self) -> None:
        from apps.outbox import registry

        from . import subscribers, webhooks

        registry.subscribe(
            "catalog.picture_added", subscribers.have_avif_made, name="catalog.have_avif_made", enters_vendor=True
        )
        registry.subscribe_many(
            "catalog.product_changed", subscribers.tell_classification, name="catalog.tell_classification",
            enters_vendor=True,
        )  # fmt: skip
        for topic, handler in (
            ("classification.code_confirmed", subscribers.take_code),
            ("classification.code_withdrawn", subscribers.give_code_back),
        ):
            registry.subscribe(topic, handler, name=f"catalog.{handler.__name__}", enters_vendor=True)
        webhooks.offer_all()
