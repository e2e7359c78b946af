"""Declarations over the API: read, corrected, answered; what is not one's own is not there."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from apps.accounts import operations as accounts
from apps.accounts.types import SCOPES, Audience
from apps.customs import tasks, webhooks
from apps.customs.operations import papers
from apps.outbox.models import OutboxEvent
from apps.outbox.types import OutboxRecord
from apps.vendors.types import TeamRole
from tests.factories.declarations import declaration_ids
from tests.integration.customs.conftest import arm, row, said
from tests.integration.sandbox.sandbox_world import Program
from tests.integration.tenancy.people import member

pytestmark = pytest.mark.django_db
BASE = "/api/v1/vendor/declarations"


def client_of(vendor: Any, role: TeamRole, at: datetime) -> Client:
    """A program of somebody of a vendor's team, with all scopes."""
    with transaction.atomic():
        token = accounts.issue_token(
            member(vendor, role).pk, audience=Audience.VENDOR, name="t", scopes=list(SCOPES[Audience.VENDOR]),
            vendor_id=vendor.pk, at=at,
        )  # fmt: skip
    return Client(headers={"Host": django_settings.MARKETPLACE_HOST, "Authorization": f"Bearer {token.secret}"})


def test_a_declaration_is_read_corrected_and_answered_by_a_program(
    kiln: Any, enter: Any, customs: Program, declared: Callable[..., UUID], at: datetime
) -> None:
    public_id = declared()
    packer, books = client_of(kiln, TeamRole.FULFILMENT, at), client_of(kiln, TeamRole.FINANCE, at)
    address = f"{BASE}/{public_id}"
    with enter(kiln):
        papers.draw(public_id, at=at)

    (listed,) = books.get(BASE, {"state": "draft", "q": row_number(kiln, enter, public_id)}).json()["data"]
    whole = books.get(address)
    paper = next(one for one in whole.json()["papers"] if one["kind"] == "invoice")
    file = books.get(f"{address}/papers/{paper['id']}")
    assert listed["id"] == str(public_id)
    assert whole.json()["lines"][0]["hs_code"] == "691390"
    assert whole["ETag"]
    assert (file["Content-Type"], file.content[:5]) == ("application/pdf", b"%PDF-")
    assert books.get(f"{address}/papers/{uuid4()}").status_code == 404

    corrected = {"lines": [{"position": 1, "hs_code": "69139098"}]}
    refused = packer.post(f"{address}/correct", {"lines": [{"position": 9}]}, content_type="application/json")
    by_books = books.post(f"{address}/correct", corrected, content_type="application/json")
    assert (refused.status_code, by_books.status_code) == (422, 403)
    assert packer.post(f"{address}/answer", {"paper_id": paper["id"]}).json()["code"] == "customs.nothing_asked_for"
    with enter(kiln):
        assert row(public_id).state == "draft"

    arm(customs, "request_documents")
    sent = packer.post(f"{address}/correct", corrected, content_type="application/json").json()
    assert (sent["state"], sent["lines"][0]["hs_code"]) == ("submitted", "69139098")
    assert [one["code"] for one in sent["history"]][-2:] == ["correct", "submit"]
    said(customs, "DOC")
    tasks.look_after(vendor_id=kiln.pk, ids=[str(public_id)])

    both = {"paper_id": paper["id"], "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7", "application/pdf")}
    assert packer.post(f"{address}/answer", {}).status_code == packer.post(f"{address}/answer", both).status_code == 422
    (waiting,) = packer.get(BASE, {"waits_for": "vendor"}).json()["data"]
    answered = packer.post(f"{address}/answer", {"paper_id": paper["id"]}).json()
    assert (waiting["state"], answered["state"]) == ("documents", "accepted")
    assert [one["kind"] for one in answered["papers"]][-1] == "upload"
    codes = [one["code"] for one in answered["history"]]
    assert codes == sorted(codes, key=["draft", "correct", "submit", "RCV", "ACC", "DOC", "answer"].index)
    told = OutboxEvent.objects.filter(topic="customs.declaration_changed").order_by("-pk").first()
    heard = webhooks.describe(
        OutboxRecord(told.pk, told.topic, str(public_id), kiln.pk, 1, told.payload, told.created_at)
    )
    assert (heard["declaration_id"], heard["state"]) == (str(public_id), "accepted")


def row_number(vendor: Any, enter: Any, public_id: UUID) -> str:
    """The number of the order that a declaration is of."""
    with enter(vendor):
        return row(public_id).order_number


def test_an_american_entry_is_a_file_for_those_who_ship(kiln: Any, loom: Any, enter: Any, at: datetime) -> None:
    with transaction.atomic(), enter(kiln):
        address = f"{BASE}/{declaration_ids(uuid4(), at=at)['declaration_id']}/us-entry"
    packer = client_of(kiln, TeamRole.FULFILMENT, at)
    whole = json.loads(packer.get(f"{address}.json").content)
    assert whole["2_entry_type"] == "11"
    assert packer.get(f"{address}.csv").content.startswith(b"line,description,htsus")
    assert client_of(kiln, TeamRole.FINANCE, at).get(f"{address}.json").status_code == 403
    assert client_of(loom, TeamRole.OWNER, at).get(f"{address}.json").status_code == 404
