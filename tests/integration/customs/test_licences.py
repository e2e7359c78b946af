"""A document that the law asks for keeps a declaration here until it is stated, by the code that is declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from apps.catalog import operations as catalog
from apps.catalog.types import Compliance
from apps.common.types import SYSTEM
from apps.customs.errors import ReleaseBlocked
from apps.customs.operations import drafting, licensing, sending
from apps.tariffs import operations as tariffs
from apps.tariffs import selectors as rules
from apps.tariffs.models import Restriction
from apps.vendors.types import TeamRole
from tests.factories import catalog as build
from tests.factories import customs as sold
from tests.integration.customs.conftest import row
from tests.integration.tenancy.people import member, team_browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget_rules() -> Iterator[None]:
    """Rules that a test wrote are gone with it."""
    yield
    rules.look_for_news()


def test_a_missing_document_keeps_the_declaration_here_until_it_is_stated(kiln: Any, enter: Any, at: datetime) -> None:
    mould = Restriction.objects.filter(direction="sale").first()
    assert mould is not None
    Restriction.objects.create(
        code="DE-TEST", jurisdiction_id="DE", direction="import", hs_prefix="970530", effect="licence", needs="cites",
        licence="CITES permit", label="Protected species", basis="A law of the test", source=mould.source,
        valid=(at.date(), None),
    )  # fmt: skip
    with transaction.atomic():
        tariffs.record_revision(name="test", digest="", written=1, at=at)
    with transaction.atomic(), enter(kiln):
        mug = catalog.create_product(build.product("mug"), at=at)
        line = sold.line(1, variant_id=next(iter(mug.variants.values())))
        public_id = drafting.draft(sold.snapshot(line), at=at)
        assert licensing.review(public_id, at=at).blockers == []

        drafting.correct(public_id, {1: {"hs_code": "970530"}}, at=at, by=SYSTEM)
        assert licensing.review(public_id, at=at).blockers == ["licence"]
    with enter(kiln):
        with pytest.raises(ReleaseBlocked):
            sending.submit(public_id, at=at, by=SYSTEM)
        assert row(public_id).version == 0
    page = team_browser(kiln, member(kiln, TeamRole.FULFILMENT)).get(f"/dashboard/customs/{public_id}/")
    assert "A document that the law asks for is missing." in page.content.decode()

    with transaction.atomic(), enter(kiln):
        catalog.update_product(mug.product_id, compliance=Compliance(permits={"cites": "DE-1"}), at=at)
        assert licensing.review(public_id, at=at).blockers == []
        assert [one.code for one in row(public_id).history.all()] == ["draft", "correct", "block", "unblock"]
