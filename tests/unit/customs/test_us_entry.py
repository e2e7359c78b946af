"""Customs · the data of an entry into the United States: values, duty, and what is missing of it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from djmoney.money import Money

from apps.common.addresses import PostalAddress
from apps.customs.documents import us_entry
from apps.customs.types import Charge, Snapshot
from tests.factories.customs import line, money, snapshot


def going(value: str, hs_code: str = "6913905000") -> Snapshot:
    goods = line(1, goods=money(value), hs_code=hs_code)
    base = Money(Decimal(value) * Decimal("1.1"), "USD")
    duty = Charge(
        "duty", "Third country duty", 1, base, Decimal("0.06"), Money(Decimal("9.90"), "USD"), "border", "R", True
    )
    fee = Charge(
        "fee", "Merchandise processing fee", None, base, None, Money(Decimal("2.62"), "USD"), "border", "F", True
    )
    return snapshot(goods, ship_to="US", authority_currency="USD", authority_rate=Decimal("1.1"), charges=(duty, fee))


def test_an_informal_entry_has_whole_dollars_the_duty_that_was_quoted_and_its_fees() -> None:
    told = us_entry.dataset(going("150.00"))
    assert (told["2_entry_type"], told["35_total_entered_value"]) == ("11", "165")
    assert (told["37_duty"], told["39_other"], told["40_total"]) == ("9.90", "2.62", "12.52")
    assert (told["lines"][0]["rate"], told["lines"][0]["htsus"]) == ("6%", "6913905000")
    blocks = {one["block"] for one in told["missing"]}
    assert {"1", "23"} <= blocks
    assert not blocks & {"4", "5", "12", "29"}
    (row,) = csv.DictReader(io.StringIO(us_entry.as_csv(going("150.00"))))
    assert (row["entered_value_usd"], row["duty_usd"]) == ("165", "9.90")


def test_no_spreadsheet_takes_a_description_for_a_formula() -> None:
    sent = going("150.00")
    sent = replace(sent, lines=(replace(sent.lines[0], description="=1+1"),))
    (row,) = csv.DictReader(io.StringIO(us_entry.as_csv(sent)))
    assert row["description"] == "'=1+1"


def test_a_formal_entry_asks_for_a_bond_and_every_entry_for_ten_digits() -> None:
    told = us_entry.dataset(going("2300.00", hs_code="691390"))
    assert told["2_entry_type"] == "01"
    assert {"4", "5", "29"} <= {one["block"] for one in told["missing"]}
    assert us_entry.dataset(going("2272.00"))["2_entry_type"] == "11"


def test_what_was_sold_under_section_321_is_an_entry_that_asks_for_less() -> None:
    told = us_entry.dataset(replace(going("150.00"), scheme="us_de_minimis", charges=()))
    assert (told["2_entry_type"], told["40_total"]) == ("86", "0")
    assert [one["block"] for one in told["missing"]] == ["1", "6"]


def test_goods_that_go_elsewhere_have_no_such_entry() -> None:
    with pytest.raises(ValueError, match="United States"):
        us_entry.dataset(snapshot())


def test_a_manufacturer_id_is_made_of_name_street_and_city() -> None:
    kiln = PostalAddress(
        recipient="The Longquan Kiln Co.", country="CN", lines=("18 Qingci Road",), locality="Longquan"
    )
    assert us_entry.manufacturer_id(kiln) == "CNLONKIL18LON"
    assert us_entry.manufacturer_id(PostalAddress(recipient="X", country="CN")) == ""
