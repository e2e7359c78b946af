"""Portability · reading a vendor from an archive into this installation · public schema and the new vendor's."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import psycopg2
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_tenants.utils import get_tenant_model, tenant_context
from psycopg2 import sql

from apps.accounts import operations as accounts
from apps.discovery.operations import rebuild
from apps.ledger import selectors as ledger
from apps.vendors import operations as vendors
from apps.vendors import rules as vendor_rules
from apps.vendors.types import TeamRole
from apps.warehouse import selectors as warehouse

from .. import tables
from ..archive.reading import ArchiveReader, reading
from ..errors import AlreadyHere, ArchiveRefused, BooksDiffer
from ..invitations import invite_team
from ..types import Imported, Progress, silent
from . import loading
from .links import owner_role
from .media import Deposit
from .profile import FACTS, TOLD, own_pictures, put_profile

_SMALL_BYTES = 16 * 1024 * 1024
_COLUMNS = ("public_id", "created_at", *TOLD)


class _OnlyChecked(Exception):
    """Everything went well, and nothing is to be kept."""


def check_archive(path: Path, *, progress: Progress = silent) -> ArchiveReader:
    """Hold an archive against its checksums and against this installation's tables; what it says of itself.

    Raises:
        ArchiveRefused: naming the file at fault and what to do.
    """
    with reading(path) as archive:
        archive.verify(progress)
        loading.require_same_shape(archive)
        return archive


def import_vendor(
    path: Path, *, at: datetime, only_check: bool = False, invite: bool = True, progress: Progress = silent
) -> Imported:
    """Make the vendor of an archive in this installation, with everything that the archive says is loaded.

    All rows are one transaction in the owner's role: a vendor that cannot be loaded
    whole leaves nothing. Then its goods are listed. With `only_check` the rows are
    loaded and taken back. Not inside a transaction. `at` is aware UTC.

    Raises:
        ArchiveRefused, ReferencesMissing, AlreadyHere, SlugTaken, BooksDiffer: nothing was written.
    """
    with reading(path) as archive:
        archive.verify(progress)
        loading.require_same_shape(archive)
        team = _team(archive)
        deposit = Deposit(archive)
        try:
            with owner_role(), transaction.atomic():
                vendor_id, rows = _load(archive, deposit, at=at, progress=progress)
                _join(vendor_id, team)
                _require_sound_books(vendor_id)
                if only_check:
                    raise _OnlyChecked
        except _OnlyChecked:
            deposit.withdraw()
            return Imported(0, archive.manifest.vendor["slug"], rows, deposit.present, 0, ())
        except BaseException:
            deposit.withdraw()
            raise
        progress("listings", 0, 0)
        listed = rebuild.rebuild_vendor(vendor_id, at=at)
        rebuild.recount_words()
        invited = invite_team(vendor_id, [person["email"] for person in team]) if invite else ()
        return Imported(vendor_id, archive.manifest.vendor["slug"], rows, deposit.present, listed, invited)


def _load(archive: ArchiveReader, deposit: Deposit, *, at: datetime, progress: Progress) -> tuple[int, int]:
    facts = next(iter(_records(archive, FACTS)), None)
    if facts is None or facts["slug"] != archive.manifest.vendor["slug"]:
        raise ArchiveRefused(file="public/vendors_vendor.csv", problem=_("it does not name the manifest's vendor."))
    schema = vendor_rules.schema_name(facts["slug"])
    if get_tenant_model().objects.filter(public_id=facts["public_id"]).exists():
        raise AlreadyHere(what=f"the vendor {facts['slug']} ({facts['public_id']})")
    try:
        vendor = vendors.register(
            slug=facts["slug"], name=facts["name"], legal_name=facts["legal_name"], country=facts["country"],
            currency=facts["currency"],
        )  # fmt: skip
        put_profile(archive, vendor.pk, _COLUMNS)
        loading.make_schema(schema)
        rows = loading.load(archive, schema, tables.vendor_tables(), progress)
        loading.settle(schema)
        _require_unknown_goods(schema)
        rows += _load_public(archive, vendor.pk)
        loading.check_keys()
    except (psycopg2.errors.DuplicateSchema, psycopg2.errors.UniqueViolation, IntegrityError) as error:
        raise AlreadyHere(what=str(error).strip().splitlines()[-1].replace("%", "%%")) from error
    vendors.activate(vendor.pk, at=at)
    deposit.keep(_pictures(schema, vendor.pk), progress)
    return vendor.pk, rows


def _load_public(archive: ArchiveReader, vendor_id: int) -> int:
    rows = 0
    for table in (one for one in tables.PUBLIC if one.is_loaded):
        staged = f"arriving_{table.model._meta.db_table}"
        loading.run(
            sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM public.{} WHERE false").format(
                sql.Identifier(staged), tables.names(table.columns()), sql.Identifier(table.model._meta.db_table)
            )
        )
        rows += loading.copy_in(archive, table.file, sql.Identifier(staged), table.columns())
        loading.run(table.loading(staged, vendor_id))
    return rows


def _require_unknown_goods(schema: str) -> None:
    """No product, variant or order of the archive is known here already, as somebody else's.

    Raises:
        AlreadyHere: naming the first of them.
    """
    entered = sql.Identifier(schema)
    query = sql.SQL("""
        SELECT 'product ' || t.product_id FROM public.discovery_listingtext t
            JOIN {0}.catalog_product p ON p.public_id = t.product_id
        UNION ALL SELECT 'variant ' || l.variant_id FROM public.discovery_listing l
            JOIN {0}.catalog_variant v ON v.public_id = l.variant_id
        UNION ALL SELECT 'stock of variant ' || c.variant_id FROM public.stock_counter c
            JOIN {0}.catalog_variant v ON v.public_id = c.variant_id
        UNION ALL SELECT 'order ' || o.number FROM public.checkout_purchasepart t
            JOIN {0}.orders_order o ON o.public_id = t.order_id
        LIMIT 1
    """).format(entered)
    for (what,) in loading.run(query):
        raise AlreadyHere(what=what)


def _pictures(schema: str, vendor_id: int) -> set[str]:
    """Files that pictures of the vendor have; every one lies in the vendor's own folder.

    Raises:
        ArchiveRefused: a picture lies elsewhere, where it may be somebody else's.
    """
    names = own_pictures(schema, vendor_id)
    for name in sorted(names):
        if not name.startswith(f"{schema}/"):
            raise ArchiveRefused(file=f"media/{name}", problem=_("a picture lies outside its vendor's folder."))
    return names


def _join(vendor_id: int, team: list[dict[str, str]]) -> None:
    """Put the people into the team; who has no account gets one that opens only by the way of a forgotten password."""
    people = accounts.save_people({person["email"].lower(): person["name"] for person in team}, language="")
    for person in team:
        vendors.set_team_role(
            vendor_id=vendor_id, user_id=people[person["email"].lower()], role=TeamRole(person["role"])
        )


def _require_sound_books(vendor_id: int) -> None:
    """Counters are the sums of their movements, and debits are credits.

    Raises:
        BooksDiffer: naming the first that is not.
    """
    with tenant_context(get_tenant_model().objects.get(pk=vendor_id)):
        differing = warehouse.discrepancies()
    if differing:
        first = differing[0]
        raise BooksDiffer(what=f"{len(differing)} shelves; variant {first.variant_id}: movements {first.moved}, "
                          f"counter {first.counted}")  # fmt: skip
    unbalanced = [row.currency for row in ledger.trial_balance() if row.debit != row.credit]
    if unbalanced:
        raise BooksDiffer(what=f"the ledger in {', '.join(unbalanced)}")


def _team(archive: ArchiveReader) -> list[dict[str, str]]:
    """The people whom the archive names, each with e-mail, name and role.

    Raises:
        ArchiveRefused: an address or a role is none.
    """
    team = _records(archive, "vendors.TeamMember")
    try:
        for person in team:
            validate_email(person["email"])
            TeamRole(person["role"])
    except (ValidationError, ValueError) as error:
        raise ArchiveRefused(
            file=archive.manifest.tables["vendors.TeamMember"].file, problem=_("it names no e-mail address or role.")
        ) from error
    return team


def _records(archive: ArchiveReader, label: str) -> list[dict[str, str]]:
    """The rows of a small public table as texts.

    Raises:
        ArchiveRefused: it is no table with our columns, or not small.
    """
    table = next(one for one in tables.PUBLIC if one.label == label)
    if label not in archive.manifest.tables or archive.manifest.tables[label].file != table.file:
        raise ArchiveRefused(file=table.file, problem=_("the file is missing. Take an undamaged copy."))
    if archive.manifest.files[table.file].bytes > _SMALL_BYTES:
        raise ArchiveRefused(file=table.file, problem=_("it is larger than such a table can be."))
    try:
        with archive.open(table.file) as stream:
            rows = list(csv.DictReader(io.StringIO(stream.read().decode(), newline=""), strict=True))
    except (csv.Error, ValueError) as error:
        raise ArchiveRefused(file=table.file, problem=_("it is no table.")) from error
    if any(set(row) != set(table.columns()) or None in row.values() for row in rows):
        raise ArchiveRefused(file=table.file, problem=_("its columns are not ours. Export again with this version."))
    return rows
