"""Payments · a step that the tables in apps/payments/rules.py do not know is refused by the database too."""

from __future__ import annotations

from django.db import migrations

# As in rules.INTENT, rules.ATTEMPT and rules.OPERATION, which a test compares with this.
INTENT = (
    ("authorised", "captured"), ("authorised", "failed"), ("authorised", "partially_captured"),
    ("authorised", "voided"), ("conflicted", "authorised"), ("conflicted", "captured"), ("created", "authorised"),
    ("created", "cancelled"), ("created", "captured"), ("created", "conflicted"), ("created", "expired"),
    ("created", "pending"), ("created", "processing"), ("created", "requires_method"), ("failed", "captured"),
    ("failed", "partially_captured"), ("failed", "voided"), ("partially_captured", "captured"),
    ("pending", "authorised"), ("pending", "cancelled"), ("pending", "captured"), ("pending", "conflicted"),
    ("pending", "expired"), ("pending", "processing"), ("pending", "requires_method"), ("processing", "authorised"),
    ("processing", "cancelled"), ("processing", "captured"), ("processing", "conflicted"),
    ("processing", "expired"), ("processing", "pending"), ("processing", "requires_method"),
    ("requires_method", "authorised"), ("requires_method", "cancelled"), ("requires_method", "captured"),
    ("requires_method", "conflicted"), ("requires_method", "expired"), ("requires_method", "pending"),
    ("requires_method", "processing"),
)  # fmt: skip
ATTEMPT = (
    ("closed", "authorised"), ("closed", "failed"), ("closed", "surplus"), ("failed", "authorised"),
    ("failed", "surplus"), ("live", "authorised"), ("live", "closed"), ("live", "failed"), ("live", "surplus"),
)  # fmt: skip
OPERATION = (
    ("pending", "failed"), ("pending", "succeeded"), ("pending", "unknown"), ("requested", "failed"),
    ("requested", "pending"), ("requested", "succeeded"), ("requested", "unknown"), ("unknown", "failed"),
    ("unknown", "pending"), ("unknown", "succeeded"),
)  # fmt: skip


def held(table: str, column: str, steps: tuple[tuple[str, str], ...]) -> migrations.RunSQL:
    """A trigger that refuses every step of a column that is not listed."""
    name = f"{table}_steps"
    known = ",".join(f"{before}>{after}" for before, after in steps)
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (OLD.{column} || '>' || NEW.{column}) <> ALL ('{{{known}}}'::text[]) THEN
                RAISE EXCEPTION '% does not go from % to %', TG_TABLE_NAME, OLD.{column}, NEW.{column}
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER {name} BEFORE UPDATE OF {column} ON {table} FOR EACH ROW
            WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION {name}();
        """,
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();",
    )


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_money_in_many_ways_holds")]

    operations = [
        held("payments_intent", "status", INTENT),
        held("payments_attempt", "status", ATTEMPT),
        held("payments_operation", "state", OPERATION),
    ]
