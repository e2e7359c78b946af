"""Portability · putting one vendor back to an earlier state · public schema and the vendor's own.

What the vendor made by hand (catalogue, profile) becomes as it was. What happened
(orders, parcels, movements of stock) is never undone: the state now stands, what it
has lost comes back from the archive, and orders that neither has come back from
their purchases. The former schema is kept aside whole.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg2
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_tenants.utils import get_tenant_model, tenant_context
from psycopg2 import sql

from apps.checkout import operations as checkout
from apps.common.types import SYSTEM
from apps.discovery.operations import rebuild
from apps.outbox import operations as outbox
from apps.vendors.events import VendorChanged
from apps.vendors.models import Vendor
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as shelves
from apps.warehouse.errors import WarehouseMissing

from .. import rules, tables
from ..archive.reading import ArchiveReader, reading
from ..errors import RestoreRefused
from ..tables import VendorTable
from ..types import Progress, Restored, TableChange, silent
from . import loading
from .links import owner_role
from .media import Deposit
from .profile import TOLD, own_pictures, put_profile

PARTS = ("catalog", "warehouse", "orders", "shipping", "profile")
_LOCK_TIMEOUT = "15s"


class _OnlyTried(Exception):
    """Everything went well, and nothing is to be kept."""


def restore_vendor(
    slug: str,
    *,
    path: Path,
    at: datetime,
    only: Collection[str] = PARTS,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Restored:
    """Put the chosen parts of a vendor back to what an archive of this installation holds.

    One transaction in the owner's role; nobody writes the vendor's tables meanwhile,
    and no other vendor's rows are touched. With `dry_run` all of it is done and taken
    back, so that the figures are those of the real run. Then its goods are listed
    anew. Not inside a transaction.

    Raises:
        ArchiveRefused, ReferencesMissing: the archive is damaged or not for this version.
        RestoreRefused: it is another vendor's or installation's, or the states do not fit together.
    """
    with reading(path) as archive:
        archive.verify(progress)
        loading.require_same_shape(archive)
        vendor = _require_ours(archive, slug)
        deposit = Deposit(archive)
        try:
            with owner_role(), transaction.atomic():
                done = _Restoration(vendor, archive, frozenset(only), at).run(deposit, progress, is_dry=dry_run)
                if dry_run:
                    raise _OnlyTried
        except _OnlyTried:
            deposit.withdraw()
            return done
        except (psycopg2.Error, IntegrityError) as error:
            deposit.withdraw()
            raise RestoreRefused(problem=str(error).strip().splitlines()[0].replace("%", "%%")) from error
        except BaseException:
            deposit.withdraw()
            raise
    progress("listings", 0, 0)
    rebuild.rebuild_vendor(vendor.pk, at=at)
    return done


def _require_ours(archive: ArchiveReader, slug: str) -> Vendor:
    manifest = archive.manifest
    vendor = Vendor.objects.filter(public_id=manifest.vendor["public_id"], slug=slug).first()
    if vendor is None:
        raise RestoreRefused(problem=_("it does not hold the vendor “%(slug)s”.") % {"slug": slug})
    if manifest.installation != settings.MARKETPLACE_HOST:
        raise RestoreRefused(
            problem=_("it comes from another installation, %(host)s, where the same numbers name other things.")
            % {"host": manifest.installation}
        )
    return vendor


class _Restoration:
    """One restore: the schema as it was is `aside`, the one that is made anew bears the vendor's name."""

    def __init__(self, vendor: Vendor, archive: ArchiveReader, only: frozenset[str], at: datetime) -> None:
        self.vendor = vendor
        self.archive = archive
        self.only = only
        self.at = at
        self.schema = vendor.schema_name
        self.aside = rules.aside_name(vendor.schema_name, at)
        self.tables = tables.vendor_tables()

    def run(self, deposit: Deposit, progress: Progress, *, is_dry: bool) -> Restored:
        self._set_aside()
        loading.make_schema(self.schema)
        chosen = [table for table in self.tables if table.model._meta.app_label in self.only]
        loading.load(self.archive, self.schema, chosen, progress)
        for table in self.tables:
            self._carry_over(table)
        loading.settle(self.schema)
        for table in self.tables:
            self._follow_sequence(table)
        changes = [self._change(table) for table in self.tables]
        recovered = self._recover_orders()
        settled = self._settle_shelves()
        self._raise_versions()
        if "profile" in self.only:
            changes.append(self._put_back_profile())
        deposit.keep(own_pictures(self.schema, self.vendor.pk), progress, skip_others=True)
        outbox.emit(VendorChanged(vendor_id=self.vendor.pk), at=self.at, by=SYSTEM)
        taken_at = datetime.fromisoformat(self.archive.manifest.taken_at)
        return Restored(self.vendor.slug, taken_at, tuple(changes), tuple(recovered), settled, self.aside, is_dry)

    def _set_aside(self) -> None:
        """Keep writers out and rename the present schema; one that is gone, or lacks tables, is made first."""
        loading.run(sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(_LOCK_TIMEOUT)))
        Vendor.objects.select_for_update().get(pk=self.vendor.pk)
        present = {
            name for (name,) in loading.run("SELECT tablename FROM pg_tables WHERE schemaname = %s", [self.schema])
        }
        self.present = {table.name for table in self.tables} & present
        for name in sorted(self.present):
            loading.run(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(sql.Identifier(self.schema, name)))
        if self._exists(self.schema):
            moment = self.at
            while self._exists(self.aside):
                moment += timedelta(seconds=1)
                self.aside = rules.aside_name(self.schema, moment)
            loading.run(
                sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(self.schema), sql.Identifier(self.aside))
            )
        else:
            self.aside = ""

    def _exists(self, schema: str) -> bool:
        return bool(loading.run("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema]))

    def _rule(self, table: VendorTable) -> str:
        if table.model._meta.app_label not in self.only:
            return "stays"
        if table.model._meta.app_label == "catalog":
            return "as archived"
        return "as archived, newer kept" if table.label == "warehouse.Warehouse" else "as now, lost rows back"

    def _carry_over(self, table: VendorTable) -> None:
        """Bring the present rows that the rule keeps into the new table."""
        rule = self._rule(table)
        if table.name not in self.present or rule == "as archived":
            return
        parts = {
            "new": sql.Identifier(self.schema, table.name),
            "old": sql.Identifier(self.aside, table.name),
            "key": sql.Identifier(table.key),
            "columns": tables.names(table.columns()),
        }
        if rule == "as now, lost rows back":
            loading.run(sql.SQL("DELETE FROM {new} n USING {old} o WHERE o.{key} = n.{key}").format(**parts))
        loading.run(
            sql.SQL(
                "INSERT INTO {new} ({columns}) SELECT {columns} FROM {old} o "
                "WHERE NOT EXISTS (SELECT 1 FROM {new} n WHERE n.{key} = o.{key})"
            ).format(**parts)
        )

    def _follow_sequence(self, table: VendorTable) -> None:
        """The next key follows the highest ever given, so that none comes twice."""
        if table.name not in self.present:
            return
        loading.run(
            "SELECT setval(fresh, greatest(pg_sequence_last_value(fresh::regclass), pg_sequence_last_value(old::regclass)))"  # noqa: E501
            " FROM pg_get_serial_sequence(%(new)s, %(key)s) AS fresh, pg_get_serial_sequence(%(old)s, %(key)s) AS old"
            " WHERE pg_sequence_last_value(old::regclass) IS NOT NULL",
            {
                "new": f'"{self.schema}"."{table.name}"',
                "old": f'"{self.aside}"."{table.name}"',
                "key": table.key,
            },
        )

    def _change(self, table: VendorTable) -> TableChange:
        archived = self.archive.manifest.files[table.file].rows or 0
        new = sql.Identifier(self.schema, table.name)
        if table.name not in self.present:
            ((count,),) = loading.run(sql.SQL("SELECT count(*) FROM {}").format(new))
            return TableChange(table.label, self._rule(table), 0, archived, count, 0, 0)
        query = sql.SQL(
            "SELECT count(o.{key}), count(*) FILTER (WHERE o.{key} IS NULL), count(*) FILTER (WHERE n.{key} IS NULL), "
            "count(*) FILTER (WHERE n.{key} = o.{key} AND n::text <> o::text) "
            "FROM {new} n FULL JOIN {old} o ON o.{key} = n.{key}"
        ).format(key=sql.Identifier(table.key), new=new, old=sql.Identifier(self.aside, table.name))
        ((now, added, removed, changed),) = loading.run(query)
        return TableChange(table.label, self._rule(table), now, archived, added, removed, changed)

    def _put_back_profile(self) -> TableChange:
        own_row = "SELECT v::text FROM public.vendors_vendor v WHERE id = %s"
        before = loading.run(own_row, [self.vendor.pk])
        put_profile(self.archive, self.vendor.pk, ("name", *TOLD))
        is_changed = loading.run(own_row, [self.vendor.pk]) != before
        return TableChange("vendors.Vendor", "profile as archived", 1, 1, 0, 0, int(is_changed))

    def _recover_orders(self) -> list[str]:
        lost = loading.run(
            sql.SQL(
                "SELECT p.order_id::text FROM public.checkout_purchasepart p WHERE p.vendor_id = {} "
                "AND NOT EXISTS (SELECT 1 FROM {}.orders_order o WHERE o.public_id = p.order_id)"
            ).format(sql.Literal(self.vendor.pk), sql.Identifier(self.schema))
        )
        order_ids = [UUID(order_id) for (order_id,) in lost]
        return checkout.recover_orders(self.vendor.pk, order_ids=order_ids, at=self.at) if order_ids else []

    def _settle_shelves(self) -> int:
        """Books that lost movements follow the counters, by which goods were sold; how many shelves."""
        settled = 0
        with tenant_context(get_tenant_model().objects.get(pk=self.vendor.pk)):
            for found in shelves.discrepancies():
                try:
                    warehouse.settle_shelf(found, note="restored: movements were lost", at=self.at)
                except WarehouseMissing:
                    continue
                settled += 1
        return settled

    def _raise_versions(self) -> None:
        """A product that went back is newer than what was ever listed of it."""
        loading.run(
            sql.SQL(
                "UPDATE {}.catalog_product p SET version = t.version + 1 FROM public.discovery_listingtext t "
                "WHERE t.product_id = p.public_id AND t.version >= p.version"
            ).format(sql.Identifier(self.schema))
        )
        if "catalog_product" in self.present:
            loading.run(
                sql.SQL(
                    "UPDATE {}.catalog_product p SET version = o.version + 1 FROM {}.catalog_product o "
                    "WHERE o.id = p.id AND o.version > p.version"
                ).format(sql.Identifier(self.schema), sql.Identifier(self.aside))
            )
