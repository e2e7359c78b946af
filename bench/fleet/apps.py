"""bench · vendor's schema · the app of the trial of migrations."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class FleetConfig(AppConfig):
    name = "bench.fleet"
    label = "bench_fleet"
    schema = Schema.VENDOR
