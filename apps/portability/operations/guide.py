"""Portability · the page inside an archive that tells a person what it holds: pure."""

from __future__ import annotations

from datetime import UTC, datetime

from apps.vendors.types import VendorCard

_GUIDE = """# {name}: everything that is yours

Written by Portolan on {day}, all tables as they stood at that one instant.

| folder | holds |
| --- | --- |
| `readable/` | products, stock and orders as tables: open them with any spreadsheet program |
| `labels/` | shipping labels as PDF, named by the order's number |
| `media/` | your pictures, in every size in which the shop shows them |
| `schema/` | every table of your own part of the database, as CSV |
| `public/` | the rows about you that the marketplace keeps: stock counters, reviews, postings and so on, as CSV |
| `manifest.json` | what is in here: rows and SHA-256 of each file, types of columns, sums, what was left out |

CSV is as PostgreSQL writes it: UTF-8, commas, the first line names the columns. An empty cell is "no value", `""` is
an empty text. Times are UTC. Amounts are decimal with their currency in the column beside; those of
`public/ledger_posting.csv` are minor units (cents), debit positive. Columns of kind `bytea` are hexadecimal.

To read this into another Portolan: `manage.py import_vendor <this file>`; `--check` only looks. Tables whose
`is_loaded` is false in the manifest are for your records: money that was settled here, parts of purchases, terms.

The orders name people who bought from you. Their names and addresses are personal data: you may keep them as long as
your law asks, and no longer.

Not in here, and why, is listed in the manifest under `left_out`.
"""


def guide(card: VendorCard, at: datetime) -> str:
    """README.md of an archive."""
    return _GUIDE.format(name=card.name, day=at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"))
