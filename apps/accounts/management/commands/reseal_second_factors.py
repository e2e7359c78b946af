"""Accounts · after a change of the installation's encryption keys."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.accounts import operations


class Command(BaseCommand):
    help = "Put every authenticator's secret and recovery codes under the first of ENCRYPTION_KEYS; seal unsealed ones."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            count, lost = operations.reseal_second_factors()
        self.stdout.write(f"{count} authenticators are under the first key.")
        if lost:
            raise CommandError(
                f"No key opens the authenticators of {', '.join(lost)}: put the key that sealed them into "
                "ENCRYPTION_KEYS again, or remove them in the shell and have their owners set up new ones."
            )
