"""bench · no app · trial of reservations: one piece of one shelf by many at once, beside raw pgbench."""

from __future__ import annotations

from pathlib import Path

import psycopg2

from bench import figures, gates
from bench.measure import CROWD
from bench.outcome import Outcome, shown
from bench.trials import pgbench
from bench.trials.trial import asked, copied
from bench.working import working
from bench.worlds.build import BASE, TRIAL, Site

_SUBJECT = "one piece of one shelf, by many at once"
_REPEATS = 3
_SECONDS = 4
# The same pattern without a marketplace: a row is written, then one counter lowered, in one call.
_RAW = """
CREATE TABLE raw_counter (id int PRIMARY KEY, on_hand int NOT NULL, reserved int NOT NULL, CHECK (reserved <= on_hand))
    WITH (fillfactor = 50);
CREATE TABLE raw_reservation (id bigserial PRIMARY KEY, session_id uuid NOT NULL, counter_id int NOT NULL REFERENCES
    raw_counter, quantity int NOT NULL, state text NOT NULL, expires_at timestamptz NOT NULL,
    UNIQUE (session_id, counter_id));
CREATE INDEX raw_expiry ON raw_reservation (expires_at) WHERE state = 'held';
INSERT INTO raw_counter VALUES (1, 100000000, 0);
CREATE FUNCTION raw_reserve(pieces int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO raw_reservation (session_id, counter_id, quantity, state, expires_at)
        VALUES (gen_random_uuid(), 1, pieces, 'held', now() + interval '15 minutes');
    UPDATE raw_counter SET reserved = reserved + pieces WHERE id = 1 AND on_hand - reserved >= pieces;
    IF NOT FOUND THEN RAISE 'sold out'; END IF;
END $$;
"""


def reservations(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """Three times in turn: pgbench's one call, our operation on one counter, the same in buckets."""
    around = copied(site, BASE)
    call = site.root / "run" / "reserve.sql"
    call.write_text("SELECT raw_reserve(1);\n")
    with working(site.console, "Making what pgbench reserves from"):
        _make(site.databases.owner_url(TRIAL))
    turns = [_turn(site, f"{number}/{_REPEATS}", call, around) for number in range(1, _REPEATS + 1)]
    cold = [figures.ratio(turn["cold"], turn["raw"]) for turn in turns]
    hot = [figures.ratio(turn["hot"], turn["raw"]) for turn in turns]
    raw = figures.median([turn["raw"] for turn in turns])
    outcome.findings += [
        gates.finding(
            _SUBJECT, f"reservations for each of pgbench's one call, {CROWD} clients", figures.median(cold), "×",
            bound=gates.RESERVATIONS, lowest=min(cold),
            note=f"{figures.median([turn['cold'] for turn in turns]):.0f} against {raw:.0f} a second",
        ),
        gates.finding(
            _SUBJECT, "the same where the shelf lies in buckets", figures.median(hot), "×",
            bound=gates.RESERVATIONS_HOT, lowest=min(hot),
            note=f"{figures.median([turn['hot'] for turn in turns]):.0f} against {raw:.0f} a second",
        ),
        shown(_SUBJECT, "buckets against one counter", figures.median(
            [figures.ratio(turn["hot"], turn["cold"]) for turn in turns]), "×"),
        gates.finding(_SUBJECT, "pieces too many or too few", sum(turn["off"] for turn in turns), bound=gates.NONE),
    ]  # fmt: skip


def _turn(site: Site, number: str, call: Path, around: dict[str, str]) -> dict[str, float]:
    site.databases.checkpoint()
    with working(site.console, f"{number} pgbench, {CROWD} clients"):
        raw = pgbench.script(site, TRIAL, call, clients=CROWD, seconds=_SECONDS)
    site.databases.checkpoint()
    title = f"{number} Reserving by {CROWD} processes, from a counter and from buckets"
    ours = asked(site, "bench.trials.holding", title, str(CROWD), str(_SECONDS), environment=around)
    return {"raw": raw, **ours}


def _make(url: str) -> None:
    link = psycopg2.connect(url)
    try:
        with link, link.cursor() as cursor:
            cursor.execute(_RAW)
    finally:
        link.close()
