"""Credits · `manage.py check_credit`: balances, entries, holds and the books' liability held against each other."""

from __future__ import annotations

import sys
from typing import IO, Any, cast

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from apps.credits import selectors


class Command(BaseCommand):
    help = "Holds gift cards and store credit against their entries, holds and the books; exits 1 where they differ."

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(file=cast(IO[str], self.stdout))
        owed = Table("currency", "gift cards", "store credit", "owed", title="What buyers may spend")
        for row in selectors.owed():
            owed.add_row(row.currency, *(f"{one.amount:,}" for one in (row.cards, row.accounts, row.total)))
        console.print(owed)
        faults = selectors.faults()
        if not faults:
            console.print("Balances, entries, holds and books agree.")
            return
        table = Table("what", "says", "should be", title="Differences")
        for fault in faults:
            table.add_row(fault.what, str(fault.says), str(fault.should))
        console.print(table)
        sys.exit(1)
