"""Tariffs · writes · the statements that hold a staged list against the measures in force · public schema.

`key` is what no two measures of a code share on a day: layer, type, origin, additional code, order number.
Parameters: `day` of the list, `place`, `kind`, `prefixes` (codes that the list speaks of, NULL: all), `is_whole`.
"""

FRESH = "DROP TABLE IF EXISTS pg_temp.tariffs_staged, pg_temp.tariffs_held"
CREATE = """
    CREATE TEMPORARY TABLE tariffs_staged (
        ordinal bigserial, code text, layer text, type text, hs_prefix text, origin text, additional_code text,
        order_number text, expression text, label text, basis text, note text, base_of text, excluded_origins text[],
        needs_claim boolean, needs_proof boolean, needs_direct_transport boolean, is_open boolean,
        first_day date, last_day date, valid daterange, kept text, supersedes text,
        key text[] GENERATED ALWAYS AS (ARRAY[layer, type, origin, additional_code, order_number]) STORED,
        said text[] GENERATED ALWAYS AS (ARRAY[expression, label, note, base_of]) STORED,
        needs boolean[] GENERATED ALWAYS AS
            (ARRAY[needs_claim, needs_proof, needs_direct_transport, is_open]) STORED
    ) ON COMMIT DROP
"""
DAYS = "UPDATE tariffs_staged SET valid = daterange(coalesce(first_day, %(day)s), last_day + 1)"
INDEX = "CREATE INDEX ON tariffs_staged (hs_prefix)"
ANALYZE = "ANALYZE tariffs_staged"
TWICE = """
    DELETE FROM tariffs_staged AS twice USING tariffs_staged AS one
     WHERE one.hs_prefix = twice.hs_prefix AND one.key = twice.key AND one.ordinal < twice.ordinal
       AND one.valid && twice.valid
 RETURNING twice.hs_prefix
"""
# What the list may end: enabled rows that nobody here wrote, of earlier lists of its kind; and of the shipped packs
# where the list is the whole tariff.
HELD = """
    CREATE TEMPORARY TABLE tariffs_held ON COMMIT DROP AS
    SELECT row.code, row.hs_prefix, list.kind IS NOT NULL AS is_listed, row.valid * daterange(%(day)s, NULL) AS rest,
           ARRAY[row.layer, row.type, row.origin, row.additional_code, row.order_number]::text[] AS key,
           ARRAY[row.expression, row.label, row.note, row.base_of]::text[] AS said,
           ARRAY[row.needs_claim, row.needs_proof, row.needs_direct_transport, row.is_open] AS needs,
           coalesce(row.excluded_origins, '{}')::text[] AS excluded_origins
      FROM tariffs_measure AS row LEFT JOIN tariffs_rulelist AS list ON list.source_id = row.source_id
     WHERE row.jurisdiction_id = %(place)s AND row.is_enabled AND row.status = 'active' AND row.made_by = ''
       AND NOT isempty(row.valid * daterange(%(day)s, NULL))
       AND (list.kind = %(kind)s AND (%(prefixes)s::text[] IS NULL OR row.hs_prefix = ANY (%(prefixes)s))
            OR list.kind IS NULL AND %(is_whole)s AND row.layer IN (SELECT layer FROM tariffs_staged))
"""
KEEP = """
    UPDATE tariffs_staged AS staged SET kept = held.code
      FROM tariffs_held AS held
     WHERE held.is_listed AND held.hs_prefix = staged.hs_prefix AND held.key = staged.key
       AND held.said = staged.said AND held.needs = staged.needs AND held.excluded_origins = staged.excluded_origins
       AND held.rest = staged.valid * daterange(%(day)s, NULL)
"""
# What was over before the list's day and is known from an earlier list stays as that told it.
KEEP_OLD = """
    UPDATE tariffs_staged AS staged SET kept = row.code
      FROM tariffs_measure AS row
     WHERE staged.kept IS NULL AND isempty(staged.valid * daterange(%(day)s, NULL))
       AND row.jurisdiction_id = %(place)s AND row.is_enabled AND row.hs_prefix = staged.hs_prefix
       AND ARRAY[row.layer, row.type, row.origin, row.additional_code, row.order_number]::text[] = staged.key
       AND row.valid && staged.valid
"""
DROP_KEPT = "DELETE FROM tariffs_held WHERE code IN (SELECT kept FROM tariffs_staged WHERE kept IS NOT NULL)"
FOLLOW = """
    UPDATE tariffs_staged AS staged SET supersedes = held.code
      FROM tariffs_held AS held
     WHERE staged.kept IS NULL AND held.hs_prefix = staged.hs_prefix AND held.key = staged.key
       AND held.rest && staged.valid
"""
FROM_THE_DAY = "UPDATE tariffs_staged SET valid = valid * daterange(%(day)s, NULL) WHERE supersedes IS NOT NULL"
# Rows that stay in force and hold on days of the list: those of people. What the list has for them is left out, and
# what it would have followed stays.
RIVALS = """
    DELETE FROM tariffs_staged AS staged USING tariffs_measure AS row
     WHERE staged.kept IS NULL AND row.jurisdiction_id = %(place)s AND row.is_enabled
       AND row.hs_prefix = staged.hs_prefix
       AND ARRAY[row.layer, row.type, row.origin, row.additional_code, row.order_number]::text[] = staged.key
       AND NOT isempty(row.valid * staged.valid * daterange(%(day)s, NULL))
       AND NOT EXISTS (SELECT FROM tariffs_held AS held WHERE held.code = row.code)
 RETURNING staged.hs_prefix, staged.supersedes
"""
SPARE = """
    DELETE FROM tariffs_held AS held
     WHERE held.code = ANY (%(spared)s)
       AND NOT EXISTS (SELECT FROM tariffs_staged AS staged WHERE staged.supersedes = held.code)
"""
HISTORY = """
    INSERT INTO tariffs_rulechange (kind, rule, act, by, at, note, before)
    SELECT %(rules)s, row.code, %(act)s, %(by)s, %(at)s, %(note)s, jsonb_build_object(
               'valid', jsonb_build_object('lower', lower(row.valid), 'upper', upper(row.valid), 'bounds', '[)')::text,
               'status', row.status, 'is_enabled', initcap(row.is_enabled::text),
               'superseded_by_id', row.superseded_by_id)
      FROM tariffs_measure AS row JOIN tariffs_held USING (code)
"""
# A row that the list corrects from its first day on holds on no day; its days stay as they were told.
END = """
    UPDATE tariffs_measure AS row
       SET status = 'superseded',
           is_enabled = lower(row.valid) IS NULL OR lower(row.valid) < %(day)s,
           valid = CASE WHEN lower(row.valid) IS NULL OR lower(row.valid) < %(day)s
                        THEN daterange(lower(row.valid), %(day)s) ELSE row.valid END,
           superseded_by_id = next.code
      FROM tariffs_held AS held
           LEFT JOIN (SELECT supersedes, min(code) AS code FROM tariffs_staged GROUP BY 1) AS next
                  ON next.supersedes = held.code
     WHERE held.code = row.code
"""
CLIP = """
    UPDATE tariffs_staged AS staged SET valid = staged.valid * daterange(%(day)s, NULL)
      FROM tariffs_measure AS row
     WHERE staged.kept IS NULL AND row.jurisdiction_id = %(place)s AND row.is_enabled
       AND row.hs_prefix = staged.hs_prefix
       AND ARRAY[row.layer, row.type, row.origin, row.additional_code, row.order_number]::text[] = staged.key
       AND row.valid && staged.valid
"""
WRITE = """
    INSERT INTO tariffs_measure (
        code, jurisdiction_id, source_id, valid, label, basis, note, is_verified, is_enabled, status, known_at,
        supersedes_id, layer, type, hs_prefix, origin, expression, is_exact, excluded_origins, additional_code,
        order_number, needs_claim, needs_proof, needs_direct_transport, is_open, base_of)
    SELECT code, %(place)s, %(source)s, valid, label, basis, note, true, %(is_active)s, %(status)s, %(at)s,
           supersedes, layer, type, hs_prefix, origin, expression, true, nullif(excluded_origins, '{}'),
           additional_code, order_number, needs_claim, needs_proof, needs_direct_transport, is_open, base_of
      FROM tariffs_staged WHERE kept IS NULL AND NOT isempty(valid) ORDER BY hs_prefix, ordinal
"""
COUNT = "SELECT count(*), count(kept) FROM tariffs_staged"
