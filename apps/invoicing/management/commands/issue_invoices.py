"""Issue invoices of purchases that have none: those of before there were invoices; or look for gaps in the numbers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from apps.common.clock import now
from apps.invoicing import operations, selectors


class Command(BaseCommand):
    help = "Issue invoices, and credit notes of refunds, of purchases that have none yet. Repeating it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--most", type=int, default=1000, help="how many purchases at most (1000)")

        parser.add_argument("--check", action="store_true", help="issue nothing: end with 1 where a number is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            if gaps := selectors.gaps():
                raise CommandError(f"Series with a gap (vendor:kind:year): {', '.join(gaps)}")
            self.stdout.write("Every series runs from 1 to its last number without a gap.")
            return
        purchases = documents = 0
        for purchase_id, refunds in selectors.without_invoices(most=options["most"]):
            with transaction.atomic():
                made = operations.issue(purchase_id, at=now())
                for refund_id, order_id in refunds:
                    made += operations.credit_refund(refund_id, purchase_id=purchase_id, order_id=order_id, at=now())
            purchases, documents = purchases + 1, documents + len(made)
        self.stdout.write(f"{documents} documents issued of {purchases} purchases.")
