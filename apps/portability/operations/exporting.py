"""Portability · writing all that a vendor owns into one archive · reads public and the vendor's schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django_tenants.utils import schema_context
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from apps.common.money import from_minor
from apps.vendors import selectors as vendors
from apps.vendors.types import VendorCard

from .. import readable, tables
from ..archive.writing import ArchiveWriter, writing
from ..rules import README, fingerprint
from ..types import FORMAT, PORTOLAN_VERSION, Exported, Manifest, Progress, TableEntry, silent
from . import media
from .guide import guide
from .links import snapshot

_PRIVATE = {
    "people": "log-ins, passwords and second factors: the team is named by address and role, to be invited anew",
    "buyers": "accounts, address books and other purchases: of a buyer only what an order of the vendor holds",
    "payments": "means and references of payment: they are between the buyer and the marketplace",
    "others": "every row that bears another vendor's id",
}


def export_vendor(
    slug: str, *, path: Path, at: datetime, with_media: bool = True, progress: Progress = silent
) -> Exported:
    """Write a vendor's archive to `path`, all tables as they were at one instant; other work goes on meanwhile.

    The file stands under its name only when it is whole. `at` is aware UTC. Memory
    does not grow with the rows.

    Raises:
        VendorUnknown: there is no such vendor.
    """
    with schema_context("public"):
        vendor = vendors.by_slug(slug)
        card, migrations = vendors.as_card(vendor), tables.migrations()
    with snapshot() as link, writing(path) as archive:
        written = _write_tables(archive, link, card.id, vendor.schema_name, progress)
        for name, query in readable.queries(vendor.schema_name).items():
            progress(name, 0, 0)
            _copy(archive, link, name, query, mark=readable.BYTE_ORDER_MARK)
        _write_labels(archive, link, vendor.schema_name, progress)
        names = media.files_of(_pictures(link, card, vendor.schema_name)) if with_media else iter(())
        missing = media.write(archive, names, progress)
        sums = _sums(link, card.id, vendor.schema_name)
        with archive.file(README) as target:
            target.write(guide(card, at).encode())
        manifest = Manifest(
            format=FORMAT,
            portolan=PORTOLAN_VERSION,
            installation=settings.MARKETPLACE_HOST,
            taken_at=at.astimezone(UTC).isoformat(),
            fingerprint=fingerprint(migrations),
            migrations=migrations,
            vendor={"slug": card.slug, "name": card.name, "public_id": str(card.public_id)},
            files=archive.files,
            tables=written,
            sums=sums,
            left_out={**settings.LEFT_PUBLIC_MODELS, **_PRIVATE, **({} if with_media else {"media": "not asked for"})},
            missing_media=missing,
        )
        archive.close(manifest)
    return Exported(str(path), path.stat().st_size, manifest)


def _write_tables(
    archive: ArchiveWriter, link: Connection, vendor_id: int, schema: str, progress: Progress
) -> dict[str, TableEntry]:
    written: dict[str, TableEntry] = {}
    todo: list[tables.AnyTable] = [*tables.vendor_tables(), *tables.PUBLIC]
    for done, table in enumerate(todo):
        progress(table.file, done, len(todo))
        if isinstance(table, tables.PublicTable):
            query = table.reading(vendor_id)
            is_loaded = table.is_loaded or table.label == "vendors.Vendor"
        else:
            query, is_loaded = table.reading(schema), True
        _copy(archive, link, table.file, query)
        written[table.label] = TableEntry(table.file, table.columns(), is_loaded)
    return written


def _copy(archive: ArchiveWriter, link: Connection, name: str, query: sql.Composed, *, mark: bytes = b"") -> None:
    with archive.file(name) as target, link.cursor() as cursor:
        if mark:
            target.write(mark)
        cursor.copy_expert(sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER)").format(query), target)
        rows = cursor.rowcount
    archive.count_rows(name, rows)


def _write_labels(archive: ArchiveWriter, link: Connection, schema: str, progress: Progress) -> None:
    query = sql.SQL(
        "SELECT f.order_number, f.id, l.pdf FROM {0}.shipping_label l "
        "JOIN {0}.shipping_fulfilment f ON f.id = l.fulfilment_id ORDER BY f.id"
    ).format(sql.Identifier(schema))
    with link.cursor("labels") as cursor:
        cursor.itersize = 20
        cursor.execute(query)
        for done, (number, key, pdf) in enumerate(cursor, start=1):
            with archive.file(f"labels/{number}-{key}.pdf") as target:
                target.write(bytes(pdf))
            progress("labels", done, 0)


def _pictures(link: Connection, card: VendorCard, schema: str) -> Iterator[tuple[str, list[int], list[str]]]:
    if card.mark:
        yield card.mark["key"], card.mark["widths"], card.mark["formats"]
    with link.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT key, widths, formats FROM {}.catalog_media").format(sql.Identifier(schema)))
        yield from cursor.fetchall()


def _sums(link: Connection, vendor_id: int, schema: str) -> dict[str, Any]:
    """What the vendor can hold against its own books: money by currency as decimal strings, and pieces."""
    ledger: dict[str, dict[str, str]] = defaultdict(dict)
    with link.cursor() as cursor:
        cursor.execute(
            "SELECT a.code, p.currency, sum(p.amount)::bigint FROM public.ledger_posting p "
            "JOIN public.ledger_account a ON a.id = p.account_id WHERE a.vendor_id = %s GROUP BY 1, 2 ORDER BY 1, 2",
            [vendor_id],
        )
        for code, currency, units in cursor.fetchall():
            ledger[code][currency] = str(from_minor(units, currency).amount)
        entered = sql.Identifier(schema)
        cursor.execute(
            sql.SQL("SELECT currency, sum(total)::text FROM {}.orders_order GROUP BY 1 ORDER BY 1").format(entered)
        )
        orders = dict(cursor.fetchall())
        cursor.execute(sql.SQL("SELECT coalesce(sum(delta), 0) FROM {}.warehouse_stockmovement").format(entered))
        pieces = int(cursor.fetchone()[0])
    return {"ledger": dict(ledger), "orders": orders, "pieces_on_shelves": pieces}
