"""Vendors · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class VendorsConfig(AppConfig):
    name = "apps.vendors"
    schema = Schema.PUBLIC
