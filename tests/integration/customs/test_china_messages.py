"""Order, payment, waybill and list of our own parcels across China's border: drawn from what was sold, and matched."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from apps.common.money import to_minor
from apps.customs import tasks
from apps.customs.documents import ceb, ceb_keeping
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
    assert ceb_keeping.digest_of(ceb.read(sent.content)) == order.digest


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
        assert kept["payment"]["payTransactionId"] == "T-99"
        stored = json.dumps([one.content for one in TradeMessage.objects.all()]) + json.dumps(found.findings)
        assert BUYER.id_number not in stored, "numbers of identity lie sealed"
        payment = TradeMessage.objects.filter(kind="payment").latest("pk")
    page = own.get(address).content.decode()
    assert f"•••• {BUYER.id_number[-4:]}" in page
    assert BUYER.id_number not in page
    accountant = team_browser(kiln, member(kiln, TeamRole.FINANCE))
    assert accountant.get(f"{address}{payment.pk}/").status_code == 403
    with enter(kiln):
        assert not row(public_id).history.filter(code="read").exists()
    sent = own.get(f"{address}{payment.pk}/")
    assert ceb.read(sent.content).head["payerIdNumber"] == BUYER.id_number
    with enter(kiln):
        read = row(public_id).history.get(code="read")
    assert (read.data, read.actor_kind) == ({"name": "CEB411"}, "vendor")
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


def test_an_order_that_leaves_from_two_houses_is_two_for_customs_and_each_agrees(
    kiln: Any, enter: Any, at: datetime
) -> None:
    first = inbound()
    second = replace(
        first, shipment_id=UUID(int=77), parcels=(replace(first.parcels[0], tracking_number="CM000000091CN"),)
    )
    minor = to_minor(first.total) * 2
    paid(first, str(minor))
    with transaction.atomic(), enter(kiln):
        ids = [drafting.draft(one, at=at) for one in (first, second)]
        for public_id in ids:
            china.draw(public_id, buyer=BUYER, at=at)
        found = list(Matching.objects.order_by("order_no"))
        assert [one.order_no for one in found] == [first.order_number, f"{first.order_number}-2"]
        assert [(one.code, one.findings) for one in found] == [("matched", []), ("matched", [])]
        shares = TradeMessage.objects.filter(kind="payment").order_by("pk")
        assert [one.content["head"]["payTransactionId"] for one in shares] == ["T-99", "T-99-2"]
        assert {one.content["head"]["amountPaid"] for one in shares} == {"178.7"}


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
