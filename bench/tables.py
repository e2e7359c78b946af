"""bench · no app · tables for a terminal, and for a file or a pipe."""

from __future__ import annotations

import math
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table as RichTable


@dataclass(frozen=True)
class Table:
    """Headings and rows of text; the first column is words, the others are figures."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def show(table: Table) -> None:
    """Print a table: drawn on a terminal, aligned with blanks elsewhere."""
    if not sys.stdout.isatty():
        print(f"\n{table.title}\n{plain(table)}")
        return
    drawn = RichTable(title=table.title, title_justify="left", box=box.SIMPLE_HEAD)
    for at, heading in enumerate(table.headings):
        drawn.add_column(heading, justify="right" if at else "left", no_wrap=True)
    for row in table.rows:
        drawn.add_row(*row)
    Console().print(drawn)


def plain(table: Table) -> str:
    """The table with its columns aligned by blanks."""
    lines = [table.headings, *table.rows]
    widths = [max(_width(line[at]) for line in lines) for at in range(len(table.headings))]
    return "\n".join("  ".join(_aligned(line, widths)).rstrip() for line in lines)


def number(value: float, digits: int = 1) -> str:
    """A figure with so many digits after the point, fewer where they say nothing; a dash for none."""
    if math.isnan(value):
        return "–"
    return f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.{digits}f}"


def _aligned(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    blanks = [" " * (width - _width(text)) for text, width in zip(line, widths, strict=True)]
    return [
        f"{text}{blank}" if not at else f"{blank}{text}"
        for at, (text, blank) in enumerate(zip(line, blanks, strict=True))
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
