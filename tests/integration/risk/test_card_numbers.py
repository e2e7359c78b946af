"""No card number is stored or logged: after payments with real-looking cards the scanner finds none, and it finds
one wherever one is planted."""

from __future__ import annotations

import logging
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django_tenants.utils import tenant_context

from apps.checkout.models import CheckoutSession
from apps.common import card_numbers
from apps.payments import operations as payments
from apps.payments.models import Attempt, Callback
from apps.risk.selectors.card_numbers import in_database, in_files
from tests.factories import checkout as make
from tests.integration.payments.conftest import (  # noqa: F401
    DECLINED,
    GOOD,
    Provider,
    _hook,
    _program,
    provider,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noop_gateway(settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "stripe"


def test_payments_by_card_leave_no_number_behind(
    provider: Provider,  # noqa: F811
    kiln: Any, at: datetime, drain: Any, caplog: pytest.LogCaptureFixture, tmp_path: Path,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    session, _ = make.ready(make.cart(make.goods(kiln, at=at), at=at), at=at)
    placed = make.place(session, at=at)
    assert placed.intent_id is not None
    page = payments.begin(placed.intent_id, page=make.page(session, at=at), at=at)
    provider.pay(page, DECLINED)
    payments.verify(placed.intent_id, at=at)
    provider.pay(page, GOOD)
    for post in provider.wait():
        assert post.deliver() == 200
    make.complete(session, at=at)
    drain()

    assert Callback.objects.exists()
    assert Attempt.objects.filter(status="authorised").exists()
    assert list(in_database()) == []
    assert list(in_files([provider.program.log])) == []
    assert card_numbers.find(caplog.text) == []


@pytest.mark.parametrize("written", [GOOD, GOOD.replace(" ", "-"), GOOD.replace(" ", "")])
def test_a_number_is_found_wherever_it_is_planted(kiln: Any, at: datetime, tmp_path: Path, written: str) -> None:
    session, _ = make.ready(make.cart(make.goods(kiln, at=at), at=at), at=at)
    CheckoutSession.objects.filter(public_id=session).update(changes=[{"titles": {"en": f"my card {written}"}}])
    with tenant_context(kiln), connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_product SET code = %s", [f"x {written}"])
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "web.log").write_text(f"fine\ncard={written} refused\n")
    said, faults = StringIO(), StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("scan_for_card_numbers", str(tmp_path / "log"), stdout=said, stderr=faults)

    assert ended.value.code == 1
    places = {line.partition(": ")[0] for line in said.getvalue().splitlines()}
    assert places == {
        "public.checkout_checkoutsession.changes", f"{kiln.schema_name}.catalog_product.code",
        f"{tmp_path}/log/web.log:2",
    }  # fmt: skip
    assert written not in said.getvalue() + faults.getvalue()


def test_an_installation_without_numbers_is_told_so(kiln: Any, tmp_path: Path) -> None:
    said = StringIO()
    call_command("scan_for_card_numbers", str(tmp_path), stdout=said)

    assert said.getvalue().startswith("No card number in the database")
