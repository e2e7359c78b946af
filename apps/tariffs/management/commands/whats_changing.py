"""Tariffs · `manage.py whats_changing --on DAY`: what consignments owe before and after a day, and by which rules."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.common import clock
from apps.common.errors import MarketError
from apps.tariffs.selectors import flips, life
from apps.tariffs.selectors.flips import Flip, Sample
from apps.tariffs.selectors.lenses import NOW, Supposed
from apps.tariffs.selectors.places import chain_of
from apps.tariffs.types import AssessmentLine


class Command(BaseCommand):
    help = (
        "What changes on a day: the shipped baskets to each destination, the newest purchases, or the consignments of "
        "a JSON file (in the form of docs/landed-cost.md), by the rules of the day and of the day before."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE.json")
        parser.add_argument("--on", required=True, type=date.fromisoformat, metavar="DAY")
        parser.add_argument("--before", type=date.fromisoformat, metavar="DAY", help="compared with; the day before")
        parser.add_argument("--to", nargs="+", type=str.upper, default=["DE", "GB", "US"], metavar="COUNTRY")
        parser.add_argument(
            "--purchases", type=int, default=0, metavar="N", help="the newest purchases in place of baskets"
        )
        parser.add_argument("--drafts", action="store_true", help="as if all rules that wait were in force")

    def handle(self, *args: Any, **options: Any) -> None:
        after = options["on"]
        before = options["before"] or after - timedelta(days=1)
        samples = self._samples(options)
        lens = Supposed([one.row for one in life.waiting()]) if options["drafts"] else NOW
        changed = 0
        for flip in flips.flips(samples, before=before, after=after, lens=lens):
            changed += flip.is_changed
            self._print(flip)
        chain = sorted({place for code in options["to"] for place in chain_of(code)})
        for kind, row in life.beginning(min(before, after), max(before, after), chain=chain):
            until = row.valid.upper.isoformat() if row.valid.upper else "open"
            self.stdout.write(
                f"rule {row.pk} ({kind.value}): {row.valid.lower} to {until}, exclusive; {row.source.title}"
            )
        self.stdout.write(f"{changed} of {len(samples)} consignments differ between {before} and {after}.")

    def _samples(self, options: dict[str, Any]) -> list[Sample]:
        today = clock.now().date()
        if options["purchases"]:
            return flips.recent(min(options["purchases"], flips.MOST), options["to"])
        if not options["file"]:
            return flips.baskets(options["to"], today=today)
        try:
            given = json.loads(Path(options["file"]).read_text(encoding="utf-8"), parse_float=Decimal)
            return flips.typed(given, today=today)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(f"{options['file']} is not JSON in UTF-8: {error}.") from error
        except MarketError as error:
            raise CommandError(f"{error.field or 'consignment'}: {error.text()}") from error

    def _print(self, flip: Flip) -> None:
        was = f"{flip.before.payable.amount}" if flip.before else flip.before_problem
        becomes = f"{flip.after.payable.amount}" if flip.after else flip.after_problem
        if not flip.is_changed:
            self.stdout.write(f"{flip.sample.label}: {was} {flip.goods.currency.code}, unchanged")
            return
        more = f" ({flip.difference.amount:+})" if flip.difference is not None else ""
        self.stdout.write(f"{flip.sample.label}: {was} -> {becomes} {flip.goods.currency.code}{more}")
        for line in flip.lines:
            self.stdout.write(f"    {line.line.label}: {_side(line.before)} -> {_side(line.after)}")


def _side(line: AssessmentLine | None) -> str:
    if line is None:
        return "nothing"
    mark = "" if line.is_verified else ", unverified"
    return f"{line.amount.amount} by {line.rule_id} ({line.source_title}, checked {line.checked_on}{mark})"
