"""Categories and attributes of the demo world agree with the goods that use them."""

from __future__ import annotations

from typing import Any

LANGUAGES = {"en", "zh-hans", "de", "fr", "ja", "ar"}
Goods = list[tuple[str, dict[str, Any]]]


def test_the_tree_is_named_and_slugged_in_six_languages(taxonomy: dict[str, Any]) -> None:
    seen: set[str] = set()
    for category in taxonomy["categories"]:
        assert set(category["names"]) == set(category["slugs"]) == LANGUAGES
        assert category["parent"] is None or category["parent"] in seen
        seen.add(category["code"])
    for language in LANGUAGES:
        slugs = [category["slugs"][language] for category in taxonomy["categories"]]
        assert len(slugs) == len(set(slugs)), language
    assert len([c for c in taxonomy["categories"] if c["parent"]]) >= 45


def test_attributes_and_their_choices_are_named_in_six_languages(taxonomy: dict[str, Any]) -> None:
    for attribute in taxonomy["attributes"]:
        assert set(attribute["names"]) == LANGUAGES
        assert (attribute["kind"] == "choice") == ("choices" in attribute)
        assert all(set(choice["names"]) == LANGUAGES for choice in attribute.get("choices", []))
        assert attribute["unit"] is None or attribute["unit"] in taxonomy["units"]


def test_products_stand_in_leaves_with_the_required_attributes(taxonomy: dict[str, Any], goods: Goods) -> None:
    leaves = {category["code"]: category for category in taxonomy["categories"] if category["parent"]}
    for _, product in goods:
        category = leaves[product["category"]]
        missing = set(category["required_attributes"]) - set(product["attributes"])
        assert not missing, (product["slug"], missing)


def test_every_leaf_has_goods(taxonomy: dict[str, Any], goods: Goods) -> None:
    used = {product["category"] for _, product in goods}
    assert [c["code"] for c in taxonomy["categories"] if c["parent"] and c["code"] not in used] == []


def test_attribute_values_have_their_kind(taxonomy: dict[str, Any], goods: Goods) -> None:
    attributes = {attribute["code"]: attribute for attribute in taxonomy["attributes"]}
    for _, product in goods:
        for code, value in product["attributes"].items():
            attribute = attributes[code]
            where = (product["slug"], code, value)
            if attribute["kind"] == "number":
                assert isinstance(value, int | float), where
                assert not isinstance(value, bool), where
                assert value > 0, where
            elif attribute["kind"] == "boolean":
                assert isinstance(value, bool), where
            elif attribute["kind"] == "text":
                assert isinstance(value, str), where
                assert value, where
            else:
                known = {choice["code"] for choice in attribute["choices"]}
                assert isinstance(value, list) == attribute["multiple"], where
                assert set(value if attribute["multiple"] else [value]) <= known, where


def test_synonym_groups_have_at_least_two_words(taxonomy: dict[str, Any]) -> None:
    assert set(taxonomy["synonyms"]) == LANGUAGES
    for groups in taxonomy["synonyms"].values():
        assert len(groups) >= 20
        assert all(len(set(group)) >= 2 for group in groups)
