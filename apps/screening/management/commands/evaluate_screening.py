"""Screening · `manage.py evaluate_screening`: how well names are found, at several thresholds."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.screening import evaluation
from apps.screening.rules import deciding

_THRESHOLDS = (0.80, deciding.REVIEW_FROM, 0.85, deciding.HIT_FROM, 0.90, 0.92, 0.95)


class Command(BaseCommand):
    help = (
        "Prints how labelled pairs of names agree with people, which listed names are found as listed and with slips, "
        "and which ordinary names are taken for listed ones. Reads sample lists and pairs from a folder."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--data", type=Path, default=os.environ.get("CUSTOMS_DATA"),
            help="the folder with screening/*.csv; by default what CUSTOMS_DATA names",
        )  # fmt: skip
        parser.add_argument("--count", type=int, default=1000, help="how many names of each kind (1000)")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["data"]
        if folder is None or not (Path(folder) / "screening").is_dir():
            self.stderr.write("Name the folder of sample data with --data or CUSTOMS_DATA; it has a folder screening.")
            sys.exit(1)
        entries = evaluation.sample_lists(Path(folder))
        pairs = evaluation.sample_pairs(Path(folder))
        index = evaluation.index_of(entries)
        listed = evaluation.listed_names(entries, count=options["count"])
        kinds = {
            "as listed": evaluation.look_up(index, listed),
            "with slips": evaluation.look_up(index, evaluation.treated(listed)),
        }
        try:
            kinds["false: 24 languages"] = evaluation.look_up(index, evaluation.ordinary_names(count=options["count"]))
            american = evaluation.ordinary_names(count=options["count"], languages="en_US")
            kinds["false: US"] = evaluation.look_up(index, american)
        except ImportError:
            self.stderr.write("Faker is not installed (requirements-dev.txt): ordinary names are left out.")
        self.stdout.write(f"{len(index.names)} names of {len(entries)} entries; {len(pairs)} labelled pairs")
        self.stdout.write(f"{'from':>6}{'F1':>8}{'precis.':>9}{'recall':>8}" + "".join(f"{kind:>21}" for kind in kinds))
        for threshold in _THRESHOLDS:
            found = evaluation.agreement(pairs, threshold)
            shares = "".join(f"{one.share_from(threshold):>21.2%}" for one in kinds.values())
            mark = {deciding.REVIEW_FROM: "  review", deciding.HIT_FROM: "  hit"}.get(threshold, "")
            self.stdout.write(
                f"{threshold:>6.2f}{found.f1:>8.3f}{found.precision:>9.3f}{found.recall:>8.3f}{shares}{mark}"
            )
        for kind, sought in kinds.items():
            self.stdout.write(f"{kind}: {sought.mean_ms:.1f} ms of CPU a name, 95 of 100 within {sought.p95_ms:.1f} ms")
