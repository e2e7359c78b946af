"""Classification · how codes read in words: files of nomenclatures and of countries' own trees · pure."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line of a nomenclature: a code of digits alone, its text, and the code of the line above (empty: none)."""

    code: str
    parent: str
    description: str
    unit: str = ""


class Unreadable(ValueError):
    """A file is not of the form that it was said to be."""


def open_text(content: bytes) -> str:
    """The text of a file, plain or compressed by gzip, in UTF-8.

    Raises:
        Unreadable: it is neither.
    """
    try:
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise Unreadable("The file is not UTF-8 text, nor gzip of it.") from error


def checksum(content: bytes) -> str:
    """SHA-256 of a file as it lies, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def harmonized(rows: Iterable[Mapping[str, str]]) -> list[Line]:
    """Lines of the Harmonized System from rows with hscode, description and parent (`TOTAL` at the top).

    Raises:
        Unreadable: a column is missing, or a six-digit line has no heading above it.
    """
    found: dict[str, Line] = {}
    for row in rows:
        try:
            code, text, parent = row["hscode"], " ".join(row["description"].split()), row["parent"]
        except KeyError as error:
            raise Unreadable(f"The column {error} is missing: hscode, description and parent are needed.") from error
        if code.isdigit() and len(code) in (2, 4, 6):
            found[code] = Line(code, parent if parent.isdigit() else "", text)
    for line in found.values():
        if len(line.code) > 2 and line.code[:-2] not in found:
            raise Unreadable(f"{line.code} has no line {line.code[:-2]} above it.")
    if not any(len(code) == 6 for code in found):
        raise Unreadable("There is no six-digit line.")
    return list(found.values())


def described(lines: Mapping[str, Line], code: str) -> str:
    """The text of a code with those above it: what is learned of it."""
    return " ".join(lines[part].description for part in (code[:2], code[:4], code) if part in lines)


def table(text: str, *columns: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV with a header that has these columns.

    Raises:
        Unreadable: one of them is missing.
    """
    reader = csv.DictReader(io.StringIO(text))
    absent = [name for name in columns if name not in (reader.fieldnames or [])]
    if absent:
        raise Unreadable(f"The column {', '.join(absent)} is missing.")
    yield from reader


def tariff_schedule(text: str) -> list[Line]:
    """The eight- and ten-digit lines of the United States' schedule as the USITC exports it.

    A line's text is that of its branch from below the six digits down; lines without a number only name a branch.

    Raises:
        Unreadable: a column is missing or an indent is no number.
    """
    branch: dict[int, tuple[str, str]] = {}
    found: list[Line] = []
    for row in table(text, "htsno", "indent", "description"):
        try:
            depth = int(row["indent"])
        except ValueError as error:
            raise Unreadable(f"“{row['indent']}” is no indent.") from error
        code = row["htsno"].replace(".", "")
        branch = {level: step for level, step in branch.items() if level < depth}
        branch[depth] = (code, " ".join(row["description"].split()).rstrip(":"))
        if code.isdigit() and len(code) in (8, 10) and not code.startswith(("98", "99")):
            above = next((step[0] for level, step in branch.items() if level < depth and len(step[0]) == 8), "")
            words = [step[1] for level, step in sorted(branch.items()) if level > 0] or [branch[depth][1]]
            found.append(Line(code, above or code[:6], " › ".join(words), row.get("units") or ""))
    if not found:
        raise Unreadable("There is no line of eight or ten digits.")
    return found
