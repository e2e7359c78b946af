"""Classification · `manage.py evaluate_classification`: how good suggestions are, on descriptions with known codes."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from apps.classification import operations
from apps.classification.rules import vagueness, wording
from apps.classification.types import Entry, GoodsText, Kind

_PARCELS, _TERMS, _VAGUE = "hs/uk_parcel_descriptions_train.csv", "hs/uk_search_references.csv", "hs/vague_terms.csv.gz"
# What must be reached: at least, except for the time.
_BARS = {"first": 0.36, "of_three": 0.50, "sure_right": 0.85, "cpu_ms": 60.0}


class Command(BaseCommand):
    help = (
        "Ask for the codes of descriptions that are known, five times with another fifth held back, and print what "
        "came of it. Reads CSV with description and hs6 (--file), or what lies in the folder CUSTOMS_DATA. Needs no "
        "database. The exit status is 1 where a bar is missed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="CSV with description and hs6")
        parser.add_argument("--terms", type=Path, help="CSV with term and hs6 to learn from as well")
        parser.add_argument("--folds", type=int, default=5, choices=range(1, 6))
        parser.add_argument("--embeddings", action="store_true", help="count what texts mean (docs/customs.md)")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        from apps.classification.rules import evaluation, meaning

        model = meaning.WordLlama() if options["embeddings"] else None
        if model and not model.is_installed():
            raise CommandError("Embeddings are not installed: pip install -r deploy/requirements-embeddings.txt.")

        folder = Path(os.environ.get("CUSTOMS_DATA", ""))
        file = options["file"] or folder / _PARCELS
        terms = options["terms"] or (folder / _TERMS if os.environ.get("CUSTOMS_DATA") else None)
        known = _entries(file, "description", Kind.CONFIRMED)
        others = operations.shipped_entries()
        if terms is not None:
            others += _entries(terms, "term", Kind.VOCABULARY)
        score = evaluation.five_fold(known, others, folds=options["folds"], model=model)
        vague = _share_of_vague(folder / _VAGUE)
        if options["json"]:
            self.stdout.write(json.dumps({**asdict(score), "vague_asked": vague}))
        else:
            _print(asdict(score), vague, learned=len(others))
        missed = [
            name for name, bar in _BARS.items() if (asdict(score)[name] - bar) * (-1 if name == "cpu_ms" else 1) < 0
        ]
        if missed and options["folds"] == 5:
            raise SystemExit(1)


def _entries(file: Path, column: str, kind: Kind) -> list[Entry]:
    try:
        rows = wording.table(wording.open_text(file.read_bytes()), column, "hs6")
        return [Entry(row[column], row["hs6"], kind) for row in rows]
    except OSError as error:
        raise CommandError(f"{file} cannot be read: set CUSTOMS_DATA or give --file.") from error
    except wording.Unreadable as error:
        raise CommandError(f"{file}: {error}") from error


def _share_of_vague(file: Path) -> float | None:
    """Of an authority's vague descriptions, the share that the words alone give away, without having the list."""
    if not file.is_file():
        return None
    lines = [line.strip().strip('"') for line in wording.open_text(file.read_bytes()).splitlines() if line.strip()]
    return sum(bool(vagueness.missing(GoodsText(line))[0]) for line in lines) / len(lines)


def _print(score: dict[str, float], vague: float | None, *, learned: int) -> None:
    table = Table(title=f"{score['asked']:,} descriptions, each asked about without having been learned from")
    for name in ("figure", "measured", "bar"):
        table.add_column(name, justify="left" if name == "figure" else "right")
    told = {
        "first": "six digits, first answer", "of_three": "six digits, among three", "of_five": "six digits, among five",
        "first_heading": "heading, first answer", "first_chapter": "chapter, first answer",
        "answered": "answered at all", "answered_right": "right of those", "sure": "confidence of 0.9 or more",
        "sure_right": "right of those",
    }  # fmt: skip
    for name, text in told.items():
        bar = _BARS.get(name)
        table.add_row(text, f"{score[name]:.1%}", f"≥ {bar:.0%}" if bar else "")
    table.add_row("CPU of one description", f"{score['cpu_ms']:.1f} ms", f"≤ {_BARS['cpu_ms']:.0f} ms")
    if vague is not None:
        table.add_row("vague by its words alone, of an authority's list", f"{vague:.1%}", "")
    console = Console()
    console.print(table)
    console.print(f"Beside them {learned:,} entries of nomenclature and trade were learned from.")
