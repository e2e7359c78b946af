"""Payouts · what the database itself refuses: a step that a payout's table does not know, and items that do not add up."""

from __future__ import annotations

from django.db import migrations

# As in apps/payouts/rules/states.py, which a test compares with this.
STEPS = (
    ("draft", "approved"), ("draft", "cancelled"), ("approved", "sent"), ("approved", "failed"), ("approved", "paid"),
    ("sent", "paid"), ("sent", "failed"), ("sent", "returned"), ("paid", "returned"),
)  # fmt: skip

MOVES = """
    CREATE FUNCTION payouts_payout_moves() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.status <> NEW.status AND (OLD.status || '>' || NEW.status) <> ALL ('{%s}'::text[]) THEN
            RAISE EXCEPTION 'a payout does not go from %% to %%', OLD.status, NEW.status
                USING ERRCODE = 'check_violation';
        END IF;
        IF OLD.status <> 'draft' AND (NEW.amount, NEW.currency, NEW.paid_amount, NEW.paid_currency, NEW.account_id)
            IS DISTINCT FROM (OLD.amount, OLD.currency, OLD.paid_amount, OLD.paid_currency, OLD.account_id) THEN
            RAISE EXCEPTION 'an approved payout keeps its amounts and its account' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER payouts_payout_moves BEFORE UPDATE ON payouts_payout
        FOR EACH ROW EXECUTE FUNCTION payouts_payout_moves();
""" % ",".join(f"{before}>{after}" for before, after in STEPS)
NO_MOVES = """
    DROP TRIGGER payouts_payout_moves ON payouts_payout;
    DROP FUNCTION payouts_payout_moves();
"""

SUMS = """
    CREATE FUNCTION payouts_payout_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        now_is public.payouts_payout;
        items bigint;
    BEGIN
        SELECT * INTO now_is FROM public.payouts_payout WHERE id = NEW.id;
        SELECT sum(amount) INTO items FROM public.payouts_payoutitem WHERE payout_id = NEW.id;
        IF now_is.status <> 'cancelled' AND items IS DISTINCT FROM now_is.amount THEN
            RAISE EXCEPTION 'the items of payout % add up to %, not to %', now_is.reference, items, now_is.amount
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER payouts_payout_adds_up AFTER INSERT OR UPDATE OF status ON payouts_payout
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payouts_payout_adds_up();
"""
NO_SUMS = """
    DROP TRIGGER payouts_payout_adds_up ON payouts_payout;
    DROP FUNCTION payouts_payout_adds_up();
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0001_initial")]

    operations = [
        migrations.RunSQL(MOVES, NO_MOVES),
        migrations.RunSQL(SUMS, NO_SUMS),
    ]
