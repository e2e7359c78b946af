"""Tariffs · worked examples that others published, to the minor unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from djmoney.money import Money

from apps.tariffs.rules import assess, expressions
from tests.factories.tariffs import consignment, line, rules, with_duty

BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)
BOOK, PEN, HAT, SHIRT, SHOES = "490199", "960810", "650500", "610910", "640399"


def test_pen_book_and_hat_are_three_headings():
    """DHL, changes to the EU de minimis rule, example 1: EUR 9.

    https://www.dhl.com/no-en/microsites/supply-chain/fulfillment-network/knowledge-hub/
    """
    goods = [line(code, code, "20.00", "EUR") for code in (PEN, BOOK, HAT)]
    assert assess(consignment("CN", "DE", goods), as_of=AFTER, rules=rules("DE", AFTER)).duty == Money("9.00", "EUR")


def test_four_pens_and_a_book_are_two_headings():
    """DHL, same page, example 2: EUR 6."""
    goods = [line("pens", PEN, "12.00", "EUR", quantity=4), line("book", BOOK, "20.00", "EUR")]
    assert assess(consignment("CN", "DE", goods), as_of=AFTER, rules=rules("DE", AFTER)).duty == Money("6.00", "EUR")


def test_two_shirts_and_shoes_to_france_add_7_20():
    """Glopal, EU customs changes on 1st July 2026, table: duty EUR 6.00, VAT on it EUR 1.20.

    https://merchants.glopal.com/en-us/blog/eu-customs-changes-on-1st-july-2026
    """
    goods = [line("shirts", SHIRT, "30.00", "EUR", quantity=2), line("shoes", SHOES, "70.00", "EUR")]
    parcel = consignment("CN", "FR", goods)
    before = assess(parcel, as_of=BEFORE, rules=rules("FR", BEFORE))
    after = assess(parcel, as_of=AFTER, rules=rules("FR", AFTER))

    assert (before.scheme, before.duty) == ("eu_ioss_relief", Money("0.00", "EUR"))
    assert (after.scheme, after.duty) == ("eu_ioss", Money("6.00", "EUR"))
    assert after.tax - before.tax == Money("1.20", "EUR")


def test_the_relief_ends_with_june_2026_and_covers_150_euros():
    """Regulation (EU) 2026/382 (derived): either side of the day, and of the threshold."""
    at_threshold = consignment("CN", "DE", [line("a", "691110", "150.00", "EUR")], freight="10.00")
    above = consignment("CN", "DE", [line("a", "691110", "150.01", "EUR", origin="VN")], freight="10.00")

    assert assess(at_threshold, as_of=BEFORE, rules=rules("DE", BEFORE)).duty == Money("0.00", "EUR")
    assert assess(at_threshold, as_of=AFTER, rules=rules("DE", AFTER)).duty == Money("3.00", "EUR")
    standard = assess(above, as_of=AFTER, rules=rules("DE", AFTER))
    assert standard.scheme == "eu_standard"
    assert standard.duty == Money("19.20", "EUR")  # 12 % of 160.01
    assert standard.tax == Money("34.05", "EUR")  # 19 % of 160.01 + 19.20
    assert {charge.collected_by for charge in standard.lines if charge.kind != "fee"} == {"border"}


def test_half_up_at_the_cent():
    """A carrier's published fixture, EU: 17,416.4256 becomes 17,416.43 (derived base: 19 % of 91,665.398)."""
    parcel = consignment("CN", "DE", [line("a", "330499", "91665.40", "EUR")])
    assert assess(parcel, as_of=AFTER, rules=rules("DE", AFTER)).tax == Money("17416.43", "EUR")


def test_exactly_135_pounds_owes_supply_vat_and_no_duty():
    """HMRC trader-test samples: duty is nil at an intrinsic value of exactly GBP 135; freight is outside it."""
    parcel = consignment("CN", "GB", [line("a", "691110", "135.00", "GBP")], freight="15.00")
    assessment = assess(parcel, as_of=AFTER, rules=rules("GB", AFTER))

    assert assessment.scheme == "gb_supply_vat"
    assert assessment.duty == Money("0.00", "GBP")
    assert assessment.tax == Money("30.00", "GBP")
    assert {charge.collected_by for charge in assessment.lines} == {"marketplace"}
    assert assessment.is_verified


def test_a_penny_above_135_owes_duty_on_cif_and_vat_on_both():
    """HMRC guidance on overseas goods (derived): 12 % of 150.01 cut off, 20 % of 150.01 + 18.00 cut off."""
    parcel = consignment("CN", "GB", [line("a", "691110", "135.01", "GBP", origin="VN")], freight="15.00")
    assessment = assess(parcel, as_of=AFTER, rules=rules("GB", AFTER))

    assert assessment.scheme == "gb_standard"
    assert assessment.duty == Money("18.00", "GBP")
    assert assessment.tax == Money("33.60", "GBP")


def test_hmrc_cuts_vat_off_after_the_penny():
    """HMRC trader-test samples: 20 % of 2,365.53 is assessed as 473.10, not 473.11."""
    parcel = consignment("CN", "GB", [line("a", "330499", "2365.53", "GBP")])
    assert assess(parcel, as_of=AFTER, rules=rules("GB", AFTER)).tax == Money("473.10", "GBP")


def test_hmrc_cuts_specific_duty_off_after_the_penny():
    """HMRC trader-test samples: 135.57 a tonne on half a tonne is assessed as 67.78."""
    parcel = consignment("CN", "GB", [line("a", "691110", "9000.00", "GBP", origin="VN", weight_g=500_000)])
    changed = with_duty(rules("GB", AFTER), "691110", "13.557 GBP/100kg")
    assert assess(parcel, as_of=AFTER, rules=changed).duty == Money("67.78", "GBP")


def test_avocados_on_cif():
    """Chamber Customs, value of goods delivered to the UK: (500 + 300 + 10) at 4 % is 32.40.

    https://www.chambercustoms.co.uk/value-of-goods-delivered-to-the-uk
    """
    parcel = consignment("MX", "GB", [line("a", "080440", "500.00", "GBP")], freight="300.00", insurance="10.00")
    changed = with_duty(rules("GB", AFTER), "080440", "4%")
    assert assess(parcel, as_of=AFTER, rules=changed).duty == Money("32.40", "GBP")


def test_compound_expression_of_the_uk_duty_calculator():
    """UK Trade Tariff duty calculator, specification: 13.8 % MIN 13 MAX 15 less 7 for 100 kg makes 800 on 10 t."""
    duty = expressions.evaluate(
        "13.8% MIN 13 GBP/100kg MAX 15 GBP/100kg - 7 GBP/100kg",
        value=Decimal(20_000),
        quantities={"100kg": Decimal(100)},
        convert=lambda amount, _currency: amount,
    )
    assert duty == 800


def test_japan_customs_answer_1111():
    """Japan Customs, answer 1111: two items at 14 %, one at the reduced rate: 92,400, 56,400 and 15,900 yen.

    https://www.customs.go.jp/english/c-answer_e/imtsukan/1111_e.htm
    """
    as_of = date(2026, 4, 1)
    changed = with_duty(with_duty(rules("JP", as_of), "830610", "14%"), "200799", "14%")
    goods = [line("A", "830610", "534795", "JPY"), line("B", "200799", "126258", "JPY")]
    assessment = assess(consignment("CN", "JP", goods, is_business=True), as_of=as_of, rules=changed)

    national = sum(charge.amount.amount for charge in assessment.lines if charge.label == "Consumption tax")
    local = sum(charge.amount.amount for charge in assessment.lines if charge.label == "Local consumption tax")
    assert (assessment.duty.amount, national, local) == (92_400, 56_400, 15_900)


def test_face_cream_by_cross_border_retail_into_china():
    """Ningbo Customs: cream of 20 g at CNY 425: consumption tax 52.50 and VAT 45.50, together 98.00."""
    parcel = consignment("FR", "CN", [line("a", "330499", "425.00", "CNY", origin="FR", weight_g=20)])
    assessment = assess(parcel, as_of=AFTER, rules=rules("CN", AFTER))

    assert assessment.scheme == "cn_cbec"
    assert [charge.amount for charge in assessment.lines] == [Money("52.50", "CNY"), Money("45.50", "CNY")]
    assert assessment.tax == Money("98.00", "CNY")


@pytest.mark.parametrize(
    ("goods", "fee"), [("2500.00", "2.69"), ("2500.01", "33.58"), ("100000.00", "346.40"), ("200000.00", "651.50")]
)
def test_merchandise_processing_fee(goods, fee):
    """CBP Dec. 25-10 (90 FR 34665): informal 2.69; formal 0.3464 %, at least 33.58, at most 651.50."""
    as_of = date(2026, 9, 30)
    parcel = consignment("GB", "US", [line("a", "490199", goods, "USD", origin="GB")], USD="1", EUR="1.1")
    assessment = assess(parcel, as_of=as_of, rules=rules("US", as_of))
    assert assessment.duty == Money("0.00", "USD")
    assert assessment.fees == Money(fee, "USD")


def test_cotton_shirts_pay_the_tariff_since_de_minimis_ended():
    """HTS 2025, 6109.10.00: 16.5 %; 19 U.S.C. 1321 and executive order 14324: relief until 28 August 2025 (derived)."""
    parcel = consignment("PT", "US", [line("a", SHIRT, "100.00", "USD", origin="PT")], freight="12.00", EUR="1.1")
    last, first = date(2025, 8, 28), date(2025, 8, 29)
    before, after = (assess(parcel, as_of=day, rules=rules("US", day)) for day in (last, first))

    assert (before.scheme, before.duty) == ("us_de_minimis", Money("0.00", "USD"))
    assert (after.scheme, after.duty) == ("us_standard", Money("16.50", "USD"))
    assert after.tax == Money("0.00", "USD")


def test_de_minimis_ended_for_china_in_may_2025():
    """Executive order 14256 (derived): goods of China owe duty from 2 May 2025, and section 301 on top."""
    parcel = consignment("CN", "US", [line("a", SHIRT, "100.00", "USD")], EUR="1.1")
    last, first = date(2025, 5, 1), date(2025, 5, 2)
    before, after = (assess(parcel, as_of=day, rules=rules("US", day)) for day in (last, first))

    assert before.duty == Money("0.00", "USD")
    assert after.duty == Money("24.00", "USD")  # 16.5 % and 7.5 %


def test_the_surcharge_of_2026_begins_and_ends():
    """Proclamation of 20 February 2026 (derived): ten per cent from 24 February to 23 July 2026."""
    parcel = consignment("PT", "US", [line("a", SHIRT, "100.00", "USD", origin="PT")], EUR="1.1")
    days = [date(2026, 2, 23), date(2026, 2, 24), date(2026, 7, 23), date(2026, 7, 24)]
    found = [assess(parcel, as_of=day, rules=rules("US", day)).duty.amount for day in days]
    assert found == [Decimal("16.50"), Decimal("26.50"), Decimal("26.50"), Decimal("16.50")]


def test_ten_thousand_yen_of_taxable_value_are_free_unless_knitted():
    """Customs Tariff Law art. 14(18) (derived): 60 % of JPY 16,666 is below 10,000; knitwear is excluded."""
    as_of = date(2026, 11, 21)

    def payable(code: str, goods: str) -> Decimal:
        parcel = consignment("CN", "JP", [line("a", code, goods, "JPY")], EUR="160")
        return assess(parcel, as_of=as_of, rules=rules("JP", as_of)).payable.amount

    assert payable("691200", "16666") == 0
    assert payable("691200", "16700") > 0
    assert payable("611020", "9000") > 0


def test_remedies_follow_the_origin_not_the_place_of_dispatch():
    """Implementing Regulation (EU) 2019/1198 (derived): 36.1 % on ceramic tableware of China, on top of 12 %."""
    of_britain, of_china = (
        assess(
            consignment("GB", "DE", [line("a", "691110", "1000.00", "EUR", origin=origin)], GBP="1.15"),
            as_of=AFTER,
            rules=rules("DE", AFTER),
        )
        for origin in ("GB", "CN")
    )
    assert of_britain.duty == Money("120.00", "EUR")
    assert of_china.duty == Money("481.00", "EUR")
    assert of_china.tax == Money("281.39", "EUR")  # 19 % of 1,481.00
