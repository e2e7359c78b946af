"""Customs · `seal_trade_messages`: after an upgrade, or after a change of the key of digests."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError, transaction
from django_tenants.utils import tenant_context

from apps.common.errors import MarketError
from apps.customs.operations.sealing import Sealed, seal_kept
from apps.vendors import selectors as vendors


class Command(BaseCommand):
    help = (
        "Seal numbers of identity in kept messages for Chinese customs, and make their digests by the present "
        "IDENTITY_DIGEST_KEY. As often as you like; with PORTOLAN_DATABASE_ROLE=owner."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="these vendors (default: all)")

    def handle(self, *, slugs: list[str], **_options: Any) -> None:
        whole = Sealed(0, 0, 0, 0, 0, ())
        for slug in slugs or sorted(card.slug for card in vendors.by_schema().values()):
            try:
                with tenant_context(vendors.by_slug(slug)), transaction.atomic():
                    found = seal_kept()
            except MarketError as error:
                raise CommandError(f"{slug}: {error}") from error
            except ProgrammingError as error:
                raise CommandError(
                    f"{slug}: the database refused to change messages. Run this with PORTOLAN_DATABASE_ROLE=owner."
                ) from error
            if found.lost:
                self.stderr.write(f"{slug}: no key of ENCRYPTION_KEYS opens messages {', '.join(map(str, found.lost))}")
            whole += found
        self.stdout.write(
            f"{whole.known} messages: {whole.sealed} sealed, {whole.rekeyed} with another digest, "
            f"{whole.doubled} there twice; {whole.masked} findings masked."
        )
        if whole.lost:
            raise CommandError(
                f"{len(whole.lost)} messages stay as they are: put the key that sealed them into ENCRYPTION_KEYS again."
            )
