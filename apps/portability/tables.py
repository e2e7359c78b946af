"""Portability · which rows are a vendor's, and the SQL that reads and loads them · public schema and the vendor's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from django.apps import apps
from django.db import connection, models
from psycopg2 import sql

from apps.vendors import schema_sql

_KEYS = frozenset({"id", "vendor_id", "tenant_id"})


@dataclass(frozen=True)
class PublicTable:
    """How a public table's rows of one vendor are written and, where `is_loaded`, read elsewhere.

    Primary keys of this installation are not written: rows are known by what `order`
    lists. `put` maps a column to SQL that replaces it on writing, `fill` to SQL that
    makes it on loading (`s` is the archived row, `t` the row in the table). Where a table
    holds secrets, `only` names the columns that may be written.
    """

    label: str
    order: str
    owner: str = "t.vendor_id"
    joins: str = ""
    where: str = "true"
    without: frozenset[str] = frozenset()
    put: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    fill: Mapping[str, str] = field(default_factory=dict)
    is_loaded: bool = False

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def file(self) -> str:
        return f"public/{self.model._meta.db_table}.csv"

    def columns(self) -> dict[str, str]:
        """Columns that are written, with PostgreSQL's type."""
        own = {name: kind for name, kind in columns_of(self.model).items() if name not in _KEYS | self.without}
        return own | dict.fromkeys(self.extra, "text")

    def reading(self, vendor_id: int) -> sql.Composed:
        """The query for the vendor's rows, in an order that does not depend on this installation."""
        put = {name: f"t.{name}" for name in self.columns()} | dict(self.put) | dict(self.extra)
        return sql.SQL("SELECT {} FROM public.{} t {} WHERE {} = {} AND ({}) ORDER BY {}").format(
            sql.SQL(", ").join(sql.SQL(f"{put[name]} AS ") + sql.Identifier(name) for name in self.columns()),
            sql.Identifier(self.model._meta.db_table),
            sql.SQL(self.joins),
            sql.SQL(self.owner),
            sql.Literal(vendor_id),
            sql.SQL(self.where),
            sql.SQL(self.order),
        )

    def loading(self, staged: str, vendor_id: int) -> sql.Composed:
        """The statement that writes staged rows as a vendor's."""
        fill = {"vendor_id": str(int(vendor_id))} | dict(self.fill)
        return sql.SQL("INSERT INTO public.{} ({}) SELECT {} FROM {} s").format(
            sql.Identifier(self.model._meta.db_table),
            sql.SQL(", ").join(sql.Identifier(name) for name in [*self.columns(), *fill]),
            sql.SQL(", ").join(
                [*(sql.SQL("s.") + sql.Identifier(name) for name in self.columns()), *map(sql.SQL, fill.values())]
            ),
            sql.Identifier(staged),
        )


PUBLIC = (
    PublicTable("vendors.Vendor", "t.public_id", owner="t.id", without=frozenset({"schema_name", "status"})),
    PublicTable("vendors.Domain", 't.domain COLLATE "C"', owner="t.tenant_id"),
    PublicTable(
        "vendors.TeamMember",
        'u.email COLLATE "C"',
        joins="JOIN public.accounts_user u ON u.id = t.user_id",
        without=frozenset({"user_id"}),
        extra={"email": "u.email", "name": "u.name"},
    ),
    PublicTable(
        "stock.Counter",
        "t.variant_id, t.warehouse_id",
        # Shoppers' holds stay behind: they run out within minutes.
        put={
            "reserved": "(SELECT coalesce(sum(r.quantity), 0) FROM public.stock_reservation r "
            "WHERE r.counter_id = t.id AND r.state IN ('allocated', 'blocked'))"
        },
        is_loaded=True,
    ),
    PublicTable(
        "stock.Reservation",
        "t.public_id",
        where="t.state IN ('allocated', 'shipped', 'blocked')",
        without=frozenset({"counter_id"}),
        fill={
            "counter_id": "(SELECT c.id FROM public.stock_counter c "
            "WHERE c.variant_id = s.variant_id AND c.warehouse_id = s.warehouse_id)"
        },
        is_loaded=True,
    ),
    PublicTable("stock.Threshold", "t.variant_id, t.warehouse_id", is_loaded=True),
    PublicTable("stock.LotDay", "t.expires_on", is_loaded=True),
    PublicTable("logistics.Tracker", 't.tracking_number COLLATE "C"', is_loaded=True),
    PublicTable("reviews.Eligibility", "t.purchase_id, t.variant_id", is_loaded=True),
    PublicTable("reviews.Review", "t.public_id", without=frozenset({"author_id"}), is_loaded=True),
    PublicTable(
        "checkout.PurchasePart",
        "t.order_id",
        joins="JOIN public.checkout_purchase p ON p.id = t.purchase_id",
        put={"purchase_id": "p.public_id"},
        extra={"placed_at": "p.placed_at"},
    ),
    PublicTable(
        "checkout.PurchaseEvent",
        "t.occurred_at, t.id",
        joins="JOIN public.checkout_purchase p ON p.id = t.purchase_id",
        put={"purchase_id": "p.public_id"},
    ),
    PublicTable("ledger.Account", "t.code, t.currency, t.detail"),
    PublicTable(
        "ledger.CommissionRule",
        "t.position, t.id",
        without=frozenset({"replaces_id", "made_by_id", "checked_by_id"}),
    ),
    PublicTable("classification.Confirmation", "t.public_id", without=frozenset({"like_id"})),
    PublicTable(
        "registrations.TaxRegistration", 't.kind COLLATE "C", t.jurisdiction COLLATE "C", t.valid', is_loaded=True
    ),
    PublicTable("invoicing.Invoice", "t.id"),
    PublicTable("classification.NationalCode", 't.product_id, t.destination COLLATE "C", t.chosen_at'),
    PublicTable(
        "ledger.Posting",
        "t.id",
        owner="a.vendor_id",
        joins="JOIN public.ledger_account a ON a.id = t.account_id JOIN public.ledger_journal j ON j.id = t.journal_id",
        put={"journal_id": "j.public_id", "account_id": "a.code"},
        extra={
            "detail": "a.detail", "kind": "j.kind", "purchase_id": "j.purchase_id", "memo": "j.memo",
            "occurred_at": "j.occurred_at", "posted_at": "j.posted_at",
        },
    ),
)  # fmt: skip

# Written like the listed tables, but without a vendor's id of their own.
REACHED = frozenset({"vendors.Vendor", "ledger.Posting"})


@dataclass(frozen=True)
class VendorTable:
    """A table of the vendor's schema: written and loaded whole, primary keys included."""

    model: type[models.Model]

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def file(self) -> str:
        return f"schema/{self.name}.csv"

    def columns(self) -> dict[str, str]:
        """Columns with PostgreSQL's type."""
        return columns_of(self.model)

    @property
    def key(self) -> str:
        pk = self.model._meta.pk
        assert pk is not None
        return str(pk.column)

    def reading(self, schema: str) -> sql.Composed:
        """The query for all rows, by primary key."""
        return sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            names(self.columns()), sql.Identifier(schema, self.name), sql.Identifier(self.key)
        )


AnyTable: TypeAlias = PublicTable | VendorTable


def vendor_tables() -> list[VendorTable]:
    """Every table of a vendor's schema, apps and models in order."""
    return [
        VendorTable(model)
        for label in sorted(schema_sql.vendor_apps())
        for model in sorted(
            apps.get_app_config(label).get_models(include_auto_created=True), key=lambda one: one._meta.db_table
        )
    ]


def columns_of(model: type[models.Model]) -> dict[str, str]:
    """A model's columns in its own order, with PostgreSQL's type."""
    return {field.column: str(field.db_type(connection)) for field in model._meta.local_concrete_fields if field.column}


def names(columns: Mapping[str, str]) -> sql.Composed:
    """Columns as a list in SQL."""
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def migrations() -> list[str]:
    """What the shape of the archived tables follows from: every migration of the apps they belong to."""
    from django.db.migrations.recorder import MigrationRecorder

    from apps.vendors.models import SchemaMigration

    rendered = {f"{app}.{name}" for app, name in SchemaMigration.objects.values_list("app", "name")}
    loaded = {table.model._meta.app_label for table in PUBLIC if table.is_loaded or table.label == "vendors.Vendor"}
    recorded = MigrationRecorder.Migration.objects.filter(app__in=loaded).values_list("app", "name")
    return sorted(rendered | {f"{app}.{name}" for app, name in recorded})
