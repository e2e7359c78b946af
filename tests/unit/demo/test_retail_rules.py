"""What becomes of the retail data's rows: nothing is lost, nothing comes back that was not bought."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.demo.retail.countries import code_of
from apps.demo.retail.families import ALL, FAMILIES, MAKERS, OTHER, family_of
from apps.demo.retail.goods import Goods, title_of
from apps.demo.retail.matching import Memory, pair_of
from apps.demo.retail.reconciling import Tally, balances
from apps.demo.retail.rows import RetailRow
from apps.demo.retail.sorting import Kind, judge

COUNTRIES = ("United Kingdom", "EIRE", "Atlantis")
PRICES = st.decimals(min_value=-5, max_value=50, places=3)


def row(invoice: str = "536365", **values: object) -> RetailRow:
    facts: dict[str, object] = {
        "stock_code": "85123A", "description": "A MUG", "quantity": 6, "unit_price": Decimal("2.55"),
        "invoiced_at": datetime(2011, 1, 1, tzinfo=UTC), "customer": "17850", "country": "United Kingdom",
    }  # fmt: skip
    return RetailRow(invoice=invoice, **{**facts, **values})  # type: ignore[arg-type]


@st.composite
def rows(draw: st.DrawFn) -> RetailRow:
    return row(
        draw(st.sampled_from(["536365", "536366", "C536367", "A536368"])),
        stock_code=draw(st.sampled_from(["85123A", "22423", "POST", "M", "gift_0001_20"])),
        quantity=draw(st.integers(-20, 20)),
        unit_price=draw(PRICES),
        customer=draw(st.sampled_from(["", "17850", "12583"])),
        country=draw(st.sampled_from(COUNTRIES)),
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"stock_code": "POST"}, "postage"),
        ({"stock_code": "DOT"}, "postage"),
        ({"stock_code": "m"}, "entered by hand, no goods named"),
        ({"stock_code": "BANK CHARGES"}, "bank charges"),
        ({"stock_code": "AMAZONFEE"}, "fees of another marketplace"),
        ({"stock_code": "CRUK"}, "donations to a charity"),
        ({"stock_code": "gift_0001_20"}, "gift vouchers"),
        ({"stock_code": "PADS"}, "packing material"),
        ({"invoice": "A563185", "stock_code": "B"}, "bad debts written off"),
        ({"stock_code": "who knows"}, "no stock code of goods"),
        ({"unit_price": Decimal(-1)}, "negative prices"),
        ({"unit_price": Decimal(0)}, "given away without a price"),
        ({"unit_price": Decimal("0.004"), "quantity": 1}, "lines worth less than a penny"),
        ({"quantity": -3}, "stock written off or found"),
        ({"country": "Atlantis"}, "unknown countries"),
        ({"invoice": "C536367", "quantity": 3}, "cancellations of no pieces"),
    ],
)
def test_what_is_no_sale_is_skipped_for_a_stated_reason(changes: dict[str, object], reason: str) -> None:
    assert judge(row(**changes)).reason == reason  # type: ignore[arg-type]


def test_goods_sold_and_returned_are_told_apart() -> None:
    assert judge(row()).kind is Kind.SALE
    assert judge(row("C536379", quantity=-1)).kind is Kind.RETURN


@settings(deadline=None)
@given(st.lists(rows(), max_size=40))
def test_every_penny_of_the_file_is_loaded_returned_or_skipped(found: list[RetailRow]) -> None:
    tally, memory = Tally(), Memory({pair_of(one) for one in found})
    bought: dict[str, Decimal] = {}
    returned: dict[str, Decimal] = {}
    for one in found:
        tally.count(one)
        verdict = judge(one)
        if verdict.kind is Kind.SKIPPED:
            tally.skip(one, verdict.reason)
        elif verdict.kind is Kind.SALE:
            memory.remember(one.invoice, one)
            bought[one.country] = bought.get(one.country, Decimal(0)) + one.value
        else:
            matches, orphans = memory.match(one)
            pieces = sum(match.quantity for match in matches)
            assert pieces + orphans == -one.quantity
            returned[one.country] = returned.get(one.country, Decimal(0)) + pieces * one.unit_price
            tally.skip_value(one.country, "no purchase", -orphans * one.unit_price)
    rows_of = balances(tally, purchases=bought, returns=returned)
    assert all(balance.difference == 0 for balance in rows_of)
    assert {balance.country for balance in rows_of} == {one.country for one in found}
    assert all(value <= bought.get(country, Decimal(0)) for country, value in returned.items())


@settings(deadline=None)
@given(st.lists(rows(), min_size=1, max_size=20), st.decimals(min_value="0.001", max_value=5, places=3))
def test_a_lost_penny_shows(found: list[RetailRow], lost: Decimal) -> None:
    tally = Tally()
    for one in found:
        tally.count(one)
        tally.skip(one, "test")
    (first, *_) = balances(tally, purchases={sorted(tally.in_file)[0]: lost}, returns={})
    assert first.difference == lost


def test_returns_prefer_the_very_price_then_the_latest_and_are_never_dearer_than_the_sale() -> None:
    memory = Memory({pair_of(row())})
    memory.remember("1", row(unit_price=Decimal("2.00"), quantity=2))
    memory.remember("2", row(unit_price=Decimal("2.55"), quantity=2))
    memory.remember("3", row(unit_price=Decimal("3.00"), quantity=2))
    matches, orphans = memory.match(row("C1", quantity=-5, unit_price=Decimal("2.55")))
    assert [(match.purchase, match.quantity) for match in matches] == [("2", 2), ("3", 2)]
    assert orphans == 1
    assert memory.match(row("C2", quantity=-1, unit_price=Decimal("2.55"))) == ([], 1), "nothing comes back twice"
    assert memory.match(row("C3", quantity=-1, customer="12583")) == ([], 1), "nor from somebody else"


@pytest.mark.parametrize(
    ("description", "vendor"),
    [
        ("REGENCY CAKESTAND 3 TIER", "kettle-and-crumb"),
        ("JUMBO BAG RED RETROSPOT", "satchel-row"),
        ("WHITE HANGING HEART T-LIGHT HOLDER", "wick-and-lantern"),
        ("PARTY BUNTING", "paper-lark"),
        ("WORLD WAR 2 GLIDERS ASSTD DESIGNS TOY", "spinning-top"),
        ("ASSORTED COLOUR BIRD ORNAMENT", "hedge-and-hearth"),
        ("SOMETHING THAT NOBODY HAS EVER SEEN", "hedge-and-hearth"),
        ("", "hedge-and-hearth"),
    ],
)
def test_goods_are_dealt_by_the_words_of_their_description(description: str, vendor: str) -> None:
    assert family_of(description).vendor == vendor


@settings(deadline=None)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz -&'0123456789", max_size=40))
def test_any_description_has_one_family_whatever_its_capitals(description: str) -> None:
    assert family_of(description) in ALL
    assert family_of(description) == family_of(description.upper())


def test_words_match_whole_and_in_the_plural() -> None:
    assert family_of("SET OF 3 MUGS").code == "cups"
    assert family_of("SMUGGLERS CHEST") is OTHER


def test_each_vendor_has_families_and_each_family_a_vendor() -> None:
    assert {family.vendor for family in ALL} == {maker.slug for maker in MAKERS}
    assert len({family.code for family in ALL}) == len(ALL)
    assert all(len(family.hs_code) == 6 and family.hs_code.isdigit() for family in ALL)
    assert all(family.words for family in FAMILIES)


def test_odd_countries_have_a_stated_code() -> None:
    names = ("EIRE", "RSA", "USA", "Channel Islands", "European Community", "Unspecified", "United Kingdom")
    assert [code_of(name) for name in names] == ["IE", "ZA", "US", "JE", "EU", "ZZ", "GB"]
    assert code_of("Atlantis") is None


def test_goods_take_the_commonest_description_and_price() -> None:
    goods = Goods("85123A")
    for price, description in (("2.55", "A MUG"), ("2.55", "A MUG"), ("0.004", "wet?"), ("2.95", "")):
        goods.sold(row(unit_price=Decimal(price), description=description))
    assert (goods.description, goods.price, goods.pieces) == ("A MUG", Decimal("2.55"), 24)
    assert title_of("SET OF 3 CAKE TINS PANTRY DESIGN") == "Set of 3 Cake Tins Pantry Design"
