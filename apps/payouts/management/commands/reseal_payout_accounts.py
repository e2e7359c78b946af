"""Payouts · after a change of the installation's encryption keys."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.payouts import operations


class Command(BaseCommand):
    help = "Put every payout account under the first of ENCRYPTION_KEYS; afterwards the older keys can be taken away."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            count, lost = operations.reseal_accounts()
        self.stdout.write(f"{count} payout accounts are under the first key.")
        if lost:
            raise CommandError(
                f"No key opens the accounts {', '.join(lost)}: put the key that sealed them into ENCRYPTION_KEYS "
                "again, or have their vendors enter them anew."
            )
