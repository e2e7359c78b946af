"""The shipped restrictions, as goods meet them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from apps.tariffs import selectors
from apps.tariffs.types import GoodsFacts

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
MUG = GoodsFacts("691200", "CN", "Stoneware mug", "CN", stated=frozenset({"trader"}), responsible=frozenset({"EU"}))
KNIFE = replace(MUG, hs_code="821192", text="Kitchen knife")
POWER_BANK = replace(MUG, hs_code="850760", text="Power bank")
PERFUME = replace(MUG, hs_code="330300", text="Rose perfume", un_number="1266", packing_group="II")
BOTTLE = {"l": Decimal("0.05")}
CAN = {"l": Decimal(6)}
COMPLETE = frozenset({"trader", "content", "composition", "notification", "un_number", "battery"})
CASES = [
    (MUG, "CN", "DE", []),
    (replace(MUG, responsible=frozenset()), "CN", "DE", ["EU-GPSR-PERSON"]),
    (replace(MUG, responsible=frozenset()), "CN", "GB", []),
    (replace(MUG, seller="LT", responsible=frozenset()), "LT", "DE", []),
    (replace(MUG, stated=frozenset()), "CN", "FR", ["EU-CRD-TRADER"]),
    (KNIFE, "CN", "GB", ["GB-BLADES-8211"]),
    (KNIFE, "CN", "DE", []),
    (replace(KNIFE, text="Butterfly knife"), "CN", "GB", ["GB-BLADE-BUTTERFLY-KNIFE", "GB-BLADES-8211"]),
    (POWER_BANK, "CN", "US", ["DG-BATTERY-850760"]),
    (replace(POWER_BANK, un_number="3480", stated=COMPLETE), "CN", "US", ["DG-UN3480"]),
    (replace(PERFUME, stated=COMPLETE, inner=BOTTLE, net=BOTTLE), "FR", "DE", ["DG-AIR-UN1266-II", "DG-UN1266-II"]),
    (
        replace(PERFUME, stated=COMPLETE, inner=CAN, net=CAN),
        "FR",
        "DE",
        ["DG-LQ-UN1266-II", "DG-AIR-UN1266-II", "DG-UN1266-II"],
    ),
    (replace(PERFUME, stated=COMPLETE), "FR", "DE", ["DG-AIR-UN1266-II", "DG-LQ-UN1266-II", "DG-UN1266-II"]),
    (replace(MUG, hs_code="220421", text="Red wine", stated=COMPLETE), "FR", "US", ["US-ALCOHOL-2204"]),
    (replace(MUG, hs_code="220421", text="Red wine", stated=COMPLETE), "FR", "AE", ["AE-ALCOHOL-2204"]),
    (replace(MUG, hs_code="960110", text="Carved ivory"), "CN", "DE", ["EU-CITES-IVORY-9601"]),
    (replace(MUG, hs_code="960110", text="Carved ivory", stated=frozenset({"trader", "cites"})), "CN", "DE", []),
    (replace(MUG, hs_code="630260", text="Towel, ivory", stated=COMPLETE), "CN", "DE", []),
    (MUG, "DE", "RU", ["EU-RU-ALL"]),
    (replace(MUG, hs_code="930200", text="Revolver"), "US", "BR", ["WORLD-ARMS-9302"]),
    (replace(MUG, hs_code="160100", text="Salami", stated=COMPLETE), "CN", "JP", ["JP-ANIMAL-1601"]),
    (replace(MUG, hs_code="040900", text="Honey", responsible=frozenset()), "NZ", "DE", ["EU-UNIT-PRICE-0409"]),
    (replace(MUG, hs_code="940510", text="Lamp"), "CN", "ZZ", []),
]


def test_shipped_rules_concern_just_these_goods_and_cost_no_query_once_known(
    django_assert_num_queries: object,
) -> None:
    met = [
        [one.rule_id for one in selectors.restricted(goods, ship_from=start, ship_to=end, on=DAY)]
        for goods, start, end, _ in CASES
    ]
    assert met == [expected for *_, expected in CASES]
    with django_assert_num_queries(0):  # type: ignore[operator]
        selectors.restricted(MUG, ship_from="CN", ship_to="DE", on=DAY)


def test_every_shipped_restriction_cites_its_source_and_unread_ones_say_so() -> None:
    pack = json.loads((Path(settings.BASE_DIR) / "fixtures/reference/tariffs_restrictions.json").read_text())
    sources = {source["code"]: source for source in pack["sources"]}
    for block in pack["restrictions"]:
        for row in block.get("rows", [{}]):
            rule = {**block["shared"], **row}
            source = sources[rule["source"]]
            assert rule["basis"]
            assert source["checked_on"]
            assert not (rule["is_verified"] and "not read, to be checked" in source["title"]), rule
