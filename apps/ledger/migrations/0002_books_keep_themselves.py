"""Ledger · what the database itself refuses: unbalanced journals, foreign currencies, afterthoughts, erasure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import migrations

CURRENCY = """
    ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_with_currency UNIQUE (id, currency);
    ALTER TABLE ledger_posting ADD CONSTRAINT ledger_posting_in_its_accounts_currency
        FOREIGN KEY (account_id, currency) REFERENCES ledger_account (id, currency);
"""
NO_CURRENCY = """
    ALTER TABLE ledger_posting DROP CONSTRAINT ledger_posting_in_its_accounts_currency;
    ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_with_currency;
"""

BALANCE = """
    CREATE FUNCTION ledger_journal_balances() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        legs bigint;
        wrong text;
    BEGIN
        SELECT count(*) INTO legs FROM public.ledger_posting WHERE journal_id = NEW.id;
        IF legs = 0 THEN
            RAISE EXCEPTION 'journal % has no postings', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        SELECT string_agg(currency || ' ' || total, ', ') INTO wrong FROM (
            SELECT currency, sum(amount) AS total FROM public.ledger_posting
            WHERE journal_id = NEW.id GROUP BY currency HAVING sum(amount) <> 0
        ) AS off;
        IF wrong IS NOT NULL THEN
            RAISE EXCEPTION 'journal % does not balance: %', NEW.id, wrong USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER ledger_journal_balances AFTER INSERT ON ledger_journal
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_journal_balances();
"""
NO_BALANCE = """
    DROP TRIGGER ledger_journal_balances ON ledger_journal;
    DROP FUNCTION ledger_journal_balances();
"""

# The transaction in which a journal was made; postings of any other are refused, so that the check above is final.
ONE_TRANSACTION = """
    ALTER TABLE ledger_journal ADD COLUMN made_in xid8 NOT NULL DEFAULT pg_current_xact_id();
    CREATE FUNCTION ledger_posting_joins_its_own() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM added JOIN public.ledger_journal j ON j.id = added.journal_id
            WHERE j.made_in <> pg_current_xact_id()
        ) THEN
            RAISE EXCEPTION 'a posted journal takes no more postings' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER ledger_posting_joins_its_own AFTER INSERT ON ledger_posting
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_posting_joins_its_own();
"""
ANY_TRANSACTION = """
    DROP TRIGGER ledger_posting_joins_its_own ON ledger_posting;
    DROP FUNCTION ledger_posting_joins_its_own();
    ALTER TABLE ledger_journal DROP COLUMN made_in;
"""

FOR_EVER = """
    CREATE FUNCTION ledger_is_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END $$;
    CREATE TRIGGER ledger_journal_is_for_ever BEFORE UPDATE OR DELETE ON ledger_journal
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_for_ever();
    CREATE TRIGGER ledger_posting_is_for_ever BEFORE UPDATE OR DELETE ON ledger_posting
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_for_ever();
"""
FOR_A_WHILE = """
    DROP TRIGGER ledger_journal_is_for_ever ON ledger_journal;
    DROP TRIGGER ledger_posting_is_for_ever ON ledger_posting;
    DROP FUNCTION ledger_is_for_ever();
"""


def add_the_standard_rule(apps, schema_editor):
    """A tenth of the goods from every vendor in every market, until staff say otherwise."""
    apps.get_model("ledger", "CommissionRule").objects.get_or_create(
        position=1000, vendor=None, market="", defaults={"rate": Decimal("0.10"), "valid_from": date(2000, 1, 1)}
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(CURRENCY, NO_CURRENCY),
        migrations.RunSQL(BALANCE, NO_BALANCE),
        migrations.RunSQL(ONE_TRANSACTION, ANY_TRANSACTION),
        migrations.RunSQL(FOR_EVER, FOR_A_WHILE),
        migrations.RunPython(add_the_standard_rule, migrations.RunPython.noop),
    ]
