"""Portability · from an archive's tables to a schema: making, filling, checking references · vendor's schema."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import psycopg2
from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from psycopg2 import sql

from apps.reference.models import Country, Currency
from apps.vendors import schema_sql
from apps.vendors.models import SchemaMigration

from .. import tables
from ..archive.reading import ArchiveReader
from ..errors import ArchiveRefused, ReferencesMissing
from ..rules import MANIFEST, fingerprint
from ..types import Progress

_link: Any = connection


def require_same_shape(archive: ArchiveReader) -> None:
    """Refuse an archive whose tables have another shape than ours.

    Raises:
        ArchiveRefused: saying which migrations one side has and the other lacks, and what to do.
    """
    ours, theirs = set(tables.migrations()), set(archive.manifest.migrations)
    if theirs - ours:
        problem = _("it comes from a newer Portolan (%(version)s; this installation lacks %(names)s). Upgrade this "
                    "installation, then try again.")  # fmt: skip
        _refuse(MANIFEST, problem, version=archive.manifest.portolan, names=_some(theirs - ours))
    if ours - theirs or fingerprint(ours) != archive.manifest.fingerprint:
        problem = _("it comes from an older Portolan (%(version)s; it lacks %(names)s). Load it into an installation "
                    "of that version, upgrade that one, and export again.")  # fmt: skip
        _refuse(MANIFEST, problem, version=archive.manifest.portolan, names=_some(ours - theirs))
    ours_in_full: list[tables.AnyTable] = [*tables.vendor_tables(), *(one for one in tables.PUBLIC if one.is_loaded)]
    for table in ours_in_full:
        stated = archive.manifest.tables.get(table.label)
        if stated is None or stated.file != table.file or stated.columns != table.columns():
            _refuse(table.file, _("its columns are not ours. Export again with this version."))


def make_schema(schema: str) -> None:
    """Make an empty schema in the running transaction; the connection is the owner's."""
    _link.ensure_connection()
    schema_sql.create_schema(_link.connection, schema)
    run(schema_sql.replaying(schema, list(SchemaMigration.objects.all())))
    # The script moved the search path; the next use of the connection sets it anew.
    _link.search_path_set_schemas = None


def load(archive: ArchiveReader, schema: str, wanted: Collection[tables.VendorTable], progress: Progress) -> int:
    """Fill tables of a schema from the archive; how many rows. Keys between them are not checked yet.

    Raises:
        ArchiveRefused: naming the table whose rows the database does not take.
    """
    rows = 0
    for done, table in enumerate(wanted):
        progress(table.file, done, len(wanted))
        rows += copy_in(archive, table.file, sql.Identifier(schema, table.name), table.columns())
    return rows


def settle(schema: str) -> None:
    """Check what a filled schema refers to, in public and within itself, and let its sequences follow its keys.

    Raises:
        ReferencesMissing: with the codes that public's reference tables lack.
        ArchiveRefused: a row refers to one that is nowhere.
    """
    require_references(schema)
    check_keys()
    for table in tables.vendor_tables():
        set_sequence(schema, table)


def copy_in(archive: ArchiveReader, file: str, target: sql.Composable, columns: dict[str, str]) -> int:
    """Fill one table from a file; how many rows. The file's head must name the columns.

    Raises:
        ArchiveRefused: the database does not take a row, or the rows are not as many as stated.
    """
    query = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, HEADER match)").format(target, tables.names(columns))
    with archive.open(file) as stream, connection.cursor() as cursor:
        try:
            cursor.copy_expert(query, stream)
        except psycopg2.Error as error:
            _refuse(file, _("the database does not take its rows (%(reason)s)."), reason=_first_line(error))
        rows = int(cursor.rowcount)
    if rows != archive.manifest.files[file].rows:
        _refuse(file, _("it does not hold as many rows as the manifest says."))
    return rows


def check_keys() -> None:
    """Let the database check deferred constraints now.

    Raises:
        ArchiveRefused: a row refers to one that is nowhere.
    """
    try:
        run("SET CONSTRAINTS ALL IMMEDIATE")
    except psycopg2.Error as error:
        _refuse("schema/", _("rows refer to others that are missing (%(reason)s)."), reason=_first_line(error))


def set_sequence(schema: str, table: tables.VendorTable) -> None:
    """Let a table's next key follow its highest."""
    run(
        sql.SQL("SELECT setval(seq, greatest((SELECT max({key}) FROM {table}), 1), (SELECT count(*) FROM {table}) > 0) "
                "FROM pg_get_serial_sequence({name}, {column}) AS seq WHERE seq IS NOT NULL").format(
            key=sql.Identifier(table.key),
            table=sql.Identifier(schema, table.name),
            name=sql.Literal(f'"{schema}"."{table.name}"'),
            column=sql.Literal(table.key),
        )
    )  # fmt: skip


def require_references(schema: str) -> None:
    """Look up in public every country, currency, category and so on that a filled schema names.

    To be called before keys are checked. Raises:
        ReferencesMissing: with table and codes of what this installation lacks.
    """
    missing: dict[str, set[str]] = {}
    for table in tables.vendor_tables():
        for column, target in _named_by(table.model):
            pk = target._meta.pk
            assert pk is not None
            query = sql.SQL(
                "SELECT DISTINCT t.{column}::text FROM {table} t WHERE t.{column}::text <> '' "
                "AND NOT EXISTS (SELECT 1 FROM public.{target} r WHERE r.{key} = t.{column}) ORDER BY 1 LIMIT 50"
            ).format(
                column=sql.Identifier(column),
                table=sql.Identifier(schema, table.name),
                target=sql.Identifier(target._meta.db_table),
                key=sql.Identifier(str(pk.column)),
            )
            found = {code for (code,) in run(query)}
            if found:
                missing.setdefault(target._meta.label, set()).update(found)
    if missing:
        text = "; ".join(f"{label} {', '.join(sorted(codes))}" for label, codes in sorted(missing.items()))
        raise ReferencesMissing(missing=text)


def run(query: str | sql.Composable, values: Any = None) -> list[tuple[Any, ...]]:
    """Run one statement on Django's connection; its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.cursor.execute(query, values)
        return cursor.fetchall() if cursor.description else []


def _named_by(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    """Columns of a vendor's table that name rows of public by their code."""
    for field in model._meta.local_concrete_fields:
        target, column = field.related_model if field.is_relation else None, str(field.column)
        if isinstance(target, type) and not schema_sql.vendor_apps() & {target._meta.app_label}:
            yield column, target
        elif isinstance(field, models.CharField) and field.max_length == 2:
            yield column, Country
        elif isinstance(field, models.CharField) and field.max_length == 3 and column.endswith("currency"):
            yield column, Currency


def _some(names: set[str]) -> str:
    shown = sorted(names)
    return ", ".join(shown[:5]) + (f" … ({len(shown)})" if len(shown) > 5 else "") or "-"


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0].replace("%", "%%")


def _refuse(file: str, problem: Any, **data: str) -> None:
    raise ArchiveRefused(file=file, problem=problem % data if data else problem)
