"""Outbox · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class OutboxConfig(AppConfig):
    name = "apps.outbox"
    schema = Schema.PUBLIC
