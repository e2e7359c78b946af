"""bench · no app · trial of reservations: one piece of one shelf by many at once, beside raw pgbench.

A rush is sixty-four buyers: so many wait for a counter's lock, in pgbench as with us, and buckets are to end that. By
the crowd of all other trials a counter is hardly waited for; how we fare is told there, not judged: buckets cannot
give more than the processors do. All of it commits to the disk, as production does.
"""

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
_RUSH = 64
_REPEATS = 3
_SECONDS = 6
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
    """Three turns of the rush and one of the crowd: pgbench's one call, our operation, the same in buckets."""
    around = copied(site, BASE)
    call = site.root / "run" / "reserve.sql"
    call.write_text("SELECT raw_reserve(1);\n")
    with working(site.console, "Making what pgbench reserves from"):
        _make(site.databases.owner_url(TRIAL))
    turns = {
        clients: [_turn(site, f"{number}/{repeats}", call, around, clients) for number in range(1, repeats + 1)]
        for clients, repeats in ((_RUSH, _REPEATS), (CROWD, 1))
    }
    for name, which, bound in (
        ("reservations for each of pgbench's one call", "cold", gates.RESERVATIONS),
        ("the same where the shelf lies in buckets", "hot", gates.RESERVATIONS_HOT),
    ):
        rush, crowd = _ratios(turns[_RUSH], which), _ratios(turns[CROWD], which)
        outcome.findings += [
            gates.finding(
                _SUBJECT, f"{name}, {_RUSH} clients", figures.median(rush), "×", bound=bound, lowest=min(rush),
                note=_note(turns[_RUSH], which),
            ),
            shown(_SUBJECT, f"{name}, {CROWD} clients", figures.median(crowd), "×", note=_note(turns[CROWD], which)),
        ]  # fmt: skip
    outcome.findings += [
        shown(_SUBJECT, f"buckets against one counter, {_RUSH} clients", figures.median(
            [figures.ratio(turn["hot"], turn["cold"]) for turn in turns[_RUSH]]), "×"),
        gates.finding(
            _SUBJECT, "pieces too many or too few", sum(turn["off"] for of in turns.values() for turn in of),
            bound=gates.NONE,
        ),
    ]  # fmt: skip


def _ratios(turns: list[dict[str, float]], which: str) -> list[float]:
    return [figures.ratio(turn[which], turn["raw"]) for turn in turns]


def _note(turns: list[dict[str, float]], which: str) -> str:
    ours, raw = (figures.median([turn[key] for turn in turns]) for key in (which, "raw"))
    return f"{ours:.0f} against {raw:.0f} a second"


def _turn(site: Site, number: str, call: Path, around: dict[str, str], clients: int) -> dict[str, float]:
    site.databases.checkpoint()
    with working(site.console, f"{number} pgbench, {clients} clients"):
        raw = pgbench.script(site, TRIAL, call, clients=clients, seconds=_SECONDS)
    site.databases.checkpoint()
    title = f"{number} Reserving by {clients} processes, from a counter and from buckets"
    ours = asked(site, "bench.trials.holding", title, str(clients), str(_SECONDS), environment=around)
    return {"raw": raw, **ours}


def _make(url: str) -> None:
    link = psycopg2.connect(url)
    try:
        with link, link.cursor() as cursor:
            cursor.execute(_RAW)
    finally:
        link.close()
