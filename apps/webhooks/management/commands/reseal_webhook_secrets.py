"""Webhooks · after a change of the installation's encryption keys."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.webhooks import operations


class Command(BaseCommand):
    help = "Put every webhook secret under the first of ENCRYPTION_KEYS; afterwards the older keys can be taken away."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            count, lost = operations.reseal_secrets()
        self.stdout.write(f"{count} endpoints are under the first key.")
        if lost:
            raise CommandError(
                f"No key opens the secrets of {', '.join(lost)}: put the key that sealed them into ENCRYPTION_KEYS "
                "again, or have their owners rotate them."
            )
