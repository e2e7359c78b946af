"""Dashboard · the queue of codes and a product's code, as a browser without script uses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from apps.classification import operations
from apps.classification.models import Confirmation, Goods, LearnedIndex
from apps.classification.types import State
from apps.vendors.types import TeamRole
from tests.integration.dashboard.test_catalogue_pages import HOST, browser

from .test_confirming import TREE, code_of, make

pytestmark = pytest.mark.django_db
CODES = f"http://{HOST}/dashboard/codes/"


def test_many_are_confirmed_at_once_and_taken_back(
    index: LearnedIndex, kiln: Any, loom: Any, enter: Any, at: Any, drain: Callable[[], int],
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    mug, vase = make(kiln, enter, at, "Stoneware mug"), make(kiln, enter, at, "Ceramic vase")
    vague = make(kiln, enter, at, "Gift set")
    foreign = make(loom, enter, at, "Silk scarf of another house")
    drain()
    operations.judge_waiting(at=at)
    client = browser(kiln, TeamRole.CATALOGUE)
    with django_assert_max_num_queries(14):
        page = client.get(CODES, headers={"host": HOST}).content.decode()
    assert "691200" in page
    assert "because of:" in page
    assert "does not say what the article is" in page
    assert "another house" not in page

    sent = {
        "goods": [str(mug), str(vase), str(vague), str(foreign)],
        f"code-{mug}": "691200", f"code-{vase}": "691399", f"code-{foreign}": "621410",
    }  # fmt: skip
    answer = client.post(f"{CODES}confirm/", sent, headers={"host": HOST}, follow=True)
    page = answer.content.decode()
    assert "1 code is confirmed." in page
    assert "Ceramic vase: 691399 is no subheading of HS 2022" in page
    assert "Choose a code first." in page
    assert code_of(kiln, enter, mug) == "691200"
    assert [row.product_id for row in Confirmation.objects.all()] == [mug]
    assert code_of(loom, enter, foreign) == ""

    answer = client.post(f"{CODES}undo/", headers={"host": HOST}, follow=True)
    assert "1 confirmation is taken back." in answer.content.decode()
    assert code_of(kiln, enter, mug) == ""


def test_a_person_gives_reasons_and_a_destination_s_digits(
    index: LearnedIndex, kiln: Any, loom: Any, enter: Any, at: Any, drain: Callable[[], int]
) -> None:
    product_id, foreign = make(kiln, enter, at), make(loom, enter, at)
    with transaction.atomic():
        operations.load_tree(
            TREE, code="US test", country="US", title="United States", source="a test", listed_on=at.date(), at=at
        )
    drain()
    operations.judge_waiting(at=at)
    client = browser(kiln, TeamRole.CATALOGUE)
    page = client.get(f"{CODES}{product_id}/?q=porcelain tableware", headers={"host": HOST}).content.decode()
    assert "691110" in page
    wrong = client.post(f"{CODES}{product_id}/confirm/", {"hs_code": "69", "rule": "1"}, headers={"host": HOST})
    assert wrong.status_code == 422
    assert "Give six digits" in wrong.content.decode()
    assert not Confirmation.objects.exists()

    given = {"hs_code": "6912.00", "rule": "3b", "note": "The glaze decides nothing.", "evidence": "A sample."}
    client.post(f"{CODES}{product_id}/confirm/", given, headers={"host": HOST})
    client.post(f"{CODES}{product_id}/national/", {"destination": "US", "code": "6912004400"}, headers={"host": HOST})
    page = client.get(f"{CODES}{product_id}/", headers={"host": HOST}).content.decode()
    assert "The glaze decides nothing." in page
    assert '<option value="6912004400" selected>' in page
    row = Confirmation.objects.get()
    assert (row.rule, row.evidence, row.hs_code) == ("3b", "A sample.", "691200")
    assert row.confirmed_by.startswith("vendor:")
    client.post(f"{CODES}{product_id}/withdraw/{row.public_id}/", headers={"host": HOST})
    assert code_of(kiln, enter, product_id) == ""
    assert Goods.objects.get(product_id=product_id).state == State.WAITING
    for address in (f"{foreign}/", f"{foreign}/confirm/", f"{foreign}/national/"):
        send = client.get if address == f"{foreign}/" else client.post
        assert send(f"{CODES}{address}", given, headers={"host": HOST}).status_code in (302, 404)
    assert code_of(loom, enter, foreign) == ""


def test_who_packs_may_not_classify(kiln: Any, enter: Any, at: Any) -> None:
    client = browser(kiln, TeamRole.FULFILMENT)
    assert client.get(CODES, headers={"host": HOST}).status_code == 403
