"""Signed notices arrive by callback; pages show where a declaration stands, to its own vendor and its own buyer."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from apps.checkout.types import TimelineEntry
from apps.customs.models import Declaration, DeclarationEvent
from apps.customs.operations import papers
from apps.logistics.selectors import overdue_clearances
from apps.outbox.models import OutboxEvent
from apps.storefront import customs_lane
from apps.vendors.types import TeamRole
from tests.integration.customs.conftest import SECRET, row
from tests.integration.tenancy.people import member, team_browser

ADDRESS = "/callbacks/customs/"
MRN = "26DE0123456789ABCD"


def notice(found: Declaration, code: str, second: int, **said: Any) -> bytes:
    issued = datetime(2026, 9, 1, 12, 0, second, tzinfo=UTC).isoformat()
    value = {"id": f"{code}-{second}", "code": code, "lrn": found.lrn, "mrn": MRN, "version": 1, "issued_at": issued}
    return json.dumps({**value, **said}).encode()


def post(body: bytes, *, secret: str = SECRET) -> int:
    stamp = str(int(time.time()))
    signature = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    client = Client(HTTP_HOST="portolan.localhost")
    headers = {"X-Harbour-Timestamp": stamp, "X-Harbour-Signature": signature}
    return client.post(ADDRESS, body, content_type="application/json", headers=headers).status_code


@pytest.fixture
def sent(kiln: Any, enter: Any, declared: Any, at: datetime) -> UUID:
    """A declaration that customs has, by the history alone."""
    public_id: UUID = declared()
    with enter(kiln), transaction.atomic():
        found = row(public_id)
        found.version, found.submitted_at = 1, at
        DeclarationEvent.objects.create(
            declaration=found, event_id="submit:1", code="submit", version=1, issued_at=at - timedelta(days=400),
            recorded_at=at, actor_kind="system",
        )  # fmt: skip
        found.state = "submitted"
        found.save()
    return public_id


def test_notices_in_any_order_and_twice_end_where_they_should(kiln: Any, enter: Any, sent: UUID) -> None:
    with enter(kiln):
        found = row(sent)
    charges = [
        {"position": 1, "type_code": "A00", "base": "40.00", "rate": "0.05", "amount": "2.00", "currency": "EUR"}
    ]
    course = [
        notice(found, "CLE", 9), notice(found, "ACC", 2), notice(found, "TAX", 5, charges=charges),
        notice(found, "CTL", 3), notice(found, "RCV", 1), notice(found, "CLE", 9),
    ]  # fmt: skip

    assert [post(body) for body in course] == [204] * 6

    with enter(kiln):
        found = row(sent)
        assert (found.state, found.mrn) == ("released", MRN)
        assert found.released_at == datetime(2026, 9, 1, 12, 0, 9, tzinfo=UTC)
        assert (found.assessed_duty.amount, found.assessed_tax.amount) == (2, 0)
        assert found.history.filter(code="CLE").count() == 1
    told = OutboxEvent.objects.filter(topic="customs.declaration_changed")
    assert [event.payload["state"] for event in told] == ["released"]


def test_what_is_not_signed_or_not_ours_changes_nothing(kiln: Any, enter: Any, sent: UUID) -> None:
    with enter(kiln):
        found, before = row(sent), DeclarationEvent.objects.count()
    stranger = json.loads(notice(found, "CLE", 9)) | {"lrn": "PTNOBODY"}
    dollars = [{"position": 1, "type_code": "A00", "base": "1", "rate": None, "amount": "1", "currency": "USD"}]

    assert post(notice(found, "CLE", 9), secret="guessed") == 400
    assert post(json.dumps(stranger).encode()) == 400
    assert post(notice(found, "TAX", 9, charges=dollars)) == 400
    assert post(b"{}") == 400
    with enter(kiln):
        assert (row(sent).state, DeclarationEvent.objects.count()) == ("submitted", before)


def test_the_vendors_pages_show_it_and_papers_open_for_nobody_else(
    kiln: Any, loom: Any, enter: Any, sent: UUID, at: datetime
) -> None:
    with enter(kiln):
        found = row(sent)
        papers.draw(sent, at=at)
        paper = found.documents.get(kind="invoice").public_id
    post(notice(found, "ACC", 2))
    post(notice(found, "DOC", 3, documents=["N380"]))
    own = team_browser(kiln, member(kiln, TeamRole.FULFILMENT))
    other = team_browser(loom, member(loom, TeamRole.OWNER))

    assert found.order_number in own.get("/dashboard/customs/").content.decode()
    page = own.get(f"/dashboard/customs/{sent}/").content.decode()
    assert "N380" in page
    assert MRN in page
    assert own.get(f"/dashboard/customs/{sent}/papers/{paper}/").content.startswith(b"%PDF-")
    assert own.post(f"/dashboard/customs/{sent}/answer/", {}).status_code == 422
    assert found.order_number not in other.get("/dashboard/customs/").content.decode()
    for path in (f"/dashboard/customs/{sent}/", f"/dashboard/customs/{sent}/papers/{paper}/"):
        assert other.get(path).status_code == 404
    assert [one.lrn for one in overdue_clearances(at=at + timedelta(days=30))] == [found.lrn]


def test_a_buyer_reads_what_customs_does_and_what_to_do() -> None:
    def entry(code: str, minute: int) -> TimelineEntry:
        data = {"code": code, "state": code}
        return TimelineEntry(customs_lane.TOPIC, "customs", datetime(2026, 9, 1, 8, minute, tzinfo=UTC), 1, data)

    inspected, due = entry("inspection", 1), entry("assessed_on_delivery", 2)
    assert str(customs_lane.message(inspected)[0]) == "Customs inspects the parcel"
    assert "carrier asks you" in str(customs_lane.message(due)[1])
    assert customs_lane.state_of(due, is_last=True) == "problem"
    assert customs_lane.state_of(due, is_last=False) == "done"
