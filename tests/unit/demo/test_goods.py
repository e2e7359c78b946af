"""What a shopper reads and pays in the demo world is complete and plausible."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

LANGUAGES = {"en", "zh-hans", "de", "fr", "ja", "ar"}
SCRIPT = {"zh-hans": r"[\u4e00-\u9fff]", "ja": r"[\u3040-\u30ff\u4e00-\u9fff]", "ar": r"[\u0600-\u06ff]"}
EXPONENT = {"JPY": 0, "KRW": 0}
Goods = list[tuple[str, dict[str, Any]]]


def test_there_are_a_dozen_vendors_and_250_products(vendors: dict[str, Any], goods: Goods) -> None:
    assert len(vendors) >= 12
    assert len(goods) >= 250
    assert {vendor for vendor, _ in goods} == set(vendors)


def test_every_text_stands_in_six_languages(vendors: dict[str, Any], goods: Goods) -> None:
    texts = [(p["slug"], p[key]) for _, p in goods for key in ("titles", "descriptions", "alt")]
    texts += [(slug, v[key]) for slug, v in vendors.items() for key in ("tagline", "story")]
    for owner, text in texts:
        assert set(text) == LANGUAGES, owner
        for language, value in text.items():
            assert value == value.strip() != "", (owner, language)
            if language in SCRIPT:
                assert re.search(SCRIPT[language], value), (owner, language, value)


def test_no_title_or_description_is_used_twice_in_a_language(goods: Goods) -> None:
    for key in ("titles", "descriptions"):
        for language in LANGUAGES:
            counted = Counter(product[key][language] for _, product in goods)
            assert [text for text, times in counted.items() if times > 1] == []


def test_a_description_says_something_the_title_does_not(goods: Goods) -> None:
    for _, product in goods:
        for language, text in product["descriptions"].items():
            assert len(text) > len(product["titles"][language]), (product["slug"], language)


def test_option_values_are_named_in_six_languages(goods: Goods) -> None:
    world = Path(__file__).parents[3] / "fixtures" / "demo" / "options.json"
    options = {o["code"]: o for o in json.loads(world.read_text(encoding="utf-8"))["options"]}
    for option in options.values():
        assert set(option["names"]) == LANGUAGES
        assert all(set(value["names"]) == LANGUAGES for value in option["values"])
    for _, product in goods:
        for variant in product["variants"]:
            assert list(variant["options"]) == product["options"]
            for code, value in variant["options"].items():
                assert value in {known["code"] for known in options[code]["values"]}, variant["sku"]


def test_slugs_skus_and_gtins_are_unique_in_the_world(goods: Goods) -> None:
    slugs = [product["slug"] for _, product in goods]
    skus = [variant["sku"] for _, product in goods for variant in product["variants"]]
    gtins = [variant["gtin"] for _, product in goods for variant in product["variants"] if variant["gtin"]]
    for values in (slugs, skus, gtins):
        assert [value for value, times in Counter(values).items() if times > 1] == []
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)


def test_gtins_have_valid_check_digits_and_the_demonstration_prefix(goods: Goods) -> None:
    for _, product in goods:
        for variant in product["variants"]:
            gtin = variant["gtin"]
            if gtin is None:
                continue
            assert re.fullmatch(r"952\d{10}", gtin)
            assert sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(gtin)) % 10 == 0, gtin


def test_prices_are_positive_and_at_the_currency_exponent(vendors: dict[str, Any], goods: Goods) -> None:
    for vendor, product in goods:
        places = EXPONENT.get(vendors[vendor]["currency"], 2)
        for variant in product["variants"]:
            for text in [variant["price"], *[tier["price"] for tier in variant["tiers"]]]:
                price = Decimal(text)
                assert price > 0
                assert -price.as_tuple().exponent == places, (variant["sku"], text)


def test_tiers_ask_more_and_cost_less(goods: Goods) -> None:
    for _, product in goods:
        for variant in product["variants"]:
            quantities = [tier["min_quantity"] for tier in variant["tiers"]]
            prices = [Decimal(variant["price"]), *[Decimal(tier["price"]) for tier in variant["tiers"]]]
            assert quantities == sorted(set(quantities))
            assert quantities[0] >= 2
            assert all(a > b for a, b in pairwise(prices)), variant["sku"]
            assert product["moq"] <= quantities[0]
            assert product["moq"] % product["lot"] == 0


def test_weights_and_sizes_are_those_of_a_parcel(goods: Goods) -> None:
    for _, product in goods:
        for variant in product["variants"]:
            litres = variant["length_mm"] * variant["width_mm"] * variant["height_mm"] / 1e6
            density = variant["weight_g"] / 1000 / litres
            assert 10 <= variant["weight_g"] <= 30_000, variant["sku"]
            assert max(variant["length_mm"], variant["width_mm"], variant["height_mm"]) <= 2_000
            assert 0.01 <= density <= 9, (variant["sku"], round(density, 3))
            if "net_weight_g" in product["attributes"] and len(product["variants"]) == 1:
                assert variant["weight_g"] > product["attributes"]["net_weight_g"], variant["sku"]


def test_stock_lies_in_the_vendors_own_warehouses(vendors: dict[str, Any], goods: Goods) -> None:
    for vendor, product in goods:
        codes = {warehouse["code"] for warehouse in vendors[vendor]["warehouses"]}
        for variant in product["variants"]:
            assert set(variant["stock"]) == codes
            assert all(pieces >= 0 for pieces in variant["stock"].values())


def test_hs_codes_have_six_digits_and_goods_come_from_the_vendors_country(
    vendors: dict[str, Any], goods: Goods
) -> None:
    for vendor, product in goods:
        assert re.fullmatch(r"\d{6}", product["hs_code"])
        assert product["country_of_origin"] == vendors[vendor]["country"]


def test_only_what_has_a_cell_is_flagged_as_battery_and_nothing_is_dangerous(goods: Goods) -> None:
    for _, product in goods:
        flags = product["flags"]
        assert set(flags) == {"battery", "liquid", "food", "fragile", "dangerous"}
        assert flags["dangerous"] is False
        assert flags["food"] == product["category"].startswith("food-"), product["slug"]
        if "battery_life_h" in product["attributes"]:
            assert flags["battery"], product["slug"]
