"""Order, payment, waybill and list of our own parcels across China's border: drawn from what was sold, and matched."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from apps.common.money import to_minor
from apps.customs import tasks
from apps.customs.documents import ceb
from apps.customs.errors import NotDrawn
from apps.customs.models import Matching, TradeMessage
from apps.customs.operations import china, drafting
from apps.customs.types import Snapshot
from apps.payments.models import Attempt, Intent, Operation
from apps.vendors.types import TeamRole
from tests.factories.ceb import BUYER, inbound
from tests.factories.customs import SOLD
from tests.integration.customs.conftest import row
from tests.integration.sandbox.sandbox_world import Program
from tests.integration.tenancy.people import member, team_browser

PARTIES = {
    "platform": {"code": "3301960A01", "name": "Portolan"}, "payer": {"code": "3301960P03", "name": "Quay Pay"},
    "carrier": {"code": "3301960L04", "name": "Meridian"}, "agent": {"code": "3301960G05", "name": "Harbour Agents"},
    "sellers": {"*": "3301960B02"}, "customs_code": "2900", "port_code": "2910",
    "transfer": {"code": "3301960A01", "name": "Portolan", "dxp_id": "DXPENT0000000001"},
}  # fmt: skip
IDENTITY = {"name": BUYER.name, "id_number": BUYER.id_number, "phone": BUYER.phone}


@pytest.fixture(autouse=True)
def _parties(settings: Any) -> None:
    settings.CUSTOMS_CHINA_PARTIES = PARTIES


def paid(snapshot: Snapshot, amount: str | None = None) -> None:
    """The purchase's payment as the provider took it, three minutes after the sale."""
    minor = to_minor(snapshot.total) if amount is None else int(amount)
    at = SOLD + timedelta(minutes=3)
    common = {"gateway": "alipay", "created_at": SOLD}
    intent = Intent.objects.create(
        session_id=uuid4(), idempotency_key=str(uuid4()), status="captured", currency=snapshot.currency, amount=minor,
        authorised=minor, captured=minor, purchase_id=snapshot.purchase_id, updated_at=at, **common,
    )  # fmt: skip
    attempt = Attempt.objects.create(intent=intent, status="closed", reference="A-1", closes_at=at, **common)
    Operation.objects.create(
        attempt=attempt, kind="capture", state="succeeded", currency=snapshot.currency, amount=minor,
        idempotency_key=str(uuid4()), reference="T-99", due_at=at, requested_at=at, resolved_at=at,
    )  # fmt: skip


def test_what_leaves_china_is_drawn_with_its_declaration_and_agrees(
    kiln: Any, enter: Any, declared: Any, customs: Program
) -> None:
    public_id: UUID = declared()
    tasks.look_after(vendor_id=kiln.pk, ids=[str(public_id)])
    with enter(kiln):
        found = row(public_id)
        assert Matching.objects.get(order_no=found.order_number).code == "matched"
        kinds = set(TradeMessage.objects.values_list("kind", flat=True))
        order = TradeMessage.objects.get(kind="order")
    assert (kinds, order.content["head"]["goodsValue"]) == ({"order", "waybill", "list"}, "40")

    own = team_browser(kiln, member(kiln, TeamRole.FULFILMENT))
    assert f"/dashboard/customs/{public_id}/china/" in own.get(f"/dashboard/customs/{public_id}/").content.decode()
    page = own.get(f"/dashboard/customs/{public_id}/china/").content.decode()
    assert "CEB303" in page
    assert "1.92" in page
    assert own.post(f"/dashboard/customs/{public_id}/china/").status_code == 302
    with enter(kiln):
        assert TradeMessage.objects.count() == 3, "the same facts twice are once"
    sent = own.get(f"/dashboard/customs/{public_id}/china/{order.pk}/")
    assert ceb.read(sent.content).digest == order.digest


def test_what_comes_in_needs_the_buyers_identity_and_its_three_documents_agree(
    kiln: Any, loom: Any, enter: Any, at: datetime
) -> None:
    snapshot = inbound()
    with transaction.atomic(), enter(kiln):
        public_id = drafting.draft(snapshot, at=at)
    own = team_browser(kiln, member(kiln, TeamRole.FULFILMENT))
    address = f"/dashboard/customs/{public_id}/china/"

    assert own.post(address, {**IDENTITY, "id_number": "123"}).status_code == 422
    with enter(kiln):
        assert not TradeMessage.objects.exists()

    assert own.post(address, IDENTITY).status_code == 302
    with enter(kiln):
        found = Matching.objects.get()
        assert (found.code, [one["document"] for one in found.findings]) == ("waiting", ["payment"])

    paid(snapshot)
    assert own.post(address, IDENTITY).status_code == 302
    with enter(kiln):
        found = Matching.objects.get()
        assert (found.code, found.findings) == ("matched", [])
        kept = {one.kind: one.content["head"] for one in TradeMessage.objects.filter(app_type="1")}
        assert kept["payment"]["amountPaid"] == kept["order"]["acturalPaid"] == "178.7"
        assert (kept["payment"]["payTransactionId"], kept["payment"]["payerIdNumber"]) == ("T-99", BUYER.id_number)
    assert team_browser(loom, member(loom, TeamRole.OWNER)).get(address).status_code == 404


def test_what_was_changed_once_is_not_taken_back_in_silence(kiln: Any, enter: Any, at: datetime) -> None:
    snapshot = inbound()
    paid(snapshot)
    with transaction.atomic(), enter(kiln):
        public_id = drafting.draft(snapshot, at=at)
        for phone in (BUYER.phone, "13900000000"):
            china.draw(public_id, buyer=replace(BUYER, phone=phone), at=at)
        with pytest.raises(NotDrawn):
            china.draw(public_id, buyer=BUYER, at=at)
        orders = TradeMessage.objects.filter(kind="order").order_by("pk")
        assert [one.content["head"]["buyerTelephone"] for one in orders] == [BUYER.phone, "13900000000"]


def test_a_payment_of_another_sum_is_told_and_nothing_is_drawn_where_nobody_is_set_up(
    kiln: Any, enter: Any, at: datetime, settings: Any
) -> None:
    snapshot = inbound()
    with transaction.atomic(), enter(kiln):
        public_id = drafting.draft(snapshot, at=at)
    own = team_browser(kiln, member(kiln, TeamRole.FULFILMENT))
    address = f"/dashboard/customs/{public_id}/china/"

    settings.CUSTOMS_CHINA_PARTIES = {**PARTIES, "sellers": {}}
    assert own.post(address, IDENTITY).status_code == 422
    settings.CUSTOMS_CHINA_PARTIES = {name: said for name, said in PARTIES.items() if name != "carrier"}
    assert own.post(address, IDENTITY).status_code == 422
    settings.CUSTOMS_CHINA_PARTIES = {}
    assert own.post(address, IDENTITY).status_code == 404
    with enter(kiln):
        assert not TradeMessage.objects.exists()

    settings.CUSTOMS_CHINA_PARTIES = PARTIES
    paid(snapshot, "17871")
    own.post(address, IDENTITY)
    with enter(kiln):
        assert Matching.objects.get().code == "mismatch"
    assert "178.71" in own.get(address).content.decode()
