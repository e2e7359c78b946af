"""Taxonomy · the shipped categories, attributes and synonyms."""

from __future__ import annotations

import pytest
from django.db import transaction

from apps.taxonomy import operations, selectors
from apps.taxonomy.errors import CategoryUnknown
from apps.taxonomy.models import Attribute
from apps.taxonomy.types import AttributeKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget():
    selectors.forget()
    yield
    selectors.forget()


def test_the_tree_has_names_and_slugs_in_the_language_and_paths_from_the_root():
    kitchen = selectors.tree("de")[0]
    assert (kitchen.code, kitchen.name, kitchen.path) == ("kitchen", "Küche und Tisch", ("kitchen",))
    assert [child.path[0] for child in kitchen.children] == ["kitchen"] * len(kitchen.children)
    assert all(root.icon for root in selectors.tree("ja"))


def test_a_language_we_do_not_have_reads_english():
    assert selectors.tree("nl")[0].name == selectors.tree("en")[0].name


def test_a_category_is_found_by_code_and_by_the_slug_of_any_language():
    by_code = selectors.category("kitchen", "fr")
    assert by_code.name == "Cuisine et table"
    assert selectors.category("cuisine-et-table", "fr") == by_code
    assert selectors.category("kueche-und-tisch", "fr") == by_code


def test_an_unknown_category_is_refused():
    with pytest.raises(CategoryUnknown):
        selectors.category("no-such-thing", "en")


def test_attributes_carry_kind_unit_choices_and_duty():
    attributes = {info.code: info for info in selectors.attributes_of("kitchen-cups-mugs")}
    assert attributes
    assert attributes["capacity_ml"].kind is AttributeKind.NUMBER
    assert (attributes["capacity_ml"].unit, attributes["capacity_ml"].unit_names["ar"]) == ("ml", "مل")
    assert "stoneware" in attributes["material"].choices
    assert attributes["material"].is_multiple
    assert any(info.is_required for info in attributes.values())


def test_synonyms_group_words_by_language():
    assert any({"mug", "cup"} <= set(words) for words in selectors.synonyms("en"))
    assert selectors.synonyms("xx") == ()


def test_reading_is_free_of_queries_once_warm(django_assert_num_queries):
    selectors.tree("en"), selectors.category("food", "en"), selectors.attributes_of("food-tea")
    with django_assert_num_queries(0):
        selectors.tree("en"), selectors.category("food", "en"), selectors.attributes_of("food-tea")


def test_loading_again_writes_only_what_differs(at):
    Attribute.objects.filter(pk="material").update(names={"en": "Stuff"})
    with transaction.atomic():
        written = {table.table: table.written for table in operations.load_rows(at)}
    assert written.pop("taxonomy_attribute") == 1
    assert set(written.values()) == {0}
