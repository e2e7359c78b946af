"""An order that changes before it is sent, on the pages and by program: pieces, address, wishes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from django.conf import settings
from django.db import transaction

from apps.accounts import operations as accounts
from apps.accounts.models import User
from apps.accounts.types import Audience
from apps.checkout import selectors as purchases
from apps.checkout.models import Purchase, PurchasePart, Refund
from apps.common.clock import now
from apps.common.types import SYSTEM
from apps.orders import documents, operations, selectors
from apps.orders.models import Order, OrderEvent
from apps.orders.types import CancelCause
from apps.screening.models import Involvement
from apps.shipping.models import Fulfilment
from apps.vendors.types import TeamRole
from tests.factories import aftersales as make
from tests.integration.tenancy.people import browser, member, person, team_browser

pytestmark = pytest.mark.django_db
HOME = {"name": "Mia Neu", "street_address": "Gartenweg 7", "city": "Potsdam", "phone": "+49 331 5550100"}
NEW_HOME = {**HOME, "postal_code": "14467"}


@pytest.fixture(autouse=True)
def _noop_gateway(settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "noop"


@pytest.fixture
def part(kiln: Any, at: datetime, drain: Callable[[], int]) -> PurchasePart:
    """Four pieces of kiln's, paid, on their way to Germany."""
    return make.sold(kiln, at=at, drain=drain, quantity=4)


def test_buyer_and_seller_change_an_order_on_their_pages(kiln: Any, loom: Any, part: PurchasePart, enter: Any) -> None:
    guest, desk = browser(), team_browser(kiln, member(kiln, TeamRole.FULFILMENT))
    base = f"/en-de/purchases/{part.purchase.public_id}"
    token = purchases.purchase_token(part.purchase.public_id)
    page = f"{base}/orders/{part.order_id}/change/?token={token}"
    assert guest.get(f"{base}/orders/{part.order_id}/change/").status_code == 404
    assert f"/orders/{part.order_id}/change/" in guest.get(f"{base}/?token={token}").content.decode()
    with enter(kiln):
        order = Order.objects.get()
    assert guest.post(page, {"step": "pieces", "line_0": 1, "version": order.version + 9}).status_code == 422
    assert guest.post(page, {"step": "pieces", "line_0": 9, "version": order.version}).status_code == 422
    assert not Refund.objects.exists()
    assert guest.post(page, {"step": "pieces", "line_0": 1, "version": order.version}).status_code == 302
    assert (
        guest.post(page, {"step": "wishes", "note": "No plastic", "gift_message": "For Mia\nYours, Jana"}).status_code
        == 302
    )
    assert guest.post(page, {"step": "address", **NEW_HOME, "postal_code": "1"}).status_code == 422
    assert guest.post(page, {"step": "address", **NEW_HOME}).status_code == 302
    purchase = Purchase.objects.get()
    assert (purchase.address["recipient"], purchase.address["postcode"]) == ("Mia Neu", "14467")
    with enter(kiln):
        view = selectors.order(part.order_id)
        before = OrderEvent.objects.get(code="address_changed").data["before"]
        assert Fulfilment.objects.get().recipient["recipient"] == "Mia Neu"
        slip = documents.packing_slip(view, "Kiln")
    assert (view.lines[0].left, view.note, view.gift_message) == (3, "No plastic", "For Mia\nYours, Jana")
    assert before == order.address, "the old one stays in the history"
    assert Involvement.objects.filter(party__name__icontains="mia neu").exists(), "screened as the consignee"
    assert "For Mia\r\nYours, Jana" in pypdfium2.PdfDocument(slip)[0].get_textpage().get_text_bounded()

    shown = desk.get(f"/dashboard/orders/{part.order_id}/").content.decode()
    assert "No plastic" in shown
    assert "leave-out" in shown
    leave = f"/dashboard/orders/{part.order_id}/leave-out/"
    told = {"line_0": 1, "cause": "missing", "reason": "", "version": view.row.version}
    stranger = team_browser(loom, member(loom, TeamRole.OWNER))
    assert stranger.post(leave, told).status_code == 404
    assert desk.post(leave, told).status_code == 302
    assert desk.post(leave, told).status_code == 422, "the page was of the order before"
    assert desk.post(f"/dashboard/orders/{part.order_id}/address/", HOME).status_code == 422, "no postcode"
    assert Refund.objects.count() == 2
    with enter(kiln):
        Fulfilment.objects.update(status="labelled")
    late = desk.post(f"/dashboard/orders/{part.order_id}/address/", NEW_HOME | {"name": "Somebody"})
    assert late.status_code == 422
    assert "a label is printed" in late.content.decode()
    assert guest.post(page, {"step": "wishes", "note": "x", "gift_message": ""}).status_code == 302


def test_what_is_left_of_an_order_can_be_called_off_once_one_of_its_houses_sends_nothing(
    kiln: Any, part: PurchasePart, enter: Any, at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        other = Fulfilment.objects.get()
        other.pk, other.public_id, other.warehouse_id, other.status = None, uuid4(), uuid4(), "cancelled"
        other.save(force_insert=True)
        facts: Any = {"cause": CancelCause.OTHER, "reason": "", "at": at, "by": SYSTEM}
        assert operations.cancel_pieces(part.order_id, pieces={0: 4}, **facts)
        assert Order.objects.get().status == "cancelled"
        assert set(Fulfilment.objects.values_list("status", flat=True)) == {"cancelled"}


def test_programs_change_an_order(kiln: Any, part: PurchasePart, program: Any) -> None:
    client, seller = browser(), program(kiln, TeamRole.OWNER)
    headers = {"Purchase-Token": purchases.purchase_token(part.purchase.public_id)}
    base = f"/api/v1/storefront/orders/{part.order_id}"

    def guest(method: str, below: str, body: Any = None, *, key: str = "") -> Any:
        more = {**headers, **({"Idempotency-Key": key} if key else {})}
        return getattr(client, method)(f"{base}/{below}", body, content_type="application/json", headers=more)

    assert client.get(f"{base}/changes").status_code == 404
    known = guest("get", "changes").json()
    assert (known["lines"][0]["left"], known["may_go_elsewhere"]) == (4, True)
    too_many = guest("post", "cancel-pieces", {"lines": [{"line": 1, "quantity": 5}]}, key="order-change-a")
    assert (too_many.status_code, too_many.json()["code"]) == (422, "orders.pieces_not_there")
    once, twice = (
        guest("post", "cancel-pieces", {"lines": [{"line": 1, "quantity": 1}]}, key="order-change-b") for _ in range(2)
    )
    assert (once.status_code, once.json()["lines"][0]["left"], Refund.objects.count()) == (200, 3, 1), once.content
    assert twice.json() == once.json()
    moved = guest("post", "address", {"address": NEW_HOME})
    assert moved.status_code == 200, moved.content
    assert guest("post", "wishes", {"note": "", "gift_message": "Hello"}).json()["gift_message"] == "Hello"

    body = {"lines": [{"line": 1, "quantity": 1}], "cause": "broken", "reason": "Cracked"}
    left = seller("post", f"orders/{part.order_id}/cancel-pieces", body, key="order-change-c")
    assert left.json()["lines"][0]["cancelled"] == 2, left.content
    assert (
        seller("post", f"orders/{part.order_id}/address", {"address": NEW_HOME}).json()["address"]["postcode"]
        == "14467"
    )
    over = seller("post", f"orders/{part.order_id}/cancel-pieces", body | {"lines": [{"line": 1, "quantity": 2}]},
                  key="order-change-d")  # fmt: skip
    assert over.json()["status"] == "cancelled"


def test_a_token_that_may_only_read_changes_no_order(kiln: Any, part: PurchasePart, enter: Any) -> None:
    buyer = User.objects.create_user("jana@example.com")
    Purchase.objects.update(user=buyer)
    with transaction.atomic():
        token = accounts.issue_token(
            buyer.pk, audience=Audience.STOREFRONT, name="t", scopes=["purchases:read"], at=now()
        ).secret
    client, base = browser(), f"/api/v1/storefront/orders/{part.order_id}"
    for more in ({}, {"Purchase-Token": "x"}):
        headers = {"Authorization": f"Bearer {token}", **more}
        assert client.get(f"{base}/changes", headers=headers).status_code == 200
        body = {"note": "x", "gift_message": ""}
        refused = client.post(f"{base}/wishes", body, content_type="application/json", headers=headers)
        assert refused.status_code == 403, refused.content
    with enter(kiln):
        assert Order.objects.get().note == ""


def test_staff_leave_pieces_out_and_are_told_why_they_cannot(kiln: Any, part: PurchasePart, enter: Any) -> None:
    staff = browser(user=person(is_staff=True, is_superuser=True), cookie=settings.STAFF_COOKIE_NAME)
    clerk = browser(user=person(is_staff=True), cookie=settings.STAFF_COOKIE_NAME)
    page = f"/admin/orders/{part.order_id}/leave-out/"
    with enter(kiln):
        version = selectors.order(part.order_id).row.version
    told = {"line_0": 1, "cause": "missing", "reason": "The last one was chipped.", "version": version}
    assert clerk.post(page, told).status_code == 403
    assert staff.post(page, told | {"version": version + 9}).status_code == 422
    assert not Refund.objects.exists()
    assert page in staff.get(f"/admin/checkout/purchase/{part.purchase_id}/change/").content.decode()
    assert staff.post(page, told).status_code == 302
    with enter(kiln):
        (entry,) = OrderEvent.objects.filter(code="pieces_cancelled")
        assert (entry.actor_kind, selectors.order(part.order_id).lines[0].left) == ("staff", 3)
        Fulfilment.objects.update(status="labelled")
    assert Refund.objects.count() == 1
    late = staff.post(page, told | {"version": version + 1}).content.decode()
    assert "its label is printed" in late
    assert "The last one was chipped." in late
