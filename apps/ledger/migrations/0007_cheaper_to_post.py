"""Ledger · the same is refused as before, for less: a journal is looked at once, an account is referred to once."""

import django.db.models.deletion
from django.db import migrations, models

BALANCE = """
    CREATE OR REPLACE FUNCTION ledger_journal_balances() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        wrong text;
    BEGIN
        IF (
            SELECT count(*) = 0 OR bool_or(total <> 0) FROM (
                SELECT sum(amount) AS total FROM public.ledger_posting WHERE journal_id = NEW.id GROUP BY currency
            ) AS sums
        ) THEN
            SELECT string_agg(currency || ' ' || total, ', ') INTO wrong FROM (
                SELECT currency, sum(amount) AS total FROM public.ledger_posting
                WHERE journal_id = NEW.id GROUP BY currency HAVING sum(amount) <> 0
            ) AS off;
            IF wrong IS NULL THEN
                RAISE EXCEPTION 'journal % has no postings', NEW.id USING ERRCODE = 'check_violation';
            END IF;
            RAISE EXCEPTION 'journal % does not balance: %', NEW.id, wrong USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$;
"""

# Django's own companion of a unique text, for LIKE from its beginning, which nobody asks of this one.
UNUSED = "DROP INDEX CONCURRENTLY IF EXISTS public.ledger_journal_idempotency_key_d0d03436_like"
AS_DJANGO_MAKES_IT = """
    CREATE INDEX CONCURRENTLY IF NOT EXISTS ledger_journal_idempotency_key_d0d03436_like
        ON public.ledger_journal (idempotency_key varchar_pattern_ops)
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("ledger", "0006_two_people_hold")]

    operations = [
        migrations.RunSQL(BALANCE, migrations.RunSQL.noop),
        migrations.RunSQL(UNUSED, AS_DJANGO_MAKES_IT),
        # The key over account and currency (0002) holds it.
        migrations.AlterField(
            model_name="posting",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="postings",
                to="ledger.account",
            ),
        ),
    ]
