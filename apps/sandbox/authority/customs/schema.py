"""Tables of the customs authority · sandbox · no schema."""

from __future__ import annotations

SCHEMA = """
CREATE TABLE IF NOT EXISTS declarations (
    lrn TEXT PRIMARY KEY, mrn TEXT NOT NULL DEFAULT '', version INTEGER NOT NULL, media_type TEXT NOT NULL,
    fingerprint TEXT NOT NULL, state TEXT NOT NULL, facts TEXT NOT NULL, plan TEXT NOT NULL DEFAULT '{}',
    received_at REAL NOT NULL, paid TEXT NOT NULL DEFAULT '0', receipts TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS notices (
    id TEXT PRIMARY KEY, lrn TEXT NOT NULL, media_type TEXT NOT NULL, code TEXT NOT NULL, body TEXT NOT NULL,
    issued_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS notices_lrn ON notices (lrn, issued_at);
CREATE TABLE IF NOT EXISTS papers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, lrn TEXT NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL,
    size INTEGER NOT NULL, sha256 TEXT NOT NULL
);
"""
