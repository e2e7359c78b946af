"""Warehouse · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class WarehouseConfig(AppConfig):
    name = "apps.warehouse"
    schema = Schema.VENDOR
