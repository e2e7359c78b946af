"""Stock · pieces are taken and given back in one call, which finds out by itself whether a shelf is hot.

No two can wait for each other. Shelves are gone through in the order of their counters' keys; on one shelf, a call that
waits for a bucket has not locked its counter, and one that waits for its counter has locked none of its buckets. A row
that turns out to have too few once it is locked stays locked: so each such attempt is a block of its own, whose end gives
the lock back.
"""

from django.db import migrations

# Takes pieces of one shelf, by its counter's key: what the bucket or the counter that gave them has left, NULL where
# there are too few. A hot shelf gives from a bucket or a counter that nobody is just taking from; then from a bucket
# that it waits for; then from its counter, and where no single one has enough, its pieces are brought together there.
TAKE = """
    CREATE OR REPLACE FUNCTION stock_take(shelf bigint, wanted int, at timestamptz, is_hot boolean)
    RETURNS int LANGUAGE plpgsql AS $$
    DECLARE
        sellable int;
        gathered int;
    BEGIN
        IF NOT is_hot THEN
            UPDATE public.stock_counter SET reserved = reserved + wanted, updated_at = at
                WHERE id = shelf AND on_hand - reserved >= wanted RETURNING on_hand - reserved INTO sellable;
            IF sellable IS NULL AND EXISTS (SELECT FROM public.stock_bucket WHERE counter_id = shelf) THEN
                RAISE SQLSTATE 'PS002';
            END IF;
            RETURN sellable;
        END IF;
        BEGIN
            UPDATE public.stock_bucket SET pieces = pieces - wanted WHERE id = (
                SELECT id FROM public.stock_bucket WHERE counter_id = shelf AND pieces >= wanted
                ORDER BY random() LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
            ) RETURNING pieces INTO sellable;
            IF FOUND THEN
                RETURN sellable;
            END IF;
            UPDATE public.stock_counter SET reserved = reserved + wanted, updated_at = at WHERE id = (
                SELECT id FROM public.stock_counter WHERE id = shelf AND on_hand - reserved >= wanted
                FOR NO KEY UPDATE SKIP LOCKED
            ) RETURNING on_hand - reserved INTO sellable;
            IF FOUND THEN
                RETURN sellable;
            END IF;
            RAISE SQLSTATE 'PS001';
        EXCEPTION WHEN SQLSTATE 'PS001' THEN
        END;
        BEGIN
            UPDATE public.stock_bucket SET pieces = pieces - wanted WHERE pieces >= wanted AND id = (
                SELECT id FROM public.stock_bucket WHERE counter_id = shelf AND pieces >= wanted
                ORDER BY random() LIMIT 1
            ) RETURNING pieces INTO sellable;
            IF FOUND THEN
                RETURN sellable;
            END IF;
            RAISE SQLSTATE 'PS001';
        EXCEPTION WHEN SQLSTATE 'PS001' THEN
        END;
        PERFORM FROM public.stock_counter WHERE id = shelf FOR NO KEY UPDATE;
        WITH known AS MATERIALIZED (
            SELECT id, pieces FROM public.stock_bucket
            WHERE counter_id = shelf AND pieces > 0 ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
        ), emptied AS (
            UPDATE public.stock_bucket b SET pieces = 0 FROM known k WHERE b.id = k.id RETURNING k.pieces
        )
        SELECT COALESCE(SUM(pieces), 0) INTO gathered FROM emptied;
        UPDATE public.stock_counter SET reserved = reserved - gathered + wanted, updated_at = at
            WHERE id = shelf AND on_hand - reserved + gathered >= wanted RETURNING on_hand - reserved INTO sellable;
        RETURN sellable;
    END $$;
"""

# Sets pieces aside on several shelves, all or none: the variants that are sold out by it, NULL where nothing was taken.
# Shelves are taken from in the order of their counters' keys. The row is written before the shelf is locked, so that
# the lock, for which others wait, lasts no longer than need be; who is plainly too late writes nothing. What a refusal
# had taken is given back with its locks. PS001: too few; PS002: a shelf that was waited for is hot by now, so all of it
# is done once more.
HOLD = """
    CREATE OR REPLACE FUNCTION stock_hold(
        session uuid, variants uuid[], warehouses uuid[], quantities int[], ids uuid[], expires timestamptz,
        at timestamptz
    ) RETURNS uuid[] LANGUAGE plpgsql AS $$
    DECLARE
        shelf record;
        sellable int;
        known int := 0;
        sold_out uuid[] := '{}';
    BEGIN
        FOR shelf IN
            SELECT c.id, c.vendor_id, c.on_hand - c.reserved AS on_counter, w.*,
                (SELECT SUM(b.pieces)::int FROM public.stock_bucket b WHERE b.counter_id = c.id) AS in_buckets
            FROM unnest(variants, warehouses, quantities, ids) AS w(variant_id, warehouse_id, quantity, public_id)
            JOIN public.stock_counter c USING (variant_id, warehouse_id) ORDER BY c.id
        LOOP
            IF shelf.on_counter + COALESCE(shelf.in_buckets, 0) < shelf.quantity THEN
                RAISE SQLSTATE 'PS001';
            END IF;
            INSERT INTO public.stock_reservation
                (public_id, session_id, counter_id, vendor_id, variant_id, warehouse_id, quantity, state,
                 expires_at, created_at)
            VALUES (shelf.public_id, session, shelf.id, shelf.vendor_id, shelf.variant_id, shelf.warehouse_id,
                    shelf.quantity, 'held', expires, at)
            ON CONFLICT (session_id, counter_id) DO UPDATE
                SET quantity = EXCLUDED.quantity, state = 'held', expires_at = EXCLUDED.expires_at;
            sellable := public.stock_take(shelf.id, shelf.quantity, at, shelf.in_buckets IS NOT NULL);
            IF sellable IS NULL THEN
                RAISE SQLSTATE 'PS001';
            END IF;
            known := known + 1;
            IF sellable = 0 THEN
                sold_out := sold_out || shelf.variant_id;
            END IF;
        END LOOP;
        IF known < cardinality(variants) THEN
            RAISE SQLSTATE 'PS001';
        END IF;
        RETURN sold_out;
    EXCEPTION
        WHEN SQLSTATE 'PS001' THEN
            RETURN NULL;
        WHEN SQLSTATE 'PS002' THEN
            RETURN public.stock_hold(session, variants, warehouses, quantities, ids, expires, at);
    END $$;
"""

# Gives pieces back to shelves, by their counters' keys in rising order: each shelf, and whether its bucket or counter
# had none left. A hot shelf has them back in a bucket that nobody else is just taking from.
PUT_BACK = """
    CREATE FUNCTION stock_put_back(shelves bigint[], quantities int[], at timestamptz)
    RETURNS TABLE (shelf bigint, was_empty boolean) LANGUAGE plpgsql AS $$
    DECLARE
        back int;
    BEGIN
        FOR shelf, back IN SELECT * FROM unnest(shelves, quantities) LOOP
            UPDATE public.stock_bucket SET pieces = pieces + back WHERE id = (
                SELECT id FROM public.stock_bucket WHERE counter_id = shelf
                ORDER BY random() LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
            ) RETURNING pieces = back INTO was_empty;
            IF NOT FOUND THEN
                UPDATE public.stock_counter SET reserved = reserved - back, updated_at = at
                    WHERE id = shelf RETURNING on_hand - reserved = back INTO was_empty;
            END IF;
            RETURN NEXT;
        END LOOP;
    END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("stock", "0003_held_in_one_call")]

    operations = [
        migrations.RunSQL(TAKE, "DROP FUNCTION stock_take(bigint, int, timestamptz, boolean)"),
        migrations.RunSQL(
            HOLD, "DROP FUNCTION stock_hold(uuid, uuid[], uuid[], int[], uuid[], timestamptz, timestamptz)"
        ),
        migrations.RunSQL(PUT_BACK, "DROP FUNCTION stock_put_back(bigint[], int[], timestamptz)"),
    ]
