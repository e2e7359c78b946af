"""Tariffs · `manage.py explain_landed_cost`: duty, tax and fees of a parcel, each with its rule and source."""

from __future__ import annotations

import argparse
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.common import clock
from apps.common.errors import MarketError
from apps.tariffs import selectors
from apps.tariffs.types import Assessment


def _goods(text: str) -> tuple[str, str, Decimal, int]:
    """`HS:ORIGIN:VALUE:GRAMS`, for example 691110:CN:40.00:900."""
    try:
        code, origin, value, grams = text.split(":")
        return code, origin.upper(), Decimal(value), int(grams)
    except (ValueError, ArithmeticError):
        raise argparse.ArgumentTypeError(f"{text} is not HS:ORIGIN:VALUE:GRAMS, like 691110:CN:40.00:900") from None


class Command(BaseCommand):
    help = "Explain what a parcel owes: explain_landed_cost CN DE 691110:CN:40.00:900 --freight 9.00"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ship_from", type=str.upper)
        parser.add_argument("ship_to", type=str.upper)
        parser.add_argument("goods", nargs="+", type=_goods, metavar="HS:ORIGIN:VALUE:GRAMS")
        parser.add_argument("--currency", default="EUR", type=str.upper)
        parser.add_argument("--freight", default=Decimal(0), type=Decimal)
        parser.add_argument("--insurance", default=Decimal(0), type=Decimal)
        parser.add_argument("--business", action="store_true", help="the buyer has a valid tax id")
        parser.add_argument("--on", default=None, type=date.fromisoformat, help="the day, today if not given")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["on"] or clock.now().date()
        goods = [(code, origin, value, grams, 1) for code, origin, value, grams in options["goods"]]
        try:
            found = selectors.explain(
                goods,
                ship_from=options["ship_from"],
                ship_to=options["ship_to"],
                currency=options["currency"],
                on=day,
                freight=options["freight"],
                insurance=options["insurance"],
                buyer_is_business=options["business"],
            )
        except MarketError as problem:
            raise CommandError(problem.text()) from problem
        self._print(found)

    def _print(self, found: Assessment) -> None:
        verified = "verified" if found.is_verified else "not verified"
        self.stdout.write(
            f"{found.scheme} · {found.incoterm} · {found.as_of} · rules {found.rule_set[:12]} · {verified}\n"
        )
        for line in found.lines:
            rate = f"{line.rate:.4%}" if line.rate is not None else line.expression or "fixed"
            mark = "" if line.is_verified else " (not verified)"
            self.stdout.write(
                f"  {line.ref or '–':>3} {line.label:<30} {line.authority_base.amount:>12} × {rate:<22}"
                f" {line.authority_amount.amount:>10} {line.authority_amount.currency.code}"
                f" = {line.amount.amount:>10} {line.amount.currency.code}  at the {line.collected_by}"
            )
            self.stdout.write(f"      {line.rule_id}: {line.source_title}, {line.checked_on}{mark}")
        for note in found.notes:
            self.stdout.write(f"  · {note}")
        self.stdout.write(f"  duty {found.duty.amount}, tax {found.tax.amount}, fees {found.fees.amount}: "
                          f"{found.payable.amount} {found.currency}")  # fmt: skip
