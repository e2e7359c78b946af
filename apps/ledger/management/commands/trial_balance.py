"""Ledger · `manage.py trial_balance`: debits against credits, by currency."""

from __future__ import annotations

import sys
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from apps.ledger import selectors


class Command(BaseCommand):
    help = "Prints debits, credits and their difference by currency; exits 1 where they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="also print what stands on each account")

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(file=cast(IO[str], self.stdout))
        rows = selectors.trial_balance()
        table = Table("currency", "debit", "credit", "difference", title="Trial balance")
        for row in rows:
            table.add_row(row.currency, *(f"{money.amount:,}" for money in (row.debit, row.credit, row.difference)))
        console.print(table)
        if options["accounts"]:
            console.print(self._accounts())
        if any(row.difference.amount for row in rows):
            self.stderr.write("The books do not balance.")
            sys.exit(1)

    def _accounts(self) -> Table:
        table = Table("account", "of", "currency", "balance", title="Accounts")
        for account in selectors.balances():
            money = account.balance
            owner = account.vendor_name or account.detail
            table.add_row(account.code.value, owner, money.currency.code, f"{money.amount:,}")
        return table
