"""Tariffs · which duty is chosen, and how duties stand upon each other, one rule at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from djmoney.money import Money

from apps.tariffs.errors import DatumMissing, Prohibited
from apps.tariffs.rules import assess, expressions, recomputed
from apps.tariffs.types import Assessment, RuleSet
from tests.factories.law import DAY, cited, law, measure, policy, proof, regime, stacking
from tests.factories.tariffs import consignment, line

BASE = measure("", "10%")


def assessed(
    rules: RuleSet, *, hs: str = "61091000", origin: str = "CN", goods: str = "100.00", **more: Any
) -> Assessment:
    """What one line owes in XX; what it states makes the same again."""
    facts = {name: more.pop(name) for name in list(more) if name in ("ship_from", "is_direct", "claims", "channel")}
    one = replace(line("a", hs, goods, "EUR", origin=origin), **more)
    parcel = consignment(facts.pop("ship_from", origin), "XX", [one])
    found = assess(replace(parcel, **facts), as_of=DAY, rules=rules)
    assert recomputed(found) == [charge.amount for charge in found.lines]
    return found


def duties(found: Assessment) -> dict[str, Decimal]:
    return {charge.layer: charge.amount.amount for charge in found.lines if charge.kind == "duty"}


def test_the_longest_prefix_goes_first_and_then_the_country_the_group_and_any():
    rules = law(
        [BASE, measure("6109", "20%"), measure("6109", "8%", origin="ASIA"), measure("6109", "4%", origin="VN")],
        groups={"ASIA": ["VN", "KH"]},
    )
    by_origin = {origin: duties(assessed(rules, origin=origin))["mfn"] for origin in ("CN", "KH", "VN")}
    assert by_origin == {"CN": Decimal("20.00"), "KH": Decimal("8.00"), "VN": Decimal("4.00")}


def test_of_rules_that_stand_alike_the_one_that_states_its_type_holds_and_then_the_later_in_any_order():
    def alike(code: str, rate: str, **known: Any) -> Any:
        return replace(measure("6109", rate), cited=cited(code), **known)

    old, new = date(2024, 1, 1), date(2026, 1, 1)
    listed = alike("z-listed", "4%", since=old)
    shipped = alike("a-shipped", "8%", is_typed=False, since=new)
    later = alike("m-later", "6%", is_typed=False, since=new)
    for rows, expected in (
        ([listed, shipped], "4.00"),
        ([replace(listed, is_typed=False), later], "6.00"),
        ([shipped, replace(later, since=old)], "8.00"),
    ):
        found = {duties(assessed(law([BASE, *some])))["mfn"] for some in (rows, rows[::-1])}
        assert found == {Decimal(expected)}


def test_a_measure_leaves_out_the_countries_and_groups_that_it_excludes():
    column_2 = measure("", "45%", type="general")
    rules = law([measure("", "10%", excluded_origins=("KP", "REST")), column_2], groups={"REST": ["CU"]})
    by_origin = {origin: duties(assessed(rules, origin=origin))["mfn"] for origin in ("CN", "KP", "CU")}
    assert by_origin == {"CN": Decimal("10.00"), "KP": Decimal("45.00"), "CU": Decimal("45.00")}


def test_a_preference_needs_its_proof_and_direct_transport_and_leaves_remedies_alone():
    preference = measure("6109", "0%", origin="GSP", type="preference", needs_proof=True, needs_direct_transport=True)
    dumping = measure("6109", "30%", layer="anti_dumping", origin="KH")
    rules = law([BASE, preference, dumping], groups={"GSP": ["KH"]}, proofs=[proof("GSP", "rex", "6000")])

    assert duties(assessed(rules, origin="KH")) == {"mfn": 10, "anti_dumping": 30}
    assert duties(assessed(rules, origin="KH", proof="rex")) == {"mfn": 0, "anti_dumping": 30}
    assert duties(assessed(rules, origin="KH", proof="form a"))["mfn"] == 10
    assert duties(assessed(rules, origin="KH", proof="rex", ship_from="SG"))["mfn"] == 10
    assert duties(assessed(rules, origin="KH", proof="rex", ship_from="SG", is_direct=True))["mfn"] == 0
    assert duties(assessed(rules, origin="KH", proof="rex", goods="6000.01"))["mfn"] == Decimal("600.00")


def test_a_quota_applies_where_it_is_claimed_and_open_and_a_suspension_where_it_is_claimed():
    quota = measure("6109", "2%", type="quota", order_number="094105")
    suspension = measure("6109", "0%", type="suspension", needs_claim=True)
    rules = law([BASE, quota, suspension])

    assert duties(assessed(rules))["mfn"] == 10
    assert duties(assessed(rules, order_number="094105"))["mfn"] == 2
    assert duties(assessed(rules, claims=("suspension",)))["mfn"] == 0
    closed = law([BASE, replace(quota, is_open=False)])
    assert duties(assessed(closed, order_number="094105"))["mfn"] == 10


def test_an_additional_code_decides_and_its_absence_is_an_error_that_names_the_codes():
    rules = law(
        [BASE, measure("6109", "17%", layer="anti_dumping", additional_code="C101"),
         measure("6109", "36%", layer="anti_dumping", additional_code="C999")]
    )  # fmt: skip
    assert duties(assessed(rules, additional_codes=("C101",)))["anti_dumping"] == 17
    with pytest.raises(DatumMissing) as refused:
        assessed(rules)
    assert "C101, C999" in refused.value.data["datum"]
    with_rest = law([BASE, measure("6109", "17%", layer="anti_dumping", additional_code="C101"),
                     measure("6109", "40%", layer="anti_dumping")])  # fmt: skip
    assert duties(assessed(with_rest))["anti_dumping"] == 40


def test_layers_stand_on_what_their_rules_say():
    rules = law(
        [BASE, measure("", "10%", layer="welfare"), measure("", "5%", layer="late"), measure("", "50%", layer="steel"),
         measure("", "25%", layer="surcharge")],
        stackings=[stacking("welfare", 1, base="duty"), stacking("late", 2, base="paid"), stacking("steel", 3),
                   stacking("surcharge", 4, excluded_by=("steel",))],
    )  # fmt: skip
    assert duties(assessed(rules)) == {"mfn": 10, "welfare": 1, "late": Decimal("5.55"), "steel": 50}


def test_a_surcharge_falls_on_what_no_excluding_layer_took():
    rules = law(
        [BASE, measure("", "50%", layer="steel", base_of="metal"), measure("", "10%", layer="surcharge")],
        stackings=[stacking("steel", 1), stacking("surcharge", 2, base="rest", excluded_by=("steel",))],
    )
    found = assessed(rules, values={"metal": Decimal("40.00")})
    assert duties(found) == {"mfn": 10, "steel": 20, "surcharge": 6}
    with pytest.raises(DatumMissing) as refused:
        assessed(rules)
    assert "metal" in refused.value.data["datum"]


def test_excise_is_by_pure_alcohol_and_in_the_base_of_the_tax():
    rules = law([measure("2208", "0%"), measure("2208", "31.64 EUR/LPA", layer="excise", type="excise")])
    found = assessed(rules, hs="22083000", quantities={"LTR": Decimal("0.7"), "ASV": Decimal(40)})
    assert duties(found) == {"mfn": 0, "excise": Decimal("8.86")}
    assert found.tax == Money("21.77", "EUR")
    with pytest.raises(DatumMissing) as refused:
        assessed(rules, hs="22083000")
    assert "LPA" in refused.value.data["datum"]


def test_goods_that_may_not_be_imported_are_refused_by_rule():
    rules = law([BASE, measure("0208", "0%", layer="cites", type="prohibition", origin="CD")])
    assert assessed(rules, hs="020890", origin="FR").duty == Money("10.00", "EUR")
    with pytest.raises(Prohibited) as refused:
        assessed(rules, hs="020890", origin="CD")
    assert refused.value.code == "tariffs.prohibited"


def test_six_digits_over_several_national_lines_are_a_range_and_the_highest_is_charged():
    rules = law(
        [measure("61", "3%"), measure("61091000", "6%"), measure("61091090", "12%"), measure("6109102010", "9%")]
    )
    open_code = assessed(rules, hs="610910")
    assert (open_code.duty, open_code.duty_low) == (Money("12.00", "EUR"), Money("6.00", "EUR"))
    assert open_code.payable_low == Money("27.20", "EUR")
    assert open_code.is_range
    assert any("More than one national" in note for note in open_code.notes)
    whole = assessed(rules, hs="6109102010")
    assert (whole.duty, whole.duty_low, whole.is_range) == (Money("9.00", "EUR"), None, False)


def test_national_lines_at_one_rate_are_no_range():
    rules = law([measure("61091000", "12%"), measure("61091090", "12%")])
    assert not assessed(rules, hs="610910").is_range


def test_a_surcharge_on_some_national_lines_only_may_be_nothing():
    rules = law([BASE, measure("61091010", "25%", layer="section_301", origin="CN")])
    found = assessed(rules, hs="610910")
    assert (found.duty, found.duty_low) == (Money("35.00", "EUR"), Money("10.00", "EUR"))


@pytest.mark.parametrize(
    ("expression", "duty"),
    [
        ("12%", "120"),
        ("10% MIN 22 EUR/DTN MAX 56 EUR/DTN", "100"),
        ("1% MIN 22 EUR/DTN MAX 56 EUR/DTN", "44"),
        ("30% MIN 22 EUR/DTN MAX 56 EUR/DTN", "112"),
        ("5% + 1.5 EUR/KGM - 100 EUR/TNE", "330"),
        ("2 EUR/NAR", "20"),
        ("16.5% of retail + 294.72 EUR/MIL", "332.9472"),
        ("0.5 EUR/NAR + 6% of case + 5% of battery", "12.1"),
        ("60% - 20 EUR/consignment", "580"),
    ],
)
def test_expressions_are_read_from_the_left_and_split_at_the_last_conjunction(expression, duty):
    quantities = {unit: Decimal(number) for unit, number in
                  {"DTN": "2", "KGM": "200", "TNE": "0.2", "NAR": "10", "MIL": "0.01",
                   "consignment": "1"}.items()}  # fmt: skip
    values = {"retail": Decimal(2000), "case": Decimal(85), "battery": Decimal(40)}
    found = expressions.evaluate(
        expression, value=Decimal(1000), quantities=quantities, values=values, convert=lambda amount, _: amount
    )
    assert found == Decimal(duty)


@pytest.mark.parametrize(
    ("expression", "missing"),
    [("5 EUR/HLT", "HLT"), ("5% of battery", "battery"), ("9% + EA MAX 24.2% + ADSZ", "Meursing"),
     ("8% + EP", "entry price")],
)  # fmt: skip
def test_what_cannot_be_reckoned_is_an_error_that_names_it(expression, missing):
    rules = law([measure("", expression)])
    with pytest.raises(DatumMissing) as refused:
        assessed(rules)
    assert missing in refused.value.data["datum"]


@pytest.mark.parametrize("expression", ["", "free", "12", "5 EUR", "5 EUR/bushel", "12% PLUS 3%"])
def test_what_is_no_expression_is_refused(expression):
    with pytest.raises(ValueError, match=r"neither|not a known"):
        expressions.parse(expression)


def test_value_quanta_and_the_share_of_the_price_come_before_the_rate():
    rules = law(
        [measure("", "14%")], policies=[policy(value_basis="goods", share=Decimal("0.6"), value_quantum=Decimal(10))]
    )
    assert duties(assessed(rules, goods="115.00"))["mfn"] == Decimal("8.40")


def test_a_scheme_s_own_rate_is_on_all_goods_together():
    own = regime("remessa", duty_effect="rate", expression="60% - 20 EUR/consignment", tax_effect="nil", basis="cif")
    goods = [line("a", "610910", "60.00", "EUR"), line("b", "950300", "40.00", "EUR")]
    parcel = consignment("CN", "XX", goods, freight="10.00")
    found = assess(parcel, as_of=DAY, rules=law(regimes=[own]))
    assert found.duty == Money("46.00", "EUR")
    assert recomputed(found) == [charge.amount for charge in found.lines]
    assert [charge.amount.amount for charge in found.lines] == [Decimal("27.60"), Decimal("18.40")]


def test_rules_of_another_day_are_refused():
    with pytest.raises(ValueError, match="Rules of XX"):
        assess(consignment("CN", "XX", [line("a", "610910", "1.00", "EUR")]), as_of=date(2026, 1, 1), rules=law([BASE]))
    assert cited("x").is_verified
