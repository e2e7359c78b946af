"""Portability · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class PortabilityConfig(AppConfig):
    name = "apps.portability"
    schema = Schema.PUBLIC
