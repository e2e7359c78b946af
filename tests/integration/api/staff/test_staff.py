"""The staff API: found, read and decided as in administration, and never more than the person may."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts import operations as accounts
from apps.accounts.models import ApiToken, User
from apps.accounts.types import SCOPES, Audience
from apps.currencies import operations as currencies
from apps.currencies.models import ExchangeRate
from apps.currencies.types import PublishedRate
from apps.logistics.models import Tracker
from apps.outbox.models import OutboxEvent
from apps.vendors import operations as vendors
from apps.vendors.models import Application, Vendor
from apps.webhooks import operations as webhooks
from tests.factories import checkout as make
from tests.integration.tenancy.people import person, staff_browser

pytestmark = pytest.mark.django_db
PARCEL = {
    "ship_from": "CN",
    "ship_to": "DE",
    "freight": "9.00",
    "goods": [{"hs_code": "691110", "origin": "CN", "value": "40.00", "weight_g": 900}],
}


class Desk:
    """A program of a member of staff."""

    def __init__(self, secret: str) -> None:
        self.client = Client(headers={"Host": django_settings.MARKETPLACE_HOST, "Authorization": f"Bearer {secret}"})

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        address = f"/api/v1/staff/{path}"
        if body is None:
            return getattr(self.client, method)(address)
        return getattr(self.client, method)(address, json.dumps(body), content_type="application/json")


def desk_of(user: User, at: datetime, scopes: Any = None) -> Desk:
    with transaction.atomic():
        token = accounts.issue_token(
            user.pk, audience=Audience.STAFF, name="desk", scopes=scopes or list(SCOPES[Audience.STAFF]), at=at
        )
    return Desk(token.secret)


@pytest.fixture
def desk(at: datetime) -> Desk:
    """A program of somebody who may do everything."""
    return desk_of(person(is_staff=True, is_superuser=True), at)


@pytest.fixture
def allowed(at: datetime) -> Callable[..., Desk]:
    """A program of somebody with these permissions alone: `allowed("vendors.view_vendor")`."""

    def made(*names: str) -> Desk:
        user = person(is_staff=True)
        for name in names:
            app, codename = name.split(".")
            user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
        return desk_of(user, at)

    return made


@pytest.fixture
def bought(kiln: Any, loom: Any, at: datetime, settings: Any) -> Any:
    settings.PAYMENT_GATEWAY = "noop"
    return make.purchase([*make.goods(kiln, at=at), *make.goods(loom, at=at)], at=at)


def test_a_vendor_is_read_paused_and_reinstated_step_by_step(desk: Desk, kiln: Any) -> None:
    read = desk("get", f"vendors/{kiln.public_id}").json()
    assert (read["slug"], read["status"], read["schema"]["state"]) == ("kiln", "active", "current")
    assert read["steps"] == ["pause", "suspend", "close"]

    assert desk("post", f"vendors/{kiln.public_id}/pause").json()["status"] == "paused"
    assert desk("post", f"vendors/{kiln.public_id}/suspend").json()["status"] == "suspended"
    refused = desk("post", f"vendors/{kiln.public_id}/resume")
    assert (refused.status_code, refused.json()["code"]) == (409, "common.invalid_transition")
    assert Vendor.objects.get(pk=kiln.pk).status == "suspended"
    assert desk("post", f"vendors/{kiln.public_id}/reinstate").json()["status"] == "active"
    assert [row["slug"] for row in desk("get", "vendors?q=LOO").json()["data"]] == ["loom"]
    assert OutboxEvent.objects.filter(topic="vendors.vendor_changed", actor_kind="staff").count() == 3


def test_applications_are_decided_once(desk: Desk, at: datetime) -> None:
    facts = {"legal_name": "X", "country": "FR", "currency": "EUR", "contact_name": "N", "contact_email": "n@x.example"}
    with transaction.atomic():
        wanted, other = (vendors.apply(slug=slug, name=slug, **facts) for slug in ("atelier", "bakery"))

    approved = desk("post", f"applications/{wanted}/approve")
    assert approved.json()["status"] == "approved"
    vendor = Vendor.objects.get(slug="atelier")
    assert approved.json()["vendor_id"] == str(vendor.public_id)
    assert vendor.status == "provisioning"
    assert desk("post", f"applications/{other}/reject", {"note": "Not now."}).json()["decision_note"] == "Not now."
    assert desk("post", f"applications/{other}/approve").status_code == 422
    assert Application.objects.get(public_id=other).status == "rejected"
    assert not Vendor.objects.filter(slug="bakery").exists()
    assert [row["slug"] for row in desk("get", "applications?status=rejected").json()["data"]] == ["bakery"]


def test_a_purchase_is_found_by_any_of_its_ids_and_read_with_its_payment(desk: Desk, bought: Any, drain: Any) -> None:
    drain()
    (row,) = desk("get", f"purchases?q={bought.public_id}").json()["data"]
    order, intent = row["parts"][0], row["payment_id"]

    for known in (order["order_id"], order["order_number"].lower(), make.EMAIL.upper(), intent, bought.session_id):
        assert [found["id"] for found in desk("get", f"purchases?q={known}").json()["data"]] == [row["id"]], known
    assert desk("get", "purchases?q=nobody").json()["data"] == []
    read = desk("get", f"purchases/{row['id']}").json()
    assert {part["vendor"] for part in read["parts"]} == {"kiln", "loom"}
    assert read["timeline"]
    sums = sum(Decimal(read[name]["amount"]) for name in ("goods", "shipping", "duty", "tax", "fees"))
    assert sums == Decimal(read["total"]["amount"])
    whole = desk("get", f"orders/{order['order_id']}").json()
    assert (whole["number"], whole["vendor"]) == (order["order_number"], order["vendor"])
    assert whole["timeline"][0]["code"] == "placed"
    paid = desk("get", f"payments/{intent}").json()
    assert paid["payment"]["amount"] == read["total"]
    assert paid["attempts"][0]["operations"][0]["kind"] == "authorise"
    assert [found["id"] for found in desk("get", f"payments?purchase_id={row['id']}").json()["data"]] == [intent]


def test_the_books_are_shown_balanced(desk: Desk, bought: Any, drain: Any) -> None:
    drain()
    found = desk("get", "trial-balance").json()

    assert found["currencies"]
    assert {row["difference"]["amount"] for row in found["currencies"]} <= {"0.00", "0", "0.000"}
    assert {"vendor_payable", "commission_income"} <= {row["code"] for row in found["accounts"]}


def test_a_rate_that_jumped_is_confirmed_or_rejected(desk: Desk, at: datetime) -> None:
    newest = ExchangeRate.objects.filter(base="EUR", quote="USD", status="active").latest("published_on")
    days = [newest.published_on + timedelta(days=number) for number in (1, 2)]
    with transaction.atomic():
        currencies.store_rates(
            [PublishedRate("EUR", "USD", newest.rate * 2, "Bank of Tests", "", day) for day in days], at=at
        )
    waiting = [row["id"] for row in desk("get", "rates?status=pending").json()["data"]]
    assert len(waiting) == 2

    assert desk("post", f"rates/{waiting[0]}/confirm").json()["status"] == "active"
    assert desk("post", f"rates/{waiting[1]}/reject").json()["status"] == "rejected"
    assert desk("post", f"rates/{waiting[1]}/confirm").status_code == 409
    assert desk("get", f"rates/{waiting[1]}").json()["status"] == "rejected"
    assert desk("get", "rates/EUR-USD-2026-99-99-nobody").status_code == 404
    assert OutboxEvent.objects.filter(topic="currencies.rates_refreshed", actor_kind="staff").count() == 1


def test_a_landed_cost_is_explained_with_the_rule_behind_each_charge(desk: Desk) -> None:
    found = desk("post", "landed-costs", {**PARCEL, "on": "2025-06-02"}).json()

    assert found["payable"]["currency"] == "EUR"
    assert any(charge["kind"] == "tax" and charge["rate"] for charge in found["charges"])
    rule = next(charge["rule"] for charge in found["charges"] if charge["kind"] == "tax")
    assert [row["code"] for row in desk("get", f"tariff-rules/tax-rates?code={rule}").json()["data"]][:1] == [rule]
    assert desk("get", "tariff-rules/nothing").status_code == 404
    unknown = desk("post", "landed-costs", {**PARCEL, "ship_to": "XX"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "tariffs.datum_missing")
    old = desk("post", "landed-costs", {**PARCEL, "currency": "USD", "on": "2000-01-01"})
    assert old.status_code == 422


def test_an_event_that_was_given_up_is_delivered_again(desk: Desk, kiln: Any, at: datetime) -> None:
    with transaction.atomic():
        vendors.change_status(kiln.pk, event="pause", at=at)
    row = OutboxEvent.objects.latest("pk")
    OutboxEvent.objects.filter(pk=row.pk).update(parked_at=at, attempts=12, last_error="subscriber: boom")
    (shown,) = desk("get", "events?state=parked").json()["data"]
    assert (shown["id"], shown["last_error"]) == (str(row.public_id), "subscriber: boom")

    again = desk("post", f"events/{row.public_id}/deliver-again").json()

    assert (again["parked_at"], again["attempts"]) == (None, 0)
    assert desk("get", "events?state=parked").json()["data"] == []


def test_trackers_schemas_reviews_and_webhooks_are_shown(desk: Desk, kiln: Any, at: datetime) -> None:
    Tracker.objects.create(
        vendor=kiln, shipment_id=kiln.public_id, carrier_id="meridian", tracking_number="RX1", next_poll_at=at
    )
    with transaction.atomic():
        hook, secret = webhooks.make_endpoint(kiln.pk, url="https://a.example/", topics=["order.paid"], at=at)

    assert [row["tracking_number"] for row in desk("get", "trackers?vendor=kiln").json()["data"]] == ["RX1"]
    assert {row["state"] for row in desk("get", "schemas").json()["data"]} == {"current"}
    assert desk("get", "reviews").json()["data"] == []
    shown = desk("get", "webhook-endpoints?is_failing=false")
    assert [row["id"] for row in shown.json()["data"]] == [str(hook)]
    assert secret not in shown.content.decode()
    assert desk("post", f"webhook-endpoints/{hook}/pause").json()["status"] == "paused"


@pytest.mark.parametrize(
    ("path", "permission"),
    [
        ("vendors", "vendors.view_vendor"),
        ("applications", "vendors.view_application"),
        ("schemas", "vendors.view_fleetstatus"),
        ("purchases", "checkout.view_purchase"),
        ("payments", "payments.view_intent"),
        ("trial-balance", "ledger.view_account"),
        ("rates", "currencies.view_exchangerate"),
        ("events", "outbox.view_outboxevent"),
        ("trackers", "logistics.view_tracker"),
        ("webhook-endpoints", "webhooks.view_endpoint"),
        ("reviews", "reviews.view_review"),
    ],
)
def test_the_person_s_permission_is_the_ceiling(path: str, permission: str, allowed: Callable[..., Desk]) -> None:
    assert allowed(permission)("get", path).status_code == 200
    assert allowed()("get", path).status_code == 403


def test_looking_is_not_deciding_and_a_scope_is_needed_besides(
    allowed: Callable[..., Desk], kiln: Any, at: datetime
) -> None:
    path = f"vendors/{kiln.public_id}/suspend"

    assert allowed("vendors.view_vendor")("post", path).status_code == 403
    reader = desk_of(person(is_staff=True, is_superuser=True), at, ["vendors:read"])
    assert reader("post", path).status_code == 403
    assert Vendor.objects.get(pk=kiln.pk).status == "active"
    assert allowed("vendors.view_vendor", "vendors.change_vendor")("post", path).status_code == 200


def test_somebody_who_left_the_staff_is_refused(at: datetime) -> None:
    user = person(is_staff=True, is_superuser=True)
    found = desk_of(user, at)
    assert found("get", "vendors").status_code == 200
    User.objects.filter(pk=user.pk).update(is_staff=False)

    assert found("get", "vendors").status_code == 401


def test_lists_cost_the_same_whatever_their_length(
    desk: Desk, kiln: Any, loom: Any, at: datetime, settings: Any
) -> None:
    settings.PAYMENT_GATEWAY = "noop"
    variants = make.goods(kiln, at=at) + make.goods(loom, at=at)

    def cost(path: str) -> int:
        """The second look's: the first may find that what is remembered for half a minute has run out."""
        for _ in range(2):
            with CaptureQueriesContext(connection) as found:
                assert desk("get", path).status_code == 200
        return len(found)

    paths = ("purchases", "payments", "events", "rates", "vendors")
    make.purchase(variants, at=at)
    few = [cost(path) for path in paths]
    for _ in range(4):
        make.purchase(variants, at=at)
    assert [cost(path) for path in paths] == few
    assert max(few) <= 7


def test_staff_make_tokens_for_themselves_in_administration_and_revoke_them(at: datetime) -> None:
    user, other = person(is_staff=True), person(is_staff=True)
    for one in (user, other):
        one.user_permissions.set(Permission.objects.filter(codename__in=["add_apitoken", "view_apitoken"]))
    browser = staff_browser(user)

    made = browser.post("/admin/accounts/apitoken/add/", {"name": "nightly", "scopes": ["vendors:read"]})

    token = ApiToken.objects.get()
    assert made.status_code == 201
    assert "no-store" in made["Cache-Control"]
    assert (token.user_id, token.audience, token.scopes) == (user.pk, "staff", ["vendors:read"])
    secret = made.content.decode().split('value="ptl_')[1].split('"')[0]
    assert Desk(f"ptl_{secret}")("get", "me").status_code == 200
    assert secret not in browser.get("/admin/accounts/apitoken/").content.decode()
    assert browser.post("/admin/accounts/apitoken/add/", {"name": "x", "scopes": ["all"]}).status_code == 422
    act = {"action": "revoke", "_selected_action": [str(token.pk)]}
    staff_browser(other).post("/admin/accounts/apitoken/", act)
    assert ApiToken.objects.get().revoked_at is None
    browser.post("/admin/accounts/apitoken/", act)
    assert ApiToken.objects.get().revoked_at is not None
    assert Desk(f"ptl_{secret}")("get", "me").status_code == 401


def test_who_may_only_look_at_vendors_cannot_suspend_one_in_administration(kiln: Any) -> None:
    reader = person(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_vendor"))

    staff_browser(reader).post("/admin/vendors/vendor/", {"action": "suspend", "_selected_action": [str(kiln.pk)]})

    assert Vendor.objects.get(pk=kiln.pk).status == "active"
