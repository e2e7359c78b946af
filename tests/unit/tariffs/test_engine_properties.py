"""Tariffs · what holds for every consignment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from time import process_time

import pytest
from djmoney.money import Money
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.common.errors import InvalidInput
from apps.common.money import is_at_exponent, quantum, zero
from apps.tariffs.errors import DatumMissing
from apps.tariffs.rules import assess, per_line, recomputed
from apps.tariffs.types import Assessment, Consignment, ConsignmentLine
from tests.factories.tariffs import consignment, line, rules, with_duty

TODAY = date(2026, 11, 21)
CODES = ["691110", "691200", "611020", "640399", "090121", "330499", "490199", "821192", "950300", "420221", "910211"]
DESTINATIONS = ["DE", "FR", "IT", "GB", "US", "JP", "CN", "AE"]
PER_EURO = {"EUR": "1", "GBP": "1.15", "USD": "0.86", "JPY": "0.0056", "CNY": "0.121", "AED": "0.234", "KWD": "2.8"}
CHARGED = ["EUR", "USD", "JPY", "KWD"]


@st.composite
def consignments(draw: st.DrawFn) -> Consignment:
    currency = draw(st.sampled_from(CHARGED))
    step = quantum(currency)

    def money(largest_in_euro: int) -> Money:
        euros = Decimal(draw(st.integers(0, largest_in_euro * 1000))) / 1000
        return Money((euros / Decimal(PER_EURO[currency])).quantize(step), currency)

    lines = [
        ConsignmentLine(
            f"line-{index}",
            draw(st.sampled_from(CODES)),
            draw(st.sampled_from(["CN", "TR", "IN", "GB"])),
            draw(st.integers(1, 9)),
            money(400),
            draw(st.integers(1, 5000)),
        )
        for index in range(draw(st.integers(1, 6)))
    ]
    rates = {code: Decimal(value) / Decimal(PER_EURO[currency]) for code, value in PER_EURO.items()}
    return Consignment(
        ship_from=draw(st.sampled_from(["CN", "TR", "US", "DE"])),
        ship_to=draw(st.sampled_from(DESTINATIONS)),
        region="",
        buyer_is_business=draw(st.booleans()),
        currency=currency,
        lines=tuple(lines),
        freight=money(40),
        insurance=money(5),
        rates=rates,
    )


def assessed(given: Consignment) -> Assessment:
    return assess(given, as_of=TODAY, rules=rules(given.ship_to, TODAY))


@given(consignments())
@settings(max_examples=120, deadline=None)
def test_totals_are_the_sums_of_lines_at_the_exponent(parcel):
    assessment = assessed(parcel)
    for kind, stated in (("duty", assessment.duty), ("tax", assessment.tax), ("fee", assessment.fees)):
        amounts = [charge.amount for charge in assessment.lines if charge.kind == kind]
        assert sum(amounts, zero(parcel.currency)) == stated
        assert all(is_at_exponent(amount) for amount in amounts)


@given(consignments(), st.randoms())
@settings(max_examples=80, deadline=None)
def test_the_order_of_lines_does_not_change_a_byte(parcel, random):
    shuffled = list(parcel.lines)
    random.shuffle(shuffled)
    assert assessed(replace(parcel, lines=tuple(shuffled))).as_json() == assessed(parcel).as_json()


@given(consignments())
@settings(max_examples=80, deadline=None)
def test_what_falls_on_the_lines_adds_up(parcel):
    assessment = assessed(parcel)
    shares = per_line(assessment, parcel)
    assert set(shares) == {entry.ref for entry in parcel.lines}
    nothing = zero(parcel.currency)
    assert sum((share.duty for share in shares.values()), nothing) == assessment.duty
    assert sum((share.tax for share in shares.values()), nothing) == assessment.tax
    assert sum((share.fees for share in shares.values()), nothing) == assessment.fees


@given(consignments())
@settings(max_examples=60, deadline=None)
def test_an_assessment_survives_its_json(parcel):
    assessment = assessed(parcel)
    assert Assessment.from_json(assessment.as_json()) == assessment


@given(consignments(), st.integers(2, 4))
@settings(max_examples=60, deadline=None)
def test_splitting_a_line_changes_no_total(parcel, pieces):
    first = parcel.lines[0]
    step = quantum(parcel.currency)
    part = Money((first.goods.amount / pieces).quantize(step, rounding="ROUND_DOWN"), parcel.currency)
    rest = Money(first.goods.amount - part.amount * (pieces - 1), parcel.currency)
    amounts = [part] * (pieces - 1) + [rest]
    grams = [first.weight_g // pieces + 1] * (pieces - 1)
    grams.append(max(first.weight_g - sum(grams), 0))
    if min(grams) < 1:
        return
    halves = [
        replace(first, ref=f"part-{index}", goods=money, weight_g=weight, quantity=1 if index else first.quantity)
        for index, (money, weight) in enumerate(zip(amounts, grams, strict=True))
    ]
    quantity = replace(first, quantity=first.quantity + pieces - 1)
    whole = assessed(replace(parcel, lines=(quantity, *parcel.lines[1:])))
    split = assessed(replace(parcel, lines=(*halves, *parcel.lines[1:])))
    assert (split.scheme, split.duty, split.tax, split.fees) == (whole.scheme, whole.duty, whole.tax, whole.fees)


@given(st.sampled_from(DESTINATIONS), st.sampled_from(CODES), st.integers(0, 90_000), st.integers(0, 20_000))
@settings(max_examples=150, deadline=None)
def test_dearer_goods_never_owe_less_within_a_regime(ship_to, code, cents, more):
    def of(amount: int) -> Assessment:
        goods = [line("a", code, f"{Decimal(amount) / 100:.2f}", "EUR", origin="TR")]
        return assessed(consignment("TR", ship_to, goods, freight="9.00", **PER_EURO))

    cheap, dear = of(cents), of(cents + more)
    if cheap.scheme == dear.scheme:
        assert dear.payable >= cheap.payable


@given(consignments())
@settings(max_examples=120, deadline=None)
def test_the_explanation_recomputes_to_the_same_coin(parcel):
    assessment = assessed(parcel)
    assert recomputed(assessment) == [charge.amount for charge in assessment.lines]
    assert recomputed(Assessment.from_json(assessment.as_json())) == [charge.amount for charge in assessment.lines]


def test_an_explanation_that_was_tampered_with_does_not_recompute():
    assessment = assessed(consignment("CN", "DE", [line("a", "691110", "500.00", "EUR", origin="VN")]))
    first = assessment.workings[0]
    for changed in (
        replace(first, exact=first.exact + 1),
        replace(first, base=first.base + 1),
        replace(first, expression="1%"),
    ):
        with pytest.raises(ValueError, match="says"):
            recomputed(replace(assessment, workings=(changed, *assessment.workings[1:])))


@pytest.mark.parametrize("ship_to", DESTINATIONS)
def test_an_unknown_code_is_an_error_that_names_it_never_nothing(ship_to):
    parcel = consignment("CN" if ship_to != "CN" else "DE", ship_to, [line("a", "999999", "50000", "JPY")], **PER_EURO)
    with pytest.raises(DatumMissing) as refused:
        assess(parcel, as_of=TODAY, rules=rules(ship_to, TODAY))
    assert "999999" in refused.value.data["datum"]


def test_a_missing_quantity_is_an_error_that_names_the_unit():
    changed = with_duty(rules("GB", TODAY), "691110", "2 GBP/kg")
    parcel = consignment("CN", "GB", [line("a", "691110", "500.00", "GBP", weight_g=0)])
    with pytest.raises(DatumMissing) as refused:
        assess(parcel, as_of=TODAY, rules=changed)
    assert "kg" in refused.value.data["datum"]


def test_a_missing_rate_of_exchange_is_an_error_that_names_the_currencies():
    parcel = replace(consignment("CN", "GB", [line("a", "691110", "50.00", "USD")]), rates={})
    with pytest.raises(DatumMissing) as refused:
        assess(parcel, as_of=TODAY, rules=rules("GB", TODAY))
    assert "GBP/USD" in refused.value.data["datum"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"hs_code": "69"}, "hs_code"),
        ({"hs_code": "6911.10"}, "hs_code"),
        ({"quantity": 0}, "quantity"),
        ({"goods": Money("1.005", "EUR")}, "goods"),
        ({"goods": Money("-1.00", "EUR")}, "goods"),
        ({"goods": Money("1.00", "USD")}, "goods"),
    ],
)
def test_unusable_lines_are_refused_by_field(changed, field):
    parcel = consignment("CN", "DE", [line("a", "691110", "10.00", "EUR")])
    broken = replace(parcel, lines=(replace(parcel.lines[0], **changed),))
    with pytest.raises(InvalidInput) as refused:
        assessed(broken)
    assert refused.value.field == field


def test_without_code_or_origin_nothing_is_assessed():
    parcel = consignment("CN", "DE", [line("a", "691110", "10.00", "EUR")])
    for name in ("hs_code", "origin"):
        with pytest.raises(DatumMissing) as refused:
            assessed(replace(parcel, lines=(replace(parcel.lines[0], **{name: ""}),)))
        assert refused.value.field == name


def test_within_the_union_there_is_no_duty_but_the_vat_of_the_destination():
    parcel = consignment("LT", "DE", [line("a", "630260", "100.00", "EUR", origin="LT")], freight="10.00")
    assessment = assessed(parcel)
    assert (assessment.scheme, assessment.duty.amount, assessment.tax.amount) == ("union_sale", 0, Decimal("20.90"))
    business = assessed(replace(parcel, buyer_is_business=True))
    assert (business.scheme, business.payable.amount) == ("union_reverse_charge", 0)


def test_at_home_there_is_only_vat():
    assessment = assessed(consignment("GB", "GB", [line("a", "821192", "100.00", "GBP", origin="GB")]))
    assert (assessment.scheme, assessment.duty.amount, assessment.tax.amount) == ("domestic", 0, Decimal("20.00"))


def test_carriers_are_paid_for_what_they_advance_only_where_duty_is_delivered_paid():
    parcel = consignment("CN", "DE", [line("a", "691110", "500.00", "EUR", origin="VN")])
    paid = assess(parcel, as_of=TODAY, rules=rules("DE", TODAY))
    unpaid = assess(parcel, as_of=TODAY, rules=rules("DE", TODAY, incoterm="DAP"))
    assert paid.fees == Money("3.33", "EUR")  # 2 % of 60.00 + 106.40
    assert unpaid.fees == Money("0.00", "EUR")


def test_twenty_lines_take_a_few_milliseconds_of_cpu():
    goods = [line(f"l{n}", CODES[n % len(CODES)], f"{20 + n}.00", "EUR", origin=["CN", "TR"][n % 2]) for n in range(20)]
    parcel = consignment("CN", "US", goods, freight="30.00", **PER_EURO)
    known = rules("US", TODAY)
    assess(parcel, as_of=TODAY, rules=known)
    spent = []
    for _round in range(15):
        begun = process_time()
        assess(parcel, as_of=TODAY, rules=known)
        spent.append(process_time() - begun)
    assert sorted(spent)[7] < 0.010


def test_a_fee_in_another_currency_than_the_authority_s_is_charged_to_its_own_cent():
    parcel = consignment("US", "GB", [line("a", "961700", "200.00", "EUR", origin="US")], GBP="1.1993")
    assert assess(parcel, as_of=TODAY, rules=rules("GB", TODAY)).fees == Money("2.50", "EUR")


def test_the_flat_duty_is_shared_by_lines_of_one_heading_and_named_for_what_it_is():
    goods = [
        line("a", "691110", "10.00", "EUR"),
        line("b", "691110", "20.00", "EUR", origin="VN"),
        line("c", "691200", "30.00", "EUR"),
    ]
    assessment = assessed(consignment("CN", "DE", goods))
    duty = {charge.ref: charge.amount.amount for charge in assessment.lines if charge.kind == "duty"}
    assert duty == {"a": Decimal("1.00"), "b": Decimal("2.00"), "c": Decimal("3.00")}
    assert {charge.label for charge in assessment.lines if charge.kind == "duty"} == {"Flat duty per tariff heading"}
