"""API · vendor · suggesting, confirming, taking back and choosing a country's digits, by a program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from apps.classification import operations
from apps.classification.models import Confirmation, LearnedIndex
from apps.vendors.types import TeamRole
from tests.factories.programs import Program

from .test_confirming import TREE, code_of, make

pytestmark = pytest.mark.django_db


def test_a_program_classifies(
    index: LearnedIndex, kiln: Any, enter: Any, at: Any, drain: Callable[[], int], program: Callable[..., Program]
) -> None:
    product_id = make(kiln, enter, at)
    make(kiln, enter, at, "Gift")
    with transaction.atomic():
        operations.load_tree(
            TREE, code="US test", country="US", title="United States", source="a test", listed_on=at.date(), at=at
        )
    drain()
    operations.judge_waiting(at=at)
    api = program(kiln, TeamRole.CATALOGUE)

    told = api("post", "code-suggestions", {"title": "Silk scarf, printed"}).json()
    assert (told["edition"], told["candidates"][0]["code"]) == ("HS 2022", "621410")
    assert "silk" in told["candidates"][0]["words"]
    asked = api("post", "code-suggestions", {"title": "Gift, accessories", "material": "wool"}).json()
    assert (asked["missing"], asked["vague"], asked["candidates"]) == ("article", ["gift", "accessories"], [])

    rows = api("get", "classifications?state=asked").json()["data"]
    assert [row["title"] for row in rows if row["suggestion"]["missing"] == "article"] == ["Gift"]
    place = f"products/{product_id}/classification"
    refused = api("post", place, {"hs_code": "691299"})
    assert (refused.status_code, refused.json()["code"]) == (422, "classification.code_unknown")
    assert refused.json()["errors"][0]["field"] == "hs_code"
    assert not Confirmation.objects.exists()

    done = api("post", place, {"hs_code": "691200", "rule": "1", "note": "Tableware of stoneware."}).json()
    assert (done["state"], done["hs_code"]) == ("confirmed", "691200")
    assert code_of(kiln, enter, product_id) == "691200"
    lines = api("get", f"products/{product_id}/national-codes/us").json()
    assert [line["code"] for line in lines["lines"]] == ["6912002000", "6912004400"]
    wrong = api("put", f"products/{product_id}/national-codes/US", {"code": "6913101000"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "classification.national_code_unknown")
    chosen = api("put", f"products/{product_id}/national-codes/US", {"code": "6912004400"}).json()
    assert chosen["code"] == "6912004400"
    assert api("get", place).json()["national_codes"] == {"US": "6912004400"}

    assert api("delete", place).json()["hs_code"] == ""
    assert api("delete", place).status_code == 409
    assert code_of(kiln, enter, product_id) == ""
