"""Catalog · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class CatalogConfig(AppConfig):
    name = "apps.catalog"
    schema = Schema.VENDOR
