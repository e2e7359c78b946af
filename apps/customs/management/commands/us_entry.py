"""Customs · `us_entry`: the data of an entry into the United States, for a broker."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_tenants.utils import tenant_context

from apps.common.errors import MarketError
from apps.customs import selectors
from apps.customs.documents import us_entry
from apps.customs.types import Snapshot
from apps.vendors import selectors as vendors


class Command(BaseCommand):
    help = "Write what CBP Form 7501 asks for of a declaration to the United States, and what of it is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the vendor")
        parser.add_argument("declaration", type=UUID, help="the id of the declaration, as its page's address has it")
        parser.add_argument("--csv", action="store_true", help="the lines as CSV in place of the whole as JSON")

    def handle(self, *, slug: str, declaration: UUID, **options: Any) -> None:
        try:
            with tenant_context(vendors.by_slug(slug)):
                snapshot = Snapshot.from_json(selectors.declaration(declaration).snapshot)
            text = us_entry.written(snapshot, "csv" if options["csv"] else "json")
            self.stdout.write(text, ending="" if options["csv"] else "\n")
        except (MarketError, ValueError) as error:
            raise CommandError(str(error)) from error
