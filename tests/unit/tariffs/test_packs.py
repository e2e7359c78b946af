"""Tariffs · the shipped rule packs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from apps.tariffs import labels, packs
from apps.tariffs.rules import INEXACT, assess, expressions
from tests.factories.tariffs import consignment, line, rules, shipped, stored

PRODUCTS = sorted((Path(__file__).resolve().parents[3] / "fixtures" / "demo" / "products").glob("*.json"))
TODAY = date(2026, 11, 21)
ALL = [(row.code, row) for kind in packs.RULES for row in stored()[kind]]


def test_ids_are_unique_and_every_rule_has_a_source_and_a_basis():
    codes = [code for code, _row in ALL]
    assert len(codes) == len(set(codes))
    assert all(row.source.title and row.basis for _code, row in ALL)


def test_every_word_of_a_rule_can_be_translated():
    assert {row.label for _code, row in ALL} <= set(labels.LABELS)
    assert {row.note for _code, row in ALL if row.note} <= set(labels.NOTES)
    assert INEXACT in labels.NOTES


def test_every_expression_can_be_read():
    for row in stored()["measures"]:
        assert expressions.parse(row.expression)


def test_rows_of_one_key_do_not_overlap_in_time():
    keys = {"policies": ("trade", "sale"), "regimes": ("trade", "sale", "channel", "ship_from", "priority"),
            "measures": ("layer", "type", "hs_prefix", "origin", "additional_code", "order_number"),
            "taxes": ("tax", "hs_prefix", "region", "category", "postcodes"),
            "fees": ("kind", "channel", "sale", "value_from"), "stackings": ("layer",), "proofs": ("origin", "kind"),
            "restrictions": ("direction", "hs_prefix", "keyword", "un_number", "packing_group", "country",
                             "effect", "needs", "limit_of", "limit")}  # fmt: skip
    for kind, key in keys.items():
        seen = {}
        for row in stored()[kind]:
            if not row.is_enabled:
                continue
            place = (row.jurisdiction_id, *(getattr(row, name) for name in key))
            for other in seen.setdefault(place, []):
                apart = (other.upper and other.upper <= row.valid.lower) or (
                    row.valid.upper and row.valid.upper <= other.lower
                )
                assert apart, (kind, place)
            seen[place].append(row.valid)


def test_rules_that_nobody_could_confirm_are_present_and_not_enabled():
    unconfirmed = {code for code, row in ALL if not row.is_enabled}
    assert {"IT-PARCEL-FEE", "EU-HANDLING-FEE", "AU-IMPORT-DECLARATION", "NZ-IETF", "ZA-FLAT-500"} <= unconfirmed
    assert not any(row.is_verified for _code, row in ALL if not row.is_enabled)


def test_threshold_regimes_of_the_eu_gb_and_us_are_verified():
    rows = [
        row for row in stored()["regimes"]
        if row.jurisdiction_id in ("EU", "GB", "US") and TODAY in row.valid and not row.requires_claim
    ]  # fmt: skip
    assert rows
    assert all(row.is_verified for row in rows)


def test_every_source_was_read_on_a_day_and_says_where():
    for pack in shipped():
        for row in packs.source_rows(pack):
            assert date(2026, 11, 1) <= row["checked_on"]
            assert row["url"] or row["code"].startswith("PORTOLAN-")


def test_twenty_seven_members_and_nineteen_other_destinations_have_rules():
    ruled = {row.jurisdiction_id for row in stored()["policies"]}
    members = {row["code"] for pack in shipped() for row in packs.jurisdiction_rows(pack) if row["parent_id"] == "EU"}
    assert len(members - {"XI"}) == 27
    assert ruled >= {"EU", "GB", "US", "CA", "AU", "NZ", "SG", "MY", "JP", "KR", "CH", "NO", "CN", "TH", "TR", "MX",
                     "ZA", "AE", "IN"}  # fmt: skip


@pytest.mark.skipif(not PRODUCTS, reason="the demo's products are not written yet")
@pytest.mark.parametrize("ship_to", ["DE", "FR", "IT", "GB", "US", "JP", "CN", "AE"])
def test_every_code_of_the_demo_can_be_assessed_as_a_dear_import(ship_to):
    known = rules(ship_to, TODAY)
    missing = []
    for path in PRODUCTS:
        for product in json.loads(path.read_text())["products"]:
            parcel = consignment("VN", ship_to, [line("a", product["hs_code"], "9000.00", "EUR",
                                 origin=product["country_of_origin"])], GBP="1.15", USD="0.86", JPY="0.0056",
                                 CNY="0.121", AED="0.234", RON="0.2")  # fmt: skip
            try:
                assess(parcel, as_of=TODAY, rules=known)
            except Exception as problem:
                missing.append(f"{product['hs_code']} {product['slug']}: {problem}")
    assert not missing, "\n".join(missing)


def test_packs_have_no_unknown_parts():
    known = {"sources", "jurisdictions", "groups", "fx", *packs.RULES}
    assert all(set(pack) <= known for pack in shipped())
