"""Ledger · `manage.py trial_balance`: debits against credits by currency, and what checkpoints say of accounts."""

from __future__ import annotations

import sys
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from apps.ledger import selectors
from apps.ledger.types import CheckpointFault


class Command(BaseCommand):
    help = "Prints debits, credits and their difference by currency; exits 1 where anything differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="also print what stands on each account")
        parser.add_argument(
            "--checkpoints", action="store_true", help="also hold each checkpoint against the postings before it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(file=cast(IO[str], self.stdout))
        rows = selectors.trial_balance()
        table = Table("currency", "debit", "credit", "difference", title="Trial balance")
        for row in rows:
            table.add_row(row.currency, *(f"{money.amount:,}" for money in (row.debit, row.credit, row.difference)))
        console.print(table)
        if options["accounts"]:
            console.print(self._accounts())
        faults = selectors.checkpoint_faults() if options["checkpoints"] else []
        if options["checkpoints"]:
            console.print(self._faults(faults) if faults else "Every checkpoint says what the postings come to.")
        if any(row.difference.amount for row in rows):
            self.stderr.write("The books do not balance.")
            sys.exit(1)
        if faults:
            self.stderr.write("Checkpoints are wrong. They are derived: delete those rows, and they are made again.")
            sys.exit(1)

    def _faults(self, faults: list[CheckpointFault]) -> Table:
        table = Table("account", "vendor", "detail", "checkpoint", "postings", title="Wrong checkpoints")
        for fault in faults:
            vendor = str(fault.vendor_id or "")
            table.add_row(fault.code.value, vendor, fault.detail, str(fault.kept), str(fault.posted))
        return table

    def _accounts(self) -> Table:
        table = Table("account", "of", "currency", "balance", title="Accounts")
        for account in selectors.balances():
            money = account.balance
            owner = account.vendor_name or account.detail
            table.add_row(account.code.value, owner, money.currency.code, f"{money.amount:,}")
        return table
