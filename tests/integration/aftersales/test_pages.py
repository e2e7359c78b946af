"""Aftersales · the pages of buyer and seller: a return from the order's page to the money, by a guest's link."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from apps.aftersales import selectors
from apps.aftersales.models import Claim, ReturnPolicy, ReturnRequest
from apps.checkout import selectors as purchases
from apps.checkout.models import PurchasePart, Refund
from apps.vendors.types import TeamRole
from tests.integration.tenancy.people import browser, member, team_browser

pytestmark = pytest.mark.django_db


class Pages:
    """One order's help pages, opened by the link of the mail."""

    def __init__(self, part: PurchasePart) -> None:
        self.client = browser()
        self.base = f"/en-de/purchases/{part.purchase.public_id}/orders/{part.order_id}/help/"
        self.token = purchases.purchase_token(part.purchase.public_id)

    def __call__(self, below: str = "", data: Any = None, *, token: str | None = None) -> Any:
        address = f"{self.base}{below}?token={self.token if token is None else token}"
        return self.client.get(address) if data is None else self.client.post(address, data)


def picture() -> io.BytesIO:
    drawn = io.BytesIO()
    Image.new("RGB", (30, 30), "red").save(drawn, "JPEG")
    drawn.seek(0)
    drawn.name = "dent.jpg"
    return drawn


def test_a_guest_returns_and_the_seller_settles(bought: PurchasePart, kiln: Any, loom: Any, enter: Any) -> None:
    guest, desk = Pages(bought), team_browser(kiln, member(kiln, TeamRole.OWNER))

    assert b"Return or problem" in guest().content
    assert guest(token="wrong").status_code == 404
    missing = guest("return/", {"reason": "changed_mind", "wanted": "refund"})
    assert missing.status_code == 422
    asked = guest("return/", {"line_0": 2, "reason": "changed_mind", "wanted": "refund", "note": "Too blue"})
    assert asked.status_code == 302, asked.content
    with enter(kiln):
        row = ReturnRequest.objects.get()
    below = f"returns/{row.public_id}/"
    shown = guest(below).content.decode()
    assert row.number in shown
    assert "<svg" in shown, "the code that is shown where parcels are taken in"
    assert guest(below, {"step": "send", "tracking_number": "DHL9"}).status_code == 302
    kept = guest(below, {"step": "file", "file": picture()})
    assert kept.status_code == 302, kept.content
    with enter(kiln):
        (paper,) = row.evidence.all()
    assert guest(f"files/{paper.public_id}/")["Content-Type"] == "image/jpeg"
    assert guest(f"files/{uuid4()}/").status_code == 404
    assert guest(below, {"step": "file", "file": io.BytesIO(b"<script>")}).status_code == 422

    assert row.number in desk.get("/dashboard/returns/?queue=coming").content.decode()
    page = f"/dashboard/returns/{row.public_id}/"
    assert desk.post(f"{page}step/", {"step": "receive"}).status_code == 302
    wrong = desk.post(f"{page}step/", {"step": "inspect", "restocked_0": 1, "disposed_0": 0, "refused_0": 1})
    assert (wrong.status_code, wrong.context["inspecting"]["disposed_0"].value()) == (422, "0"), "what was said stays"
    with enter(kiln):
        assert selectors.return_request(row.public_id).status == "received"
    desk.post(f"{page}step/", {"step": "inspect", "restocked_0": 2, "disposed_0": 0, "refused_0": 0})
    assert b"It costs you" in desk.get(page).content
    assert desk.post(f"{page}settle/", {"step": "settle"}).status_code == 302
    with enter(kiln):
        done = selectors.return_request(row.public_id)
    assert (done.status, done.refund_id) == ("settled", Refund.objects.get().public_id)
    assert "settled" in desk.get(f"/dashboard/orders/{bought.order_id}/").content.decode().lower()
    stranger = team_browser(loom, member(loom, TeamRole.OWNER))
    assert stranger.get(page).status_code == 404


def test_a_problem_is_told_with_a_picture_refused_and_disputed(bought: PurchasePart, kiln: Any, enter: Any) -> None:
    guest, desk = Pages(bought), team_browser(kiln, member(kiln, TeamRole.OWNER))
    told = guest("problem/", {"line_0": 1, "kind": "damaged", "note": "A dent", "file": picture()})
    assert told.status_code == 302, told.content
    with enter(kiln):
        row = Claim.objects.get()
        assert row.evidence.count() == 1
    assert row.number in desk.get("/dashboard/claims/").content.decode()
    page = f"/dashboard/claims/{row.public_id}/"
    assert desk.post(f"{page}step/", {"step": "refuse", "answer": ""}).status_code == 422
    desk.post(f"{page}step/", {"step": "refuse", "answer": "It left without a dent."})
    below = f"claims/{row.public_id}/"
    assert b"It left without a dent." in guest(below).content
    assert guest(below, {"step": "dispute", "objection": "It came with one."}).status_code == 302
    with enter(kiln):
        assert selectors.claim(row.public_id).remedy == "disputed"
    assert desk.get(page).status_code == 200


def test_the_owner_sets_the_rule_and_what_is_cheap_stays_with_the_buyer(
    bought: PurchasePart, kiln: Any, enter: Any, at: datetime
) -> None:
    desk = team_browser(kiln, member(kiln, TeamRole.OWNER))
    given = {"days": 30, "payer": "vendor", "returnless_below": "100000", "lost_rule": "refund", "uses_hubs": "on"}
    assert desk.post("/dashboard/returns/rule/", given).status_code == 302
    with enter(kiln):
        assert ReturnPolicy.objects.get().returnless_below == Decimal(100000)
    assert Pages(bought)("return/", {"line_0": 1, "reason": "defective", "wanted": "refund"}).status_code == 302
    with enter(kiln):
        row = ReturnRequest.objects.get()
    assert (row.status, row.way, row.refunded > 0) == ("settled", "none", True)
    sheet = desk.get("/dashboard/returns/drawback.csv").content.decode()
    assert sheet.startswith("return,order,jurisdiction,mrn")
