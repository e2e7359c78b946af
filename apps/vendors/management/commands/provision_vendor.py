"""Vendors · make a vendor from the command line."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.vendors import operations
from apps.vendors.models import Vendor


class Command(BaseCommand):
    help = "Register a vendor and make its schema, or finish the schema of one that is registered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="address of the shop: <slug>.<marketplace host>")
        parser.add_argument("--name", help="name on the shop")
        parser.add_argument("--legal-name", help="name in the commercial register")
        parser.add_argument("--country", default="DE", help="ISO 3166-1 alpha-2 code (default DE)")
        parser.add_argument("--currency", default="EUR", help="ISO 4217 code of its prices (default EUR)")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            vendor = Vendor.objects.filter(slug=options["slug"]).first()
            if vendor is None:
                name = options["name"] or options["slug"].replace("-", " ").title()
                with transaction.atomic():
                    vendor = operations.register(
                        slug=options["slug"],
                        name=name,
                        legal_name=options["legal_name"] or name,
                        country=options["country"],
                        currency=options["currency"],
                        languages=["en"],
                    )
            operations.provision(vendor.pk, at=now())
        except MarketError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{vendor.name}: schema {vendor.schema_name} ready in {time.monotonic() - started:.2f} s")
