"""Will it clear? Every seeded defect is found, sound goods have none, and no stated field is dead."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from apps.catalog.selectors import eligibility
from apps.catalog.types import Compliance, Flags, ProductSnapshot, ProductText, VariantSnapshot
from apps.customs.rules import preflight
from apps.customs.types.preflight import DefectKind, GoodsToClear, Outcome
from apps.discovery.operations import restricted
from apps.tariffs.types import Restricted
from apps.vendors.types import VendorCard

SOUND = GoodsToClear(
    title="Mug Anna",
    customs_description="Stoneware mug",
    hs_code="691200",
    origin="CN",
    weight_g=420,
    volume_mm3=120 * 90 * 95,
    worth=Decimal("12.40"),
    has_battery=False,
    un_number="",
    restricted={"DE": (), "US": ()},
)
FORBIDDEN = Restricted(
    "EU-X", "statement", "responsible_person", "Responsible person in the Union", "", None, (), "Article 16", "A law",
    "", "2026-11-22", True, "2024-12-13",
)  # fmt: skip
OF_AGE = replace(FORBIDDEN, rule_id="GB-AGE", effect="age", needs="", minimum_age=18)
SEEDED: list[tuple[dict[str, Any], DefectKind]] = [
    ({"customs_description": "gift"}, DefectKind.DESCRIPTION),
    ({"customs_description": "", "title": "Assorted items"}, DefectKind.DESCRIPTION),
    ({"hs_code": ""}, DefectKind.HS_MISSING),
    ({"hs_code": "6912"}, DefectKind.HS_MISSING),
    ({"origin": ""}, DefectKind.ORIGIN_MISSING),
    ({"weight_g": 0}, DefectKind.WEIGHT),
    ({"worth": None}, DefectKind.VALUE),
    ({"worth": Decimal(0)}, DefectKind.VALUE),
    ({"weight_g": 1}, DefectKind.VALUE_WEIGHT),
    ({"worth": Decimal("0.10")}, DefectKind.VALUE_WEIGHT),
    ({"weight_g": 42_000, "worth": Decimal(900)}, DefectKind.DENSITY),
    ({"volume_mm3": 10**12}, DefectKind.DENSITY),
    ({"suggested": (("851762", Decimal("0.9")),)}, DefectKind.HS_MISMATCH),
    ({"has_battery": True}, DefectKind.BATTERY),
    ({"title": "Rechargeable lamp"}, DefectKind.BATTERY),
    ({"customs_description": "Power bank of aluminium"}, DefectKind.BATTERY),
    ({"hs_code": "850760", "worth": Decimal(20)}, DefectKind.BATTERY),
    ({"is_dangerous": True}, DefectKind.DANGEROUS),
    ({"is_food": True}, DefectKind.FOOD),
    ({"trees": frozenset({"US"})}, DefectKind.DIGITS),
    ({"restricted": {"DE": (FORBIDDEN,), "US": ()}}, DefectKind.RESTRICTED),
    ({"restricted": {"GB": (OF_AGE,)}}, DefectKind.CONDITION),
]
CLEAN: list[dict[str, Any]] = [
    {},
    {"suggested": (("691110", Decimal("0.9")), ("691200", Decimal("0.1")))},
    {"suggested": (("851762", Decimal("0.3")),)},
    {"suggested": (("851762", Decimal("0.9")),), "is_confirmed": True},
    {"title": "Lamp, without a battery"},
    {"has_battery": True, "un_number": "3481"},
    {"is_dangerous": True, "un_number": "1266"},
    {"trees": frozenset({"US"}), "national_codes": {"US": "6912003510"}},
    {"hs_code": "711319", "worth": Decimal(5_000), "weight_g": 30},
]


def kinds(found: list[Outcome]) -> set[str]:
    return {str(defect.kind) for outcome in found for defect in outcome.defects}


@pytest.mark.parametrize(("seed", "kind"), SEEDED)
def test_every_seeded_defect_is_found_with_what_to_do(seed: dict[str, Any], kind: DefectKind) -> None:
    found = preflight.assessed(replace(SOUND, **seed))
    [defect] = [one for one in found.outcomes[0].defects if one.kind == kind]
    assert defect.text
    assert defect.remedy
    assert defect.field
    assert found.score < 100 or kind is DefectKind.CONDITION


@pytest.mark.parametrize("change", CLEAN)
def test_sound_goods_clear(change: dict[str, Any]) -> None:
    found = preflight.assessed(replace(SOUND, **change))
    assert kinds(list(found.outcomes)) == set()
    assert (found.score, found.blocked) == (100, ())


def test_every_kind_of_defect_is_seeded() -> None:
    assert {kind for _, kind in SEEDED} == set(DefectKind)


def test_what_may_not_be_sold_leaves_no_point_there_and_the_worst_destination_comes_first() -> None:
    found = preflight.assessed(replace(SOUND, restricted={"US": (), "DE": (FORBIDDEN,)}))
    assert [(one.country, one.score, one.level) for one in found.outcomes] == [
        ("DE", 0, "blocked"),
        ("US", 100, "clears"),
    ]
    assert found.blocked == ("DE",)
    stored = [Outcome.from_json(one.country, one.as_json()) for one in found.outcomes]
    assert tuple(stored) == found.outcomes


def test_of_several_variants_the_worst_counts_in_each_destination() -> None:
    bad = preflight.assessed(replace(SOUND, origin=""))
    assert preflight.worst([preflight.assessed(SOUND), bad]) == bad


VENDOR = VendorCard(
    id=1, public_id=UUID(int=1), slug="kiln", name="Kiln", legal_name="Kiln Ltd", country="CN", currency="CNY",
    status="active", accent="", story={}, place={}, mark={}, latitude=None, longitude=None, processing_days=2,
    languages=(), host="", contact_email="a@kiln.example", trader_address="1 Kiln Road",
)  # fmt: skip
VARIANT = VariantSnapshot(
    variant_id=UUID(int=2), sku="A", gtin="", options={}, weight_g=1, length_mm=1, width_mm=1, height_mm=1,
    hs_code="691200", origin="CN", own_hs_code="", own_origin="", moq=1, pack_size=1, prices=(), status="active",
)  # fmt: skip
PRODUCT = ProductSnapshot(
    product_id=UUID(int=3), code="mug", version=1, status="published", default_language="en", category_code="x",
    hs_code="691200", origin="CN", brand="", material="", customs_description="Mug", flags=Flags(),
    compliance=Compliance(), texts={"en": ProductText("Mug")}, attributes=(), options=(), variants=(VARIANT,), media=(),
    updated_at=datetime(2026, 11, 22, tzinfo=UTC), published_at=None,
)  # fmt: skip
STATED: dict[str, Any] = {
    "responsible_person": "Quay", "un_number": "3481", "packing_group": "II", "battery_wh": Decimal(5),
    "inner_quantity": Decimal(5), "inner_unit": "l",
    "minimum_age": 18, "energy_class": "A", "warning": "Hot", "permits": {"cites": "DE-1"},
}  # fmt: skip
# What is stated of an inner packaging is read together.
BESIDE = {"inner_quantity": Compliance(inner_unit="l"), "inner_unit": Compliance(inner_quantity=Decimal(5))}


def read_of(product: ProductSnapshot, variant: VariantSnapshot = VARIANT) -> object:
    """All that eligibility and the product's page take of a product."""
    return eligibility.facts_of(product, variant, VENDOR), restricted.told(product, VENDOR)


@pytest.mark.parametrize("name", [field.name for field in fields(Compliance)])
def test_no_stated_field_is_dead(name: str) -> None:
    beside = BESIDE.get(name, Compliance())
    changed = replace(PRODUCT, compliance=replace(beside, **{name: STATED[name]}))
    assert read_of(changed) != read_of(replace(PRODUCT, compliance=beside))


def test_more_than_an_inner_packaging_may_hold_is_to_be_filled_into_smaller_ones() -> None:
    over = replace(FORBIDDEN, effect="prohibited", needs="", is_limit=True)
    (outcome,) = preflight.assessed(replace(SOUND, restricted={"DE": (over,)})).outcomes
    assert "smaller packagings" in outcome.defects[0].remedy


def test_code_origin_composition_and_description_are_read_too() -> None:
    assert read_of(PRODUCT, replace(VARIANT, hs_code="821192")) != read_of(PRODUCT)
    assert read_of(PRODUCT, replace(VARIANT, origin="DE")) != read_of(PRODUCT)
    assert read_of(replace(PRODUCT, material="Clay")) != read_of(PRODUCT)
    assert read_of(replace(PRODUCT, customs_description="Cup")) != read_of(PRODUCT)


# Fragile and liquid are for who packs; law asks nothing by them.
@pytest.mark.parametrize("flag", sorted(vars(Flags()).keys() - {"is_fragile", "is_liquid"}))
def test_no_mark_that_carriers_or_customs_ask_about_is_dead(flag: str) -> None:
    assert preflight.assessed(replace(SOUND, **{flag: True})) != preflight.assessed(SOUND)
