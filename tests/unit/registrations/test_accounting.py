"""Who accounts for the tax: the shipped table, a case for each row that tells more than «import» or «nothing»."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from apps.registrations.operations.loading import fields_of
from apps.registrations.rules.accounting import SaleFacts, accounts_for_tax
from apps.registrations.types import Accounting, AccountingRule
from apps.tariffs import packs
from tests.factories.tariffs import rules, shipped
from tests.golden.reading import assessed

UNION = frozenset({"DE", "FR", "IT"})
TODAY = "2026-11-22"
VASE = "691390"
M, S, B, AT_BORDER = "marketplace", "seller", "buyer", "importer"
DEEMED, OWN, REVERSE, IMPORT, NONE = "deemed_supplier", "own_sale", "reverse_charge", "import", "none"

# seller, goods from, to, sale, value, day, numbers held -> scheme, who accounts, by which rule, under which number
CASES: tuple[tuple[str, tuple[Any, ...], tuple[str, str, str, str]], ...] = (
    # The Union: goods from outside, up to EUR 150 and above, with and without a number
    ("CN", ("CN", "DE", "marketplace", "40 EUR", "2026-06-30", ["IOSS"]), ("eu_ioss_relief", M, DEEMED, "IOSS")),
    ("CN", ("CN", "DE", "marketplace", "150 EUR", "2026-07-01", ["IOSS"]), ("eu_ioss", M, DEEMED, "IOSS")),
    ("DE", ("CN", "DE", "marketplace", "40 EUR", TODAY, ["IOSS"]), ("eu_ioss", M, DEEMED, "IOSS")),
    ("CN", ("CN", "DE", "marketplace", "150.01 EUR", TODAY, ["IOSS"]), ("eu_standard", AT_BORDER, IMPORT, "")),
    ("CN", ("CN", "DE", "marketplace", "40 EUR", TODAY, []), ("eu_flat", AT_BORDER, IMPORT, "")),
    ("CN", ("CN", "DE", "marketplace", "40 EUR", "2026-06-30", []), ("eu_relief", AT_BORDER, IMPORT, "")),
    ("CN", ("CN", "DE", "b2b", "40 EUR", TODAY, ["IOSS"]), ("eu_standard", AT_BORDER, IMPORT, "")),
    ("CN", ("CN", "DE", "gift", "40 EUR", TODAY, ["IOSS"]), ("eu_gift", "nobody", NONE, "")),
    # goods that lie in the Union
    ("CN", ("DE", "DE", "marketplace", "900 EUR", TODAY, []), ("domestic", M, DEEMED, "OSS")),
    ("CN", ("DE", "DE", "b2b", "900 EUR", TODAY, []), ("domestic", S, OWN, "DE-VAT")),
    ("FR", ("DE", "DE", "marketplace", "900 EUR", TODAY, []), ("domestic", S, OWN, "DE-VAT")),
    ("CN", ("FR", "DE", "marketplace", "900 EUR", TODAY, []), ("union_sale", M, DEEMED, "OSS")),
    ("FR", ("FR", "DE", "marketplace", "900 EUR", TODAY, []), ("union_sale", S, OWN, "OSS")),
    ("FR", ("FR", "DE", "b2b", "900 EUR", TODAY, []), ("union_reverse_charge", B, REVERSE, "")),
    # Great Britain and Northern Ireland
    ("CN", ("CN", "GB", "marketplace", "135 GBP", TODAY, ["GB-VAT"]), ("gb_supply_vat", M, DEEMED, "GB-VAT")),
    ("CN", ("CN", "GB", "b2b", "135 GBP", TODAY, ["GB-VAT"]), ("gb_reverse_charge", B, REVERSE, "")),
    ("CN", ("CN", "GB", "marketplace", "135.01 GBP", TODAY, ["GB-VAT"]), ("gb_standard", AT_BORDER, IMPORT, "")),
    ("CN", ("CN", "GB", "marketplace", "135 GBP", TODAY, []), ("gb_relief", AT_BORDER, IMPORT, "")),
    ("CN", ("CN", "GB", "gift", "39 GBP", TODAY, []), ("gb_gift", "nobody", NONE, "")),
    ("CN", ("GB", "GB", "marketplace", "900 GBP", TODAY, []), ("domestic", M, DEEMED, "GB-VAT")),
    ("CN", ("GB", "GB", "b2b", "900 GBP", TODAY, []), ("domestic", S, OWN, "GB-VAT")),
    ("GB", ("GB", "GB", "marketplace", "900 GBP", TODAY, []), ("domestic", S, OWN, "GB-VAT")),
    # elsewhere: low-value goods, the whole value at the border, and goods that are there already
    ("CN", ("CN", "AU", "marketplace", "1000 AUD", TODAY, ["AU-GST"]), ("au_lvig", M, DEEMED, "AU-GST")),
    ("CN", ("CN", "AU", "marketplace", "1000.01 AUD", TODAY, ["AU-GST"]), ("au_standard", AT_BORDER, IMPORT, "")),
    ("CN", ("CN", "AU", "marketplace", "40 AUD", "2018-06-30", ["AU-GST"]), ("au_low_value", "nobody", NONE, "")),
    ("CN", ("AU", "AU", "marketplace", "40 AUD", TODAY, []), ("domestic", S, OWN, "AU-GST")),
    ("CN", ("CN", "NZ", "marketplace", "1000 NZD", TODAY, ["NZ-GST"]), ("nz_lvig", M, DEEMED, "NZ-GST")),
    ("CN", ("CN", "SG", "marketplace", "400 SGD", TODAY, ["SG-GST"]), ("sg_ovr", M, DEEMED, "SG-GST")),
    ("CN", ("CN", "SG", "marketplace", "40 SGD", TODAY, []), ("sg_relief", "nobody", NONE, "")),
    ("CN", ("CN", "MY", "marketplace", "400 MYR", TODAY, ["MY-LVG"]), ("my_lvg", M, DEEMED, "MY-LVG")),
    ("CN", ("CN", "NO", "marketplace", "2000 NOK", TODAY, ["NO-VOEC"]), ("no_voec", M, DEEMED, "NO-VOEC")),
    ("CN", ("CN", "NO", "marketplace", "2000 NOK", TODAY, []), ("no_standard", AT_BORDER, IMPORT, "")),
    ("CN", ("CN", "CH", "marketplace", "900 CHF", TODAY, ["CH-VAT"]), ("ch_platform", M, DEEMED, "CH-VAT")),
    ("CN", ("CN", "CH", "marketplace", "900 CHF", "2024-12-31", ["CH-VAT"]), ("ch_standard", AT_BORDER, IMPORT, "")),
    ("CH", ("CH", "CH", "marketplace", "900 CHF", TODAY, []), ("domestic", M, DEEMED, "CH-VAT")),
    ("CH", ("CH", "CH", "marketplace", "900 CHF", "2024-12-31", []), ("domestic", S, OWN, "CH-VAT")),
    ("CN", ("CN", "JP", "marketplace", "9000 JPY", "2028-04-01", ["JP-JCT"]), ("jp_low_value", M, DEEMED, "JP-JCT")),
    ("JP", ("JP", "JP", "marketplace", "9000 JPY", TODAY, []), ("domestic", S, OWN, "JP-JCT")),
)  # fmt: skip


@cache
def table() -> tuple[AccountingRule, ...]:
    """The shipped rows."""
    path = Path(__file__).parents[3] / "fixtures" / "reference" / "tax_accounting.json"
    return tuple(_rule(fields_of(row)) for row in json.loads(path.read_text())["rows"])


def _rule(fields: dict[str, Any]) -> AccountingRule:
    days = fields.pop("valid")
    return AccountingRule(since=days.lower, until=days.upper, **fields)


@pytest.mark.parametrize(("seller", "sold", "expected"), CASES)
def test_who_accounts_follows_from_seller_goods_buyer_value_and_day(
    seller: str, sold: tuple[Any, ...], expected: tuple[str, str, str, str]
) -> None:
    ship_from, ship_to, sale, value, day, held = sold
    amount, currency = value.split()
    found = assessed(
        {
            "ship_from": ship_from, "ship_to": ship_to, "date": day, "sale": sale, "currency": currency,
            "registrations": held, "incoterm": "DDP",
            "rates": {one: "1" for one in ("EUR", "CHF", "NOK", "GBP", "AUD") if one != currency},
            "goods": [{"hs": VASE, "origin": ship_from, "value": amount, "weight_kg": "1"}],
        }
    )  # fmt: skip
    members = rules(ship_to, date.fromisoformat(day)).members
    facts = SaleFacts(found.scheme, ship_to, seller, sale == "b2b", date.fromisoformat(day), members)
    accounting = accounts_for_tax(facts, table())
    assert accounting is not None
    assert (found.scheme, accounting.liable, accounting.mechanism, accounting.registration) == expected
    # Who accounts at the sale is who takes the tax at the sale, and nobody takes what the buyer or nobody owes.
    takers = {line.collected_by for line in found.lines if line.kind == "tax"}
    assert takers == {M: {M}, S: {M}, AT_BORDER: {"border"}}.get(accounting.liable, set())


def test_every_row_decides_for_what_it_names() -> None:
    for rule in table():
        place = {"EU": "DE", "": "ZZ"}.get(rule.jurisdiction, rule.jurisdiction)
        outside, inside = ("BR" if place != "BR" else "CN"), ("FR" if place == "DE" else place)
        facts = SaleFacts(
            scheme=rule.scheme,
            ship_to=place,
            seller=outside if rule.seller == "outside" else inside,
            is_business=rule.buyer == "business",
            on=rule.since,
            members=UNION if place == "DE" else frozenset({place}),
        )
        found = accounts_for_tax(facts, table())
        assert found is not None
        assert found.rule == rule.code
        assert found.registration == rule.registration.replace("*", place)
        assert rule.source_title
        assert rule.basis


def _regimes() -> Iterator[dict[str, Any]]:
    for pack in shipped():
        yield from packs.rule_rows(pack, "regimes")


def test_no_scheme_of_the_tariffs_is_left_out_and_none_needs_another_number_than_the_table_says() -> None:
    for regime in _regimes():
        begins = regime["valid"].lower
        place = regime["jurisdiction_id"].replace("EU", "DE").replace("XI", "GB")
        facts = SaleFacts(
            regime["scheme"], place, "BR", regime.get("sale") == "b2b", begins, UNION if place == "DE" else {place}
        )
        found = accounts_for_tax(facts, table())
        assert found is not None, regime["code"]
        needed = regime.get("requires_registration", "")
        assert not needed or found.registration == needed, regime["code"]
        if regime["trade"] == "import" and regime["tax_effect"] == "sale" and regime.get("tax_collector") == M:
            assert found.liable in (M, S, AT_BORDER), regime["code"]
        if regime["trade"] == "import" and regime["tax_effect"] == "import":
            assert found.liable == AT_BORDER, regime["code"]
        if regime["tax_effect"] == "nil":
            assert found.liable in ("nobody", B), regime["code"]


@pytest.mark.parametrize("country", ["CH", "DE", "GB", "JP"])
def test_who_sells_in_its_own_shop_accounts_for_the_tax_where_a_marketplace_would(country: str) -> None:
    facts = SaleFacts("domestic", country, country, False, date(2026, 11, 22), {country}, is_in_shop=True)
    found = accounts_for_tax(facts, table())
    assert found is not None
    assert (found.liable, found.mechanism) == (S, "own_sale")


def test_what_the_table_does_not_know_is_not_guessed_and_what_it_says_can_be_kept() -> None:
    facts = SaleFacts("of_nowhere", "DE", "CN", False, date(2026, 11, 22), UNION)
    assert accounts_for_tax(facts, table()) is None
    kept = Accounting(M, DEEMED, "IOSS", "IOSS", True)
    assert Accounting.from_json(json.loads(json.dumps(kept.as_json()))) == kept
