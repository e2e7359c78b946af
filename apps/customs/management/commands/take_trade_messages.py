"""Customs · `take_trade_messages`: messages of China's cross-border system out of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django_tenants.utils import tenant_context

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.customs.documents import ceb, ceb_signature
from apps.customs.errors import BadMessage
from apps.customs.operations import matching
from apps.vendors import selectors as vendors


class Command(BaseCommand):
    help = (
        "Take in messages (CEB303, 311, 403, 411, 505, 511, 603, 621) and match them. All files are "
        "read before the first is taken in; what is known already changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the vendor")
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--certificate", type=Path, metavar="PEM", help="take only what is signed with its key")

    def handle(self, *, slug: str, files: list[Path], certificate: Path | None, **options: Any) -> None:
        at, taken = now(), 0
        try:
            pem = certificate.read_bytes() if certificate else None
            vendor = vendors.by_slug(slug)
            messages = [self._read(path, pem) for path in files]
        except (MarketError, OSError) as error:
            raise CommandError(str(error)) from error
        with tenant_context(vendor), transaction.atomic():
            for message in messages:
                taken += matching.receive(message, at=at)
        self.stdout.write(f"{taken} messages taken in, {len(files) - taken} known already.")

    def _read(self, path: Path, pem: bytes | None) -> Any:
        xml = path.read_bytes()
        try:
            return ceb.read(xml) if pem is None else ceb_signature.verified(xml, certificate=pem)
        except BadMessage as error:
            raise CommandError(f"{path}: {error}") from error
