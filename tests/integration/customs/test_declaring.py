"""A shipment is declared, looked at and released: with the real protocol of the sandbox's customs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
import requests
from django.db import transaction

from apps.common.errors import InvalidInput, InvalidTransition
from apps.common.types import SYSTEM, Actor, ActorKind
from apps.customs import selectors, tasks
from apps.customs.errors import NotDeclarable, NothingAskedFor, ReleaseBlocked
from apps.customs.models import CustomsDocument, Declaration
from apps.customs.operations import blocking, drafting, hearing, sending
from apps.customs.types import Code, Notice
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.logistics.models import Clearance
from apps.orders.models import Order
from apps.orders.operations import declaring
from apps.outbox.models import OutboxEvent
from apps.registrations import selectors as registrations
from apps.registrations.models import TaxRegistration
from tests.factories.customs import BERLIN
from tests.integration.customs.conftest import arm, row, said
from tests.integration.sandbox.sandbox_world import Program

TEAM = Actor(ActorKind.VENDOR, "team")
LONDON = replace(BERLIN, country="GB", locality="London", postcode="E1 6AN", recipient="Ann Smith")
PDF = b"%PDF-1.7 an invoice"


def look_after(vendor: Any, public_id: UUID) -> int:
    return int(tasks.look_after(vendor_id=vendor.pk, ids=[str(public_id)]))


def test_an_inspected_parcel_is_released_and_every_document_agrees_with_the_order(
    kiln: Any, enter: Any, declared: Any, customs: Program, at: datetime
) -> None:
    arm(customs, "inspect")
    public_id = declared()
    assert look_after(kiln, public_id) == 1
    said(customs, "TAX")
    look_after(kiln, public_id)
    said(customs, "CLE")
    look_after(kiln, public_id)

    with enter(kiln):
        found = row(public_id)
        codes = list(found.history.order_by("issued_at", "pk").values_list("code", flat=True))
        snapshot = selectors.snapshot(public_id)
        order = Order.objects.get(public_id=found.order_id)
        h7 = json.loads(bytes(CustomsDocument.objects.get(declaration=found, kind="h7").content))
        kinds = {one.kind for one in selectors.documents(found)}
    assert found.state == "released"
    assert [code for code in codes if code in ("RCV", "ACC", "CTL", "TAX", "pay", "CLE")] == [
        "RCV", "ACC", "CTL", "TAX", "pay", "CLE"
    ]  # fmt: skip
    assert (found.assessed_duty, found.assessed_tax) == (found.declared_duty, found.declared_tax)
    assert {"cn22", "invoice", "packing_list", "origin", "wco", "cusdec", "h7"} == kinds
    assert (snapshot.goods, snapshot.total) == (order.goods, order.total)
    assert h7["invoice_total"] == {"amount": f"{order.goods.amount:.2f}", "currency": "EUR"}
    assert h7["gross_mass_kg"] == "1.920"
    assert sum(int(float(one["net_mass_kg"]) * 1000) for one in h7["goods"]) == snapshot.net_g == 1800
    clearance = Clearance.objects.get(lrn=found.lrn)
    assert (clearance.vendor_id, clearance.state, clearance.is_open) == (kiln.pk, "released", False)
    owed = {one.code: one.balance for one in ledger.balances() if one.detail == "DE"}
    assert owed[AccountCode.CUSTOMS_DEFERMENT] == -(found.assessed_duty + found.assessed_tax)
    assert (owed[AccountCode.DUTY_PAYABLE], found.assessed_duty.amount > 0) == (found.assessed_duty, True)


def test_a_standard_declaration_goes_as_xml_and_its_notices_come_back_as_xml(
    kiln: Any, enter: Any, declared: Any, customs: Program
) -> None:
    public_id = declared(ship_to=LONDON, price="400.00")
    look_after(kiln, public_id)
    said(customs, "TAX")
    look_after(kiln, public_id)
    said(customs, "CLE")
    look_after(kiln, public_id)

    with enter(kiln):
        found = row(public_id)
    assert (found.procedure, found.state) == ("h1", "released")
    assert found.currency == "GBP"
    assert found.assessed_tax == found.declared_tax


def test_what_is_asked_for_is_sent_and_what_is_not_is_refused(
    kiln: Any, enter: Any, declared: Any, customs: Program, at: datetime
) -> None:
    arm(customs, "request_documents")
    public_id = declared()
    look_after(kiln, public_id)
    with enter(kiln), pytest.raises(NothingAskedFor):
        sending.answer(public_id, name="a.pdf", media_type="application/pdf", content=PDF, at=at, by=TEAM)
    said(customs, "DOC")
    look_after(kiln, public_id)

    with enter(kiln):
        assert (row(public_id).state, row(public_id).owner) == ("documents", "vendor")
        assert row(public_id).requested_documents == ["N380", "N325"]
        for content in (b"", b"MZ an executable", b"%PDF-" + b"x" * 6_000_000):
            with pytest.raises(InvalidInput):
                sending.answer(public_id, name="a", media_type="application/pdf", content=content, at=at, by=TEAM)
        assert not CustomsDocument.objects.filter(kind="upload").exists()
        sending.answer(public_id, name="a.pdf", media_type="application/pdf", content=PDF, at=at, by=TEAM)
        assert row(public_id).state == "accepted"
    said(customs, "TAX")
    look_after(kiln, public_id)
    assert requests.get(f"{customs.url}/_sandbox/state", timeout=5).json()["papers"] == 1


def test_a_rejected_declaration_is_corrected_and_sent_again_as_its_next_version(
    kiln: Any, enter: Any, declared: Any, customs: Program, at: datetime
) -> None:
    arm(customs, "reject", reason="The description does not tell what the goods are.")
    public_id = declared()
    look_after(kiln, public_id)
    said(customs, "REJ")
    with enter(kiln):
        for notice in tasks.authority("DE").ask(row(public_id).lrn):
            with transaction.atomic():
                hearing.hear(public_id, notice, at=at)
        before = row(public_id)
        assert (before.state, before.owner) == ("rejected", "vendor")
        assert "description" in before.problems[-1]["text"]
        with pytest.raises(InvalidInput), transaction.atomic():
            drafting.correct(public_id, {1: {"hs_code": ""}}, at=at, by=TEAM)
        with transaction.atomic():
            drafting.correct(public_id, {1: {"description": "Vase of celadon stoneware"}}, at=at, by=TEAM)
        sending.submit(public_id, at=at, by=TEAM)
        after = row(public_id)
    assert (after.state, after.version) == ("submitted", 2)
    assert after.snapshot_hash != before.snapshot_hash


def test_a_parcel_with_an_open_screening_is_neither_sent_nor_taken_as_released(
    kiln: Any, enter: Any, declared: Any, customs: Program, at: datetime
) -> None:
    public_id = declared()
    with enter(kiln):
        with transaction.atomic():
            blocking.block(public_id, "screening", at=at, by=SYSTEM)
        with pytest.raises(ReleaseBlocked):
            sending.submit(public_id, at=at, by=TEAM)
        assert row(public_id).state == "draft"
        with transaction.atomic():
            blocking.unblock(public_id, "screening", at=at, by=SYSTEM)
        sending.submit(public_id, at=at, by=TEAM)
        with transaction.atomic():
            blocking.block(public_id, "licence", at=at, by=SYSTEM)
            hearing.hear(public_id, _notice(row(public_id), Code.CLE, at), at=at)
        assert (row(public_id).state, row(public_id).owner) == ("held", "marketplace")
        with transaction.atomic():
            blocking.unblock(public_id, "licence", at=at, by=SYSTEM)
        assert row(public_id).state == "released"


def test_customs_that_is_down_or_loses_its_answer_leaves_one_declaration(
    kiln: Any, enter: Any, declared: Any, customs: Program
) -> None:
    public_id = declared()
    arm(customs, "down", match="PUT *", times=2)
    assert look_after(kiln, public_id) == 0
    with enter(kiln):
        assert (row(public_id).state, row(public_id).version) == ("draft", 0)
    arm(customs, "timeout_after_acting", match="PUT *", times=1)
    assert look_after(kiln, public_id) == 1
    state = requests.get(f"{customs.url}/_sandbox/state", timeout=5).json()
    assert sum(state["declarations"].values()) == 1
    with enter(kiln):
        assert (row(public_id).state, row(public_id).version) == ("submitted", 1)


def test_what_lacks_something_is_the_sellers_and_is_not_sent(
    kiln: Any, enter: Any, labelled: Any, customs: Program, at: datetime
) -> None:
    TaxRegistration.objects.filter(kind="IOSS").delete()
    registrations.forget()
    shipment = labelled(hs_code="691390")
    with enter(kiln), transaction.atomic():
        public_id = declaring.declare(shipment, at=at)
        assert public_id == declaring.declare(shipment, at=at)
        assert Declaration.objects.count() == 1
    assert public_id is not None
    with enter(kiln):
        found = row(public_id)
        wants = [problem["code"] for problem in found.problems]
        if "ioss" in found.scheme:
            assert wants == ["ioss"]
            assert found.owner == "vendor"
            with pytest.raises(NotDeclarable):
                sending.submit(public_id, at=at, by=TEAM)
        assert row(public_id).state == "draft"


def test_a_debt_that_is_not_as_declared_waits_for_a_person(
    kiln: Any, enter: Any, declared: Any, customs: Program, at: datetime
) -> None:
    arm(customs, "reckon_otherwise", delta=5)
    public_id = declared()
    look_after(kiln, public_id)
    said(customs, "TAX")
    look_after(kiln, public_id)
    look_after(kiln, public_id)
    with enter(kiln):
        found = row(public_id)
        assert (found.state, found.owner) == ("assessed", "marketplace")
        event = OutboxEvent.objects.get(topic="customs.duty_assessed")
        assert event.payload["is_as_declared"] is False
        sending.pay(public_id, at=at, by=TEAM)
        assert row(public_id).state == "paid"
        with pytest.raises(InvalidTransition):
            sending.submit(public_id, at=at, by=TEAM) if row(public_id).version == 0 else sending.amend(
                public_id, at=at, by=TEAM
            )


def _notice(found: Declaration, code: Code, at: datetime) -> Notice:
    return Notice(f"n-{code}", code, found.lrn, found.version, at, mrn="26DE0123456789ABCD")
