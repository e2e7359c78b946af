"""Screening · the Denied Persons List of the US Bureau of Industry and Security, tab-separated.

An order has no number of its own: the name with its citation in the Federal Register is the reference. Orders that
have expired stay listed until the authority drops them.
"""

from __future__ import annotations

import csv
import hashlib
import io

from apps.screening.errors import ListInvalid
from apps.screening.types import Kind, Listed, ListFile

from . import facts

_COLUMNS = ("Name", "Street_Address", "City", "State", "Country", "Effective_Date", "Expiration_Date", "FR_Citation")


def read_text(data: bytes) -> ListFile:
    """Every order of the list; orders against the same name at several addresses are one entry.

    Raises:
        ListInvalid: a column is missing, or there is no entry.
    """
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig", errors="replace")), delimiter="\t")
    missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise ListInvalid(f"columns are missing: {', '.join(missing)}")
    by_name: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        name = " ".join((row["Name"] or "").split())
        if name:
            by_name.setdefault(name, []).append(row)
    if not by_name:
        raise ListInvalid("it holds no entries")
    return ListFile(tuple(_entry(name, orders) for name, orders in by_name.items()))


def _entry(name: str, orders: list[dict[str, str]]) -> Listed:
    remarks = "; ".join(
        f"{row['Effective_Date']}–{row['Expiration_Date']} {row['City']} {row['State']} {row['FR_Citation']}".strip()
        for row in orders
    )
    return Listed(
        ref=hashlib.sha256(name.casefold().encode()).hexdigest()[:16],
        kind=Kind.UNKNOWN,
        names=(name,),
        programs=("DPL",),
        countries=tuple(dict.fromkeys(code for row in orders if (code := facts.country(row["Country"] or "")))),
        remarks=remarks[:2000],
    )
