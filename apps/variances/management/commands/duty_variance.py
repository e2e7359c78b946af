"""Variances · `manage.py duty_variance`: quoted against collected against assessed, by reason and lane."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.common.clock import now
from apps.variances import selectors

_DAYS = 90


class Command(BaseCommand):
    help = "What authorities assessed against what was quoted and collected, by month, lane and reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, help=f"first day; {_DAYS} days ago if not given")
        parser.add_argument("--until", type=date.fromisoformat, help="last day; today if not given")
        parser.add_argument("--csv", action="store_true", help="as CSV, for a spreadsheet")

    def handle(self, *args: Any, **options: Any) -> None:
        until = options["until"] or now().date()
        since = options["since"] or until - timedelta(days=_DAYS)
        if since > until:
            raise CommandError("--since is after --until.")
        rows = selectors.by_lane(since=since, until=until)
        if options["csv"]:
            self.stdout.write(selectors.as_csv(rows), ending="")
            return
        whole = selectors.whole(since=since, until=until)
        self.stdout.write(
            f"{since} to {until}: {whole.count} declarations assessed, {whole.as_quoted} as quoted; of"
            f" {whole.collected_as_quoted} the buyer paid just what was quoted."
        )
        for one in rows:
            self.stdout.write(
                f"{one.month:%Y-%m}  {one.ship_from} > {one.ship_to}  {one.reason.value:<16} {one.borne_by.value:<12}"
                f"{one.count:>6}  {one.quoted.currency.code}  quoted {one.quoted.amount:>12}"
                f"  assessed {one.assessed.amount:>12}  difference {one.difference.amount:>+10}"
            )
