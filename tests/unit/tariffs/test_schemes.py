"""Tariffs · which scheme covers which goods, what is collected, by whose rate of exchange and the law of which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from djmoney.money import Money

from apps.common.errors import InvalidInput
from apps.tariffs.errors import DatumMissing
from apps.tariffs.rules import BELOW_MINIMUM, MARKET_RATE, assess, recomputed
from apps.tariffs.types import Assessment, Consignment, OfficialRate, OfficialRates, RuleSet
from tests.factories.law import DAY, fee, law, measure, policy, regime, tax
from tests.factories.tariffs import consignment, line

BASE = measure("", "10%")
LOW = regime(
    "low", priority=10, threshold=Decimal(150), duty_effect="nil", tax_effect="sale", tax_collector="marketplace"
)


def parcel(*values: str, freight: str = "0", ship_from: str = "CN", **more: Any) -> Consignment:
    """Lines a, b, … of these values, under codes of their own."""
    goods = [line(chr(97 + at), f"61{at:02d}10", value, "EUR") for at, value in enumerate(values)]
    return replace(consignment(ship_from, "XX", goods, freight=freight, GBP="1.15", AUD="0.60"), **more)


def assessed(rules: RuleSet, given: Consignment) -> Assessment:
    found = assess(given, as_of=rules.as_of, rules=rules)
    assert recomputed(found) == [charge.amount for charge in found.lines]
    return found


def test_a_threshold_for_the_consignment_covers_all_or_nothing():
    rules = law([BASE], regimes=[LOW, regime()])
    assert assessed(rules, parcel("100.00", "50.00")).scheme == "low"
    assert assessed(rules, parcel("100.00", "50.01")).scheme == "standard"


def test_a_threshold_for_each_piece_divides_the_consignment():
    by_piece = replace(LOW, aggregation="item")
    rules = law([BASE], regimes=[by_piece, regime()])
    goods = parcel("300.00", "160.00", freight="46.00")
    goods = replace(goods, lines=(replace(goods.lines[0], quantity=2), goods.lines[1]))

    found = assessed(rules, goods)

    assert found.scheme == "low+standard"
    assert {charge.ref: charge.scheme for charge in found.lines} == {"a": "low", "b": "standard"}
    assert found.duty == Money("17.60", "EUR")  # 10 % of 160 with 16 of the freight
    assert found.tax == Money("104.72", "EUR")  # 20 % of 330 at the sale, and of 193.60 at the border
    assert {(charge.ref, charge.collected_by) for charge in found.lines if charge.kind == "tax"} == {
        ("a", "marketplace"), ("b", "border"),
    }  # fmt: skip


def test_of_a_gift_only_what_exceeds_the_threshold_is_charged():
    gift = regime("gift", sale="gift", priority=5, threshold=Decimal(60), above="excess")
    rules = law([BASE], regimes=[gift, regime()])
    assert assessed(rules, parcel("60.00", sale="gift")).payable == Money("0.00", "EUR")
    above = assessed(rules, parcel("100.00", sale="gift"))
    assert (above.scheme, above.duty, above.tax) == ("gift", Money("4.00", "EUR"), Money("8.80", "EUR"))
    assert assessed(rules, parcel("60.00", sale="b2c")).scheme == "standard"


@pytest.mark.parametrize(
    ("asked", "fitting", "other"),
    [
        ({"requires_registration": "IOSS"}, {"registrations": ("IOSS",)}, {"registrations": ()}),
        ({"requires_registration": "IOSS"}, {"registrations": None}, {"registrations": ("GB-VAT",)}),
        ({"requires_claim": "not_at_risk"}, {"claims": ("not_at_risk",)}, {}),
        ({"channel": "post"}, {"channel": "post"}, {"channel": "courier"}),
        ({"ship_from": "NAFTA"}, {"ship_from": "MX"}, {"ship_from": "CN"}),
        ({"sale": "marketplace"}, {"sale": "marketplace"}, {"sale": "b2c"}),
        ({"sale": "b2c"}, {"sale": "marketplace"}, {"sale": "b2b"}),
        ({"sale": "b2b"}, {"buyer_is_business": True}, {}),
        ({"included_prefixes": ("6100",)}, {}, {"ship_from": "CN", "lines": (line("a", "950300", "9.00", "EUR"),)}),
        ({"excluded_origins": ("NAFTA",)}, {}, {"lines": (line("a", "610010", "9.00", "EUR", origin="US"),)}),
        ({"only_single": True}, {}, {"lines": (line("a", "610010", "9.00", "EUR", quantity=2),)}),
        ({"annual_limit": Decimal(100)}, {"annual_spent": Money("91.00", "EUR")},
         {"annual_spent": Money("92.00", "EUR")}),
    ],
)  # fmt: skip
def test_a_scheme_is_for_those_that_it_names(asked, fitting, other):
    rules = law([BASE], regimes=[replace(LOW, **asked), regime()], groups={"NAFTA": ["US", "MX"]})
    assert assessed(rules, parcel("9.00", **fitting)).scheme == "low"
    assert assessed(rules, parcel("9.00", **other)).scheme == "standard"


def test_what_does_not_exceed_the_minimum_is_not_collected_and_that_is_said():
    rules = law([measure("", "0%")], policies=[policy(minimum=Decimal(5))])
    spared, due = assessed(rules, parcel("25.00")), assessed(rules, parcel("25.03"))
    assert (spared.tax.amount, due.tax.amount) == (0, Decimal("5.01"))
    assert BELOW_MINIMUM in spared.notes
    assert BELOW_MINIMUM not in due.notes


def test_the_authority_s_own_rate_of_exchange_is_used_and_stated():
    row = OfficialRate("HMRC-EUR-2026-09", "GBP", "EUR", Decimal("1.25"), "HMRC, September", "", None, None)
    known = OfficialRates({("HMRC", "monthly", DAY): {"EUR": row}})
    sterling = policy(currency="GBP", fx_authority="HMRC", fx_kind="monthly", rounding="ROUND_DOWN")
    found = assessed(law([BASE], policies=[sterling], official=known), parcel("100.00"))

    assert [charge.authority_base for charge in found.lines] == [Money("80.00", "GBP"), Money("88.00", "GBP")]
    assert found.duty == Money("9.20", "EUR")  # GBP 8.00 at the market's 1.15
    assert [(used.currency, used.rate, used.rate_id) for used in found.exchange] == [
        ("EUR", Decimal("0.8"), "HMRC-EUR-2026-09"), ("GBP", Decimal("1.15"), ""),
    ]  # fmt: skip
    assert MARKET_RATE not in found.notes
    assert MARKET_RATE in assessed(law([BASE], policies=[sterling]), parcel("100.00")).notes


def test_tax_at_the_sale_is_by_the_law_of_its_day_and_duty_by_that_of_the_import():
    first = date(2026, 10, 1)
    before = law([BASE], regimes=[LOW, regime()], taxes=[tax("0.20")])
    flat = replace(LOW, code="flat", duty_effect="flat", flat=Decimal(3))
    after = law([BASE], regimes=[flat, regime()], taxes=[tax("0.25")], as_of=first)
    given = parcel("100.00", import_date=first)

    found = assess(given, as_of=DAY, rules=before, arrival=after)

    assert (found.duty, found.tax) == (Money("3.00", "EUR"), Money("20.60", "EUR"))
    assert {charge.kind: charge.valid_on for charge in found.lines} == {"duty": first, "tax": DAY}
    assert (found.as_of, found.import_date) == (DAY, first)
    dear = assess(parcel("200.00", import_date=first), as_of=DAY, rules=before, arrival=after)
    assert dear.tax == Money("55.00", "EUR")  # at import: 25 % of 220


def test_fees_are_by_line_piece_and_parcel_and_leave_out_origins():
    rules = law(
        [BASE],
        fees=[fee(unit="piece"), replace(fee(unit="parcel"), amount=Decimal(5)),
              replace(fee(unit="line", excluded_origins=("FTA",)), amount=Decimal(100)),
              replace(fee(base="goods"), amount=Decimal(0), rate=Decimal("0.003464"), minimum=Decimal("2.62"))],
        groups={"FTA": ["MX"]},
    )  # fmt: skip
    goods = (line("a", "610010", "60.00", "EUR", quantity=3), line("b", "610110", "40.00", "EUR", origin="MX"))
    found = assessed(rules, parcel("1", lines=goods, parcels=2))
    assert [charge.amount.amount for charge in found.lines if charge.kind == "fee"] == [4, 10, 100, Decimal("2.62")]


def test_freight_beyond_the_border_is_in_the_base_of_the_tax_and_not_of_the_duty_except_by_post():
    rules = law([BASE])
    given = parcel("100.00", freight="50.00", freight_to_border=Money("20.00", "EUR"))
    assert assessed(rules, given).duty == Money("12.00", "EUR")
    assert assessed(rules, given).tax == Money("32.40", "EUR")
    assert assessed(rules, replace(given, channel="post")).duty == Money("15.00", "EUR")
    with pytest.raises(InvalidInput) as refused:
        assessed(rules, replace(given, freight_to_border=Money("50.01", "EUR")))
    assert refused.value.field == "freight_to_border"


def test_the_base_of_the_tax_is_raised_except_for_goods_of_those_that_are_spared():
    rules = law([BASE], policies=[policy(value_basis="goods", tax_basis="customs", tax_uplift=Decimal("0.1"),
                                         uplift_exempt="SACU")], groups={"SACU": ["BW"]})  # fmt: skip
    assert assessed(rules, parcel("100.00")).tax == Money("24.00", "EUR")
    ours = parcel("1", lines=(line("a", "610010", "100.00", "EUR", origin="BW"),))
    assert assessed(rules, ours).tax == Money("22.00", "EUR")


def test_taxes_follow_category_postcode_and_prefix_and_stand_side_by_side_or_inside():
    rules = law(
        [measure("", "0%")],
        taxes=[tax("0.20"), tax("0.05", hs_prefix="61"), tax("0", category="books"),
               tax("0.10", postcodes="35[0-9]{3}"), tax("0.10", name="local", position=2)],
    )  # fmt: skip

    def of(**more: Any) -> Decimal:
        facts = {name: more.pop(name) for name in list(more) if name == "postcode"}
        one = replace(line("a", "950300", "100.00", "EUR"), **more)
        return assessed(rules, parcel("1", lines=(one,), **facts)).tax.amount

    assert of() == 30
    assert of(hs_code="610910") == 15
    assert of(category="books") == 10
    assert of(hs_code="610910", category="books") == 10
    assert of(postcode="35001") == 20
    inside = law([measure("", "0%")], taxes=[tax("0.20", name="icms", base="inside")])
    assert assessed(inside, parcel("80.00")).tax == Money("20.00", "EUR")


def test_a_dear_cosmetic_is_one_by_gram_millilitre_or_sheet():
    dear = tax("0.15", name="consumption", base="inside", minimum_per_g=Decimal(10), minimum_per_ml=Decimal(10),
               minimum_per_piece=Decimal(15))  # fmt: skip
    rules = law([measure("", "0%")], taxes=[dear, tax("0.13", position=2)])

    def names(**more: Any) -> set[str]:
        one = replace(line("a", "330499", "100.00", "EUR", weight_g=0), **more)
        return {charge.layer for charge in assessed(rules, parcel("1", lines=(one,))).lines if charge.kind == "tax"}

    assert names(weight_g=10) == {"consumption", "vat"}
    assert names(weight_g=11) == {"vat"}
    assert names(quantities={"MLT": Decimal(10)}) == {"consumption", "vat"}
    assert names(quantities={"RET": Decimal(7)}) == {"vat"}
    with pytest.raises(DatumMissing) as refused:
        names()
    assert "weight" in refused.value.data["datum"]
