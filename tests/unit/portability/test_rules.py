"""Names that archives may hold, backups that stay, schemas that are kept aside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from apps.portability import rules

AT = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    ["manifest.json", "README.md", "schema/orders_order.csv", "public/ledger_posting.csv", "readable/stock.csv",
     "labels/KILN-000001-7.pdf", "media/v_kiln/018f-480.webp"],
)  # fmt: skip
def test_names_of_ours_are_taken(name: str) -> None:
    assert rules.is_allowed_name(name)


@pytest.mark.parametrize(
    "name",
    ["", "/manifest.json", "../x.csv", "schema/../x.csv", "schema/x.sql", "schema/a/b.csv", "media/x.html",
     "media/../x.webp", "media//x.webp", "media/.x.webp", "labels/../x.pdf", "schema/x.csv\n", "C:\\x.csv", "media/"],
)  # fmt: skip
def test_other_names_are_not(name: str) -> None:
    assert not rules.is_allowed_name(name)


def test_what_unpacks_to_three_hundred_times_itself_is_a_bomb() -> None:
    assert rules.is_bomb(packed=10_000, unpacked=3_000_001)
    assert not rules.is_bomb(packed=10_000, unpacked=3_000_000)
    assert not rules.is_bomb(packed=1, unpacked=rules.RATIO_FROM_BYTES)


def test_a_fingerprint_does_not_depend_on_the_order_but_on_every_migration() -> None:
    assert rules.fingerprint(["a.1", "b.1"]) == rules.fingerprint(["b.1", "a.1"])
    assert rules.fingerprint(["a.1", "b.1"]) != rules.fingerprint(["a.1", "b.2"])


def test_a_backup_s_name_tells_its_vendor_and_instant() -> None:
    name = rules.backup_name("kiln-two", AT)

    assert rules.backup_instant(name, "kiln-two") == AT
    assert rules.backup_instant(name, "kiln") is None
    assert rules.backup_instant(f".{name}.12.part", "kiln-two") is None


def test_the_newest_backups_stay_however_old_they_are() -> None:
    old = [AT - timedelta(days=days) for days in (40, 50, 60)]

    assert rules.outlived(old, keep=2, days=30, at=AT) == [old[2]]
    assert rules.outlived([AT - timedelta(days=1), *old], keep=1, days=30, at=AT) == old
    assert rules.outlived(old[:1], keep=0, days=30, at=AT) == []


def test_a_schema_that_is_kept_aside_has_a_name_that_postgresql_takes_whole() -> None:
    assert len(rules.aside_name("v_" + "a" * 40, AT).encode()) <= 63
