"""Ledger · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class LedgerConfig(AppConfig):
    name = "apps.ledger"
    schema = Schema.PUBLIC

    def ready(self) -> None:
        from apps.reference import operations as reference

        from . import operations

        reference.register_loader("ledger", operations.load_rows)
