"""API · gift cards and store credit: issued by staff, used at a checkout, a person's own."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client

from apps.accounts.models import User
from apps.accounts.types import Audience
from apps.credits import selectors
from apps.credits.models import GiftCard
from tests.factories import checkout as make
from tests.factories import gift_cards as gifts
from tests.integration.api.shopping import Shopper

pytestmark = pytest.mark.django_db


class Staff:
    """Calls the staff's API with a token."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"Host": settings.MARKETPLACE_HOST, "Authorization": f"Bearer {token}"})

    def call(self, method: str, path: str, body: Any = None, *, expect: int = 200, **headers: str) -> Any:
        """The answer's body; its problem in words where it is not the expected one."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        answer = getattr(self.client, method)(f"/api/v1/staff{path}", headers=named, **sent)
        assert answer.status_code == expect, answer.content.decode()
        return answer.json()


@pytest.fixture
def staff(issue: Any, person: User) -> Staff:
    person.is_superuser = False
    person.save(update_fields=["is_superuser"])
    wanted = ["view_giftcard", "add_giftcard", "change_giftcard", "add_creditentry", "issue_above_limit"]
    person.user_permissions.set(Permission.objects.filter(content_type__app_label="credits", codename__in=wanted))
    return Staff(issue(Audience.STAFF, "credits:read", "credits:write"))


def test_a_card_that_staff_issued_pays_and_the_rest_is_left(
    staff: Staff, issue: Any, person: User, kiln: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PAYMENT_GATEWAY", "noop")
    body = {"value": {"amount": "6.00", "currency": "EUR"}, "count": 2, "origin": "given", "batch": "spring"}

    def issued(key: str | None = "k", *, expect: int, **said: Any) -> Any:
        named = {"Idempotency_Key": key} if key else {}
        return staff.call("post", "/gift-cards", {**body, **said}, expect=expect, **named)

    made = issued(expect=201)["cards"]
    again = issued(expect=200)["cards"]
    assert [one["card"]["id"] for one in again] == [one["card"]["id"] for one in made]
    assert {one["code"] for one in again} == {""}
    assert issued(count=3, expect=409)["code"] == "credits.key_used_otherwise"
    assert issued(None, expect=400)["code"] == "api.idempotency_key_missing"
    much = {"value": {"amount": "145.00", "currency": "EUR"}}
    assert issued("much", **much, expect=403)["code"] == "credits.above_limit", "with what was issued today"
    strange = {"value": {"amount": "6.00", "currency": "GET"}}
    assert issued("strange", **strange, expect=422)["errors"][0]["field"] == "value"
    assert GiftCard.objects.count() == 2
    blocked = staff.call("post", f"/gift-cards/{made[1]['card']['id']}/block")
    assert blocked["state"] == "blocked"
    listed = staff.call("get", "/gift-cards?batch=spring")["data"]
    assert {one["last_four"] for one in listed} == {one["code"][-4:] for one in made}
    given = {"email": person.email, "amount": {"amount": "2.50", "currency": "EUR"}, "reason": "Sorry"}
    staff.call("post", "/store-credit", given, expect=201, Idempotency_Key="one")
    staff.call("post", "/store-credit", given, expect=201, Idempotency_Key="one")

    shopper = Shopper(issue(Audience.STOREFRONT, "cart:write", "account:read", "account:write", "purchases:read"))
    checkout = shopper.ready(shopper.fill(*(str(one) for one in make.goods(kiln, at=at))))
    path = f"/checkouts/{checkout['id']}"

    def sent(said: dict[str, Any], expect: int = 200) -> Any:
        mark = shopper.call("get", path)["ETag"]
        return shopper.call("post", f"{path}/credits", said, expect=expect, If_Match=mark).json()

    guest = Shopper()
    theirs = guest.ready(guest.fill(*(str(one) for one in make.goods(kiln, at=at))))
    shopper.headers["Cart-Token"] = guest.headers["Cart-Token"]
    refused = shopper.call(
        "post", f"/checkouts/{theirs['id']}/credits", {"store_credit": True}, expect=409,
        If_Match=shopper.call("get", f"/checkouts/{theirs['id']}")["ETag"],
    )  # fmt: skip
    assert refused.json()["code"] == "credits.of_somebody_else"

    assert sent({"code": made[1]["code"]}, expect=422)["code"] == "credits.card_unknown"
    assert sent({}, expect=422)["errors"][0]["field"] == "code"
    sent({"code": made[0]["code"]})
    with_both = sent({"store_credit": True})
    assert [one["amount"]["amount"] for one in with_both["tenders"]] == ["6.00", "2.50"]
    mark = shopper.call("get", path)["ETag"]
    without = shopper.call("delete", f"{path}/credits/{with_both['tenders'][0]['id']}", If_Match=mark).json()
    assert [one["last_four"] for one in without["tenders"]] == [""]

    paid = shopper.pay(without).json()
    assert paid["amount"] == without["to_pay"]
    assert shopper.confirm(checkout)["outcome"] == "completed"
    mine = shopper.get("/store-credit")
    assert (mine["balances"][0]["balance"]["amount"], mine["movements"][0]["kind"]) == ("0.00", "spent")
    added = shopper.call("post", "/store-credit/gift-cards", {"code": made[0]["code"]}, expect=201).json()
    assert added["balances"][0]["available"]["amount"] == "6.00"
    purchase = shopper.get("/purchases")["data"][0]
    told = shopper.get(f"/purchases/{purchase['id']}")
    assert told["tenders"][0]["paid"]["amount"] == "2.50"
    assert told["orders"][0]["credit"]["amount"] == "2.50"
    assert selectors.faults() == []


def test_a_gift_card_is_bought_by_program_and_is_nobody_elses(
    issue: Any, person: User, at: datetime, drain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PAYMENT_GATEWAY", "noop")
    shopper = Shopper(issue(Audience.STOREFRONT, "account:read", "account:write"))
    offered = {one["least"]["currency"]: one for one in Shopper().get("/gift-card-offers")["data"]}
    assert offered["EUR"]["amounts"][1] == {"amount": "50.00", "currency": "EUR"}
    body = {
        "value": {"amount": "50.00", "currency": "EUR"}, "recipient_name": "Mila", "sender_name": "Jana",
        "recipient_email": "mila@example.org", "send_on": at.date().isoformat(),
    }  # fmt: skip
    dear = {**body, "value": {"amount": "501.00", "currency": "EUR"}}
    refused = shopper.call("post", "/gift-cards", dear, expect=422).json()
    assert (refused["code"], refused["errors"][0]["field"]) == ("credits.value_not_offered", "value")
    made = shopper.call("post", "/gift-cards", body, expect=201).json()
    path = f"/gift-cards/{made['id']}"
    assert (made["status"], made["methods"][0]) == ("open", "card")
    assert shopper.call("get", f"{path}/payment", expect=409).json()["code"] == "api.not_placed"
    page = {"return_url": "https://app.example/back"}
    assert (
        shopper.call("post", f"{path}/payment", page, expect=201, Idempotency_Key="one").json()["status"] == "pending"
    )
    assert shopper.call("post", f"{path}/confirmation").json()["status"] == "promised"
    drain()
    gifts.captured(UUID(made["id"]), at=at)
    drain()
    assert shopper.get("/gift-cards")["bought"][0]["left"]["amount"] == "50.00"

    other = User.objects.create_user("other@example.org", "x")
    theirs = Shopper(issue(Audience.STOREFRONT, "account:read", "account:write", user_id=other.pk))
    theirs.call("get", path, expect=404)
    theirs.call("post", f"{path}/withdrawal", expect=404)
    assert shopper.call("post", f"{path}/withdrawal").json()["status"] == "returned"
    assert shopper.call("post", f"{path}/withdrawal", expect=409).json()["code"] == "credits.not_returnable"
