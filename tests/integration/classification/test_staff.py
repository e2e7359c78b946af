"""Administration · staff look through all vendors' goods and confirm what is suggested."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission

from apps.classification import operations
from apps.classification.models import Confirmation, Goods, LearnedIndex
from tests.integration.tenancy.people import person, staff_browser

from .test_confirming import code_of, make

pytestmark = pytest.mark.django_db
QUEUE = "/admin/classification/goods/"


def desk(*rights: str) -> Any:
    clerk = person(is_staff=True)
    wanted = Permission.objects.filter(content_type__app_label="classification", codename__in=rights)
    clerk.user_permissions.set(wanted)
    return staff_browser(clerk)


def test_what_staff_confirm_reaches_the_vendor_s_product(
    index: LearnedIndex, kiln: Any, loom: Any, enter: Any, at: Any, drain: Callable[[], int]
) -> None:
    mug, scarf = make(kiln, enter, at, "Stoneware mug"), make(loom, enter, at, "Silk scarf")
    drain()
    operations.judge_waiting(at=at)
    Goods.objects.filter(product_id__in=[mug, scarf]).update(state="suggested")
    ticked = [str(pk) for pk in Goods.objects.filter(product_id__in=[mug, scarf]).values_list("pk", flat=True)]
    sent = {"action": "confirm_suggested", "_selected_action": ticked}

    looking = desk("view_goods")
    page = looking.get(QUEUE).content.decode()
    assert "Stoneware mug" in page
    assert "Silk scarf" in page
    looking.post(QUEUE, sent)
    assert not Confirmation.objects.exists()

    deciding = desk("view_goods", "change_goods")
    assert "2 codes are confirmed." in deciding.post(QUEUE, sent, follow=True).content.decode()
    drain()
    first = {row.product_id: row.suggestions[0]["code"] for row in Goods.objects.filter(product_id__in=[mug, scarf])}
    assert (code_of(kiln, enter, mug), code_of(loom, enter, scarf)) == (first[mug], first[scarf])
    assert {row.confirmed_by.partition(":")[0] for row in Confirmation.objects.all()} == {"staff"}
    for name in ("confirmation", "edition", "tradeword", "learnedindex", "nationalcode"):
        shown = desk(f"view_{name}").get(f"/admin/classification/{name}/")
        assert shown.status_code == 200, name
