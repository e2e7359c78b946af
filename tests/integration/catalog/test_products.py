"""Catalog · operations on products, on real PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.catalog import operations, selectors
from apps.catalog.errors import NotPublishable, ProductMissing, Taken, Unusable
from apps.catalog.models import Product, Variant
from apps.catalog.types import ProductText, Tier
from apps.common.errors import Conflict
from apps.common.ids import new_id
from apps.common.models import NoVendor
from apps.outbox.models import OutboxEvent
from tests.factories import catalog as build

pytestmark = pytest.mark.django_db


def events() -> list[tuple[str, int]]:
    rows = OutboxEvent.objects.filter(topic="catalog.product_changed").order_by("pk")
    return list(rows.values_list("aggregate_id", "version"))


def test_a_created_product_reads_as_it_was_written(kiln: Any, enter: Any, at: Any) -> None:
    draft = build.coloured_product("moon-mug")
    with enter(kiln):
        ref = operations.create_product(draft, at=at)
        product = selectors.product_snapshot(ref.product_id)

    assert product is not None
    assert (product.code, product.status, product.version) == ("moon-mug", "draft", 1)
    assert product.texts["de"].title == draft.texts["de"].title
    assert product.texts["en"].slug == draft.texts["en"].title.lower().replace(" ", "-")
    assert {a.code: a.value for a in product.attributes} == {
        "material": ("stoneware",),
        "capacity_ml": Decimal(300),
    }
    assert [value.code for value in product.options[0].values] == ["red", "blue"]
    red = next(variant for variant in product.variants if variant.options == {"colour": "red"})
    assert ref.variants[red.sku] == red.variant_id
    assert (red.hs_code, red.own_hs_code, red.origin) == ("691200", "", "CN")
    assert red.prices == (
        Tier("retail", 1, Money("24.50", "CNY")),
        Tier("wholesale", 10, Money("20.00", "CNY")),
    )
    assert events() == [(str(ref.product_id), 1)]
    assert OutboxEvent.objects.get(topic="catalog.product_changed").vendor_id == kiln.pk


def test_a_snapshot_takes_seven_queries_for_one_and_for_thirty(
    kiln: Any, enter: Any, at: Any, django_assert_num_queries: Any
) -> None:
    with enter(kiln):
        refs = operations.create_products([build.coloured_product() for _ in range(30)], at=at)
        with django_assert_num_queries(7):
            selectors.product_snapshot(refs[0].product_id)
        with django_assert_num_queries(7):
            assert len(selectors.product_snapshots([ref.product_id for ref in refs])) == 30


def test_saving_takes_as_many_statements_for_thirty_as_for_two(
    kiln: Any, enter: Any, at: Any, django_assert_max_num_queries: Any
) -> None:
    with enter(kiln):
        for count in (2, 30):
            with django_assert_max_num_queries(30):
                operations.create_products([build.coloured_product() for _ in range(count)], at=at)


def test_saving_what_is_stored_already_writes_nothing(kiln: Any, enter: Any, at: Any) -> None:
    draft = build.coloured_product("same")
    with enter(kiln):
        operations.create_product(draft, at=at)
        ref = operations.save_products([draft], at=at)[0]

    assert ref.version == 1
    assert len(events()) == 1


def test_a_change_raises_the_version_and_keeps_what_it_does_not_name(kiln: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        ref = operations.create_product(build.coloured_product(), at=at)
        before = selectors.product_snapshot(ref.product_id)
        after_ref = operations.update_product(ref.product_id, brand="Longquan", at=at)
        after = selectors.product_snapshot(ref.product_id)

    assert before is not None
    assert after is not None
    assert after_ref.version == 2
    assert after == replace(before, brand="Longquan", version=2, updated_at=at)
    assert [version for _, version in events()] == [1, 2]


def test_a_stale_editor_is_told_and_changes_nothing(kiln: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        ref = operations.create_product(build.product(), at=at)
        operations.update_product(ref.product_id, brand="First", at=at)
        with pytest.raises(Conflict):
            operations.update_product(ref.product_id, brand="Second", expected_version=1, at=at)
        assert Product.objects.get().brand == "First"


def test_variants_that_a_change_leaves_out_stay(kiln: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        ref = operations.create_product(build.coloured_product(), at=at)
        product = selectors.product_snapshot(ref.product_id)
        assert product is not None
        first = build.variant(product.variants[0].sku, options={"colour": "red"}, weight_g=999)
        operations.update_product(ref.product_id, variants=(first,), at=at)
        weights = sorted(Variant.objects.values_list("weight_g", flat=True))

    assert weights == [420, 999]


def test_two_variants_may_change_places(kiln: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        ref = operations.create_product(build.coloured_product(), at=at)
        product = selectors.product_snapshot(ref.product_id)
        assert product is not None
        red, blue = product.variants
        swapped = (
            build.variant(red.sku, options={"colour": "blue"}),
            build.variant(blue.sku, options={"colour": "red"}),
        )
        operations.update_product(ref.product_id, variants=swapped, at=at)
        options = dict(Variant.objects.values_list("sku", "options"))

    assert options == {red.sku: {"colour": "blue"}, blue.sku: {"colour": "red"}}


def test_a_sku_of_another_product_is_refused(kiln: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        operations.create_product(build.product(variants=(build.variant("KN-1"),)), at=at)
        with pytest.raises(Taken) as refusal, transaction.atomic():
            operations.create_product(build.product(variants=(build.variant("KN-1"),)), at=at)
        assert Product.objects.count() == 1

    assert refusal.value.field == "variant-KN-1-sku"


def test_a_gtin_of_another_product_is_refused(kiln: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        operations.create_product(build.product(variants=(build.variant(gtin="9504000059422"),)), at=at)
        with pytest.raises(Taken), transaction.atomic():
            operations.create_product(build.product(variants=(build.variant(gtin="9504000059422"),)), at=at)
        assert Product.objects.count() == 1


def test_equal_titles_get_different_addresses(kiln: Any, enter: Any, at: Any) -> None:
    texts = {"en": ProductText("Blue bowl")}
    with enter(kiln):
        operations.create_products([build.product("one", texts=texts), build.product("two", texts=texts)], at=at)
        slugs = {p.code: p.texts["en"].slug for p in selectors.snapshots_by_code(["one", "two"]).values()}

    assert slugs == {"one": "blue-bowl", "two": "blue-bowl-two"}


def test_a_stated_address_of_another_product_is_refused(kiln: Any, enter: Any, at: Any) -> None:
    texts = {"en": ProductText("Blue bowl", slug="bowl")}
    with enter(kiln):
        operations.create_product(build.product(texts=texts), at=at)
        with pytest.raises(Taken), transaction.atomic():
            operations.create_product(build.product(texts=texts), at=at)


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"hs_code": "6912"}, "hs_code"),
        ({"origin": "XX"}, "origin"),
        ({"texts": {"de": ProductText("Becher")}}, "text-en-title"),
        ({"attributes": {"material": ["mud"]}}, "attribute-material"),
        ({"attributes": {"sole": ["flat"]}}, "attribute-sole"),
        ({"variants": (build.variant("A", gtin="9504000059423"),)}, "variant-A-gtin"),
        ({"variants": (build.variant("A", weight_g=-1),)}, "variant-A-weight_g"),
        ({"variants": (build.variant("A", options={"colour": "red"}),)}, "variant-A-options"),
        ({"variants": (build.variant("A", prices=(Tier("retail", 5, Money(1, "CNY")),)),)}, "variant-A-price"),
        ({"code": "Not A Code"}, "code"),
    ],
)
def test_what_cannot_be_stored_is_named(kiln: Any, enter: Any, at: Any, parts: Any, field: str) -> None:
    with enter(kiln):
        with pytest.raises(Unusable) as refusal:
            operations.create_product(build.product(**parts), at=at)
        assert Product.objects.count() == 0

    assert refusal.value.field == field
    assert "%(" not in refusal.value.text()
    assert events() == []


def test_publishing_shows_the_product(kiln: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        ref = operations.create_product(build.product(), at=at)
        operations.publish(ref.product_id, at=at)
        operations.publish(ref.product_id, at=at)
        assert selectors.product_ids() == (ref.product_id,)
        operations.unpublish(ref.product_id, at=at)
        assert selectors.product_ids() == ()

    assert [version for _, version in events()] == [1, 2, 3]


def test_publishing_names_all_that_is_missing(kiln: Any, enter: Any, at: Any) -> None:
    bare = build.variant("A", weight_g=0, length_mm=0, prices=())
    with enter(kiln):
        ref = operations.create_product(build.product(hs_code="", origin="", attributes={}, variants=(bare,)), at=at)
        with pytest.raises(NotPublishable) as refusal:
            operations.publish(ref.product_id, at=at)
        assert Product.objects.get().status == "draft"

    assert [problem.field for problem in refusal.value.problems] == [
        "attribute-material",
        "attribute-capacity_ml",
        "hs_code",
        "origin",
        "variant-A-price",
        "variant-A-weight_g",
        "variant-A-length_mm",
    ]


def test_a_published_product_cannot_be_made_incomplete(kiln: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        ref = operations.create_product(build.product(variants=(build.variant("A"),)), at=at)
        operations.publish(ref.product_id, at=at)
        with pytest.raises(NotPublishable), transaction.atomic():
            operations.set_prices(ref.product_id, prices={"A": []}, at=at)
        product = selectors.product_snapshot(ref.product_id)

    assert product is not None
    assert product.version == 2
    assert len(product.variants[0].prices) == 2


def test_prices_are_replaced_by_sku(kiln: Any, enter: Any, at: Any) -> None:
    tiers = [Tier("retail", 1, Money("30", "CNY")), Tier("retail", 5, Money("28.1234", "CNY"))]
    with enter(kiln):
        ref = operations.create_product(build.product(variants=(build.variant("A"),)), at=at)
        operations.set_prices(ref.product_id, prices={"A": tiers}, at=at)
        product = selectors.product_snapshot(ref.product_id)

    assert product is not None
    assert product.variants[0].prices == tuple(tiers)


def test_a_missing_product_is_missed(kiln: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        assert selectors.product_snapshot(new_id()) is None
        with pytest.raises(ProductMissing):
            operations.publish(new_id(), at=at)


def test_vendors_do_not_see_each_other(kiln: Any, loom: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        ref = operations.create_product(build.product("secret"), at=at)
    with enter(loom):
        assert selectors.product_snapshot(ref.product_id) is None
        assert selectors.snapshots_by_code(["secret"]) == {}
        operations.create_product(build.product("secret"), at=at)
    with enter(kiln):
        assert selectors.snapshots_by_code(["secret"])["secret"].product_id == ref.product_id


def test_outside_a_vendor_there_is_no_catalogue(db: None) -> None:
    with pytest.raises(NoVendor):
        selectors.product_ids()
