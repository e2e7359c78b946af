"""Promises · `manage.py backtest_eta`: how well promises and freight estimates would have held on a history."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.promises import entries
from apps.promises.rules import backtest, freight

COVERED = (0.77, 0.83)
WAPE = 0.50


class Command(BaseCommand):
    help = (
        "Promise days for the later quarter of a history of shipments (CSV in the columns of USAID's SCMS delivery "
        "history), each by what was known on its day, and estimate freight from the earlier rows. Prints how often "
        "eight-of-ten windows held and how far estimates were off. The exit status is 1 where a bar is missed. "
        "Needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            shipments = entries.read(options["file"])
            result = backtest.run([one.past for one in shipments])
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except entries.NotAHistory as error:
            raise CommandError(f"{options['file']} lacks columns: {error}.") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        self._tell_days(result)
        costs = self._tell_freight([one.freight for one in shipments if one.freight])
        low, high = COVERED
        if not low <= result.covered <= high or (costs is not None and costs.wape > WAPE):
            raise SystemExit(1)

    def _tell_days(self, result: backtest.Result) -> None:
        write = self.stdout.write
        write(f"{result.learned} shipments due before {result.since}, {result.promised} promised from then on")
        write(f"80 % interval covers {100 * result.covered:.1f} % (bar: 77 to 83)")
        write(f"mean width {result.mean_days:.1f} days, after its last day {100 * result.late:.1f} %")
        write(
            f"by the schedule alone: {100 * result.late_by_table:.1f} % late, "
            f"{result.table_error_days:.1f} days off on average"
        )
        write("")
        write(f"{'lane':<48}{'count':>7}{'covered':>9}{'breach':>8}{'of schedule':>13}")
        for lane in result.lanes:
            write(
                f"{lane.name[:47]:<48}{lane.count:>7}{100 * lane.covered:>7.1f} %{100 * lane.late:>6.1f} %"
                f"{100 * lane.late_by_table:>11.1f} %"
            )
        write("")

    def _tell_freight(self, known: list[freight.Freight]) -> freight.Score | None:
        try:
            score = freight.backtest(known, held_back=backtest.HELD_BACK)
        except ValueError as error:
            self.stdout.write(f"freight: {error}")
            return None
        self.stdout.write(f"freight: {score.learned} shipments with weight and cost, {score.estimated} later ones")
        self.stdout.write(f"cost WAPE {score.wape:.3f} (bar: 0.50), median error {100 * score.median_error:.1f} %")
        self.stdout.write(
            f"by the rate per kilogram of country and mode alone: WAPE {score.plain_wape:.3f}, "
            f"median error {100 * score.plain_median_error:.1f} %"
        )
        return score
