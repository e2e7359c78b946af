"""Storefront · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class StorefrontConfig(AppConfig):
    name = "apps.storefront"
    schema = Schema.NONE
