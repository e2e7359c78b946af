"""The pages of webhooks in the back office, and what staff see of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.vendors.types import TeamRole
from apps.webhooks import operations, tasks
from apps.webhooks.models import Delivery, Endpoint
from tests.integration.tenancy.people import member, person, staff_browser, team_browser

from .conftest import Receiver

pytestmark = pytest.mark.django_db
NEW = {"url": "https://erp.shop.example/in", "description": "ERP", "topics": ["order.placed", "stock.changed"]}


@pytest.fixture
def owner(kiln: Any) -> Client:
    return team_browser(kiln, member(kiln, TeamRole.OWNER))


def test_without_endpoints_the_page_says_what_they_are_for(owner: Client) -> None:
    page = owner.get("/dashboard/webhooks/").content.decode()

    assert "Let your own programs know" in page
    assert "/dashboard/webhooks/new/" in page


def test_the_secret_is_shown_once_and_never_again(owner: Client, kiln: Any) -> None:
    answer = owner.post("/dashboard/webhooks/new/", NEW)

    made = Endpoint.objects.get(vendor=kiln)
    assert answer.status_code == 201
    assert "whsec_" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert (made.url, made.topics) == (NEW["url"], ["order.placed", "stock.changed"])
    for path in ("/dashboard/webhooks/", f"/dashboard/webhooks/{made.public_id}/"):
        page = owner.get(path).content.decode()
        assert "erp.shop.example" in page
        assert "whsec_" not in page
        assert made.secret not in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("url", "http://erp.shop.example/", "must begin with https"),
        ("url", "https://10.0.0.1/", "Use a public host name"),
        ("url", "https://erp.shop.example:22/", "Use port 443 or 8443"),
        ("topics", [], "This field is required"),
        ("topics", ["order.eaten"], "Select a valid choice"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field_and_nothing_is_made(
    owner: Client, field: str, value: Any, said: str
) -> None:
    answer = owner.post("/dashboard/webhooks/new/", {**NEW, field: value})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Endpoint.objects.count() == 0


def test_reloading_the_page_with_the_secret_makes_no_second_endpoint(owner: Client) -> None:
    owner.post("/dashboard/webhooks/new/", NEW)

    assert owner.post("/dashboard/webhooks/new/", NEW).status_code == 422
    assert Endpoint.objects.count() == 1


def test_a_vendor_has_twenty_endpoints_at_most(kiln: Any, at: datetime, owner: Client, endpoint: Any) -> None:
    for number in range(20):
        endpoint(kiln, f"https://shop.example/{number}")

    assert owner.post("/dashboard/webhooks/new/", NEW).status_code == 422
    assert Endpoint.objects.count() == 20


def test_a_test_message_is_sent_and_its_answer_is_shown(
    kiln: Any, owner: Client, endpoint: Any, receiver: Receiver
) -> None:
    made = endpoint(kiln, receiver.url)
    receiver.will_answer(500, b"the disk is <full>")

    owner.post(f"/dashboard/webhooks/{made.id}/test/")
    tasks.deliver_due()

    message = made.deliveries[0]
    page = owner.get(f"/dashboard/webhooks/messages/{message.public_id}/").content.decode()
    assert receiver.verified(made.secret)[0]["type"] == "webhook.test"
    assert f"msg_{message.public_id.hex}" in page
    assert "the disk is &lt;full&gt;" in page
    assert "did not accept the message" in page
    owner.post(f"/dashboard/webhooks/messages/{message.public_id}/replay/")
    tasks.deliver_due()
    assert [found.id for found in receiver.messages] == [f"msg_{message.public_id.hex}"] * 2
    assert made.deliveries[0].status == "delivered"


def test_pausing_resuming_rotating_replaying_and_removing(
    kiln: Any, at: datetime, owner: Client, endpoint: Any, receiver: Receiver, write: Any
) -> None:
    made = endpoint(kiln, receiver.url)
    path = f"/dashboard/webhooks/{made.id}/"
    write(made)
    Delivery.objects.update(status="dead", settled_at=at, next_attempt_at=None)

    owner.post(path + "pause/")
    assert made.row.status == "paused"
    owner.post(path + "resume/")
    assert made.row.status == "active"
    rotated = owner.post(path + "rotate/").content.decode()
    assert "whsec_" in rotated
    assert made.secret not in rotated
    assert "Two secrets sign until" in owner.get(path).content.decode()
    owner.post(path + "replay/", {"since": f"{at + timedelta(minutes=1):%Y-%m-%dT%H:%M}"})
    assert made.deliveries[0].status == "dead"
    owner.post(path + "replay/", {"since": "yesterday"})
    assert made.deliveries[0].status == "dead"
    owner.post(path + "replay/", {"since": f"{at - timedelta(minutes=1):%Y-%m-%dT%H:%M}"})
    assert made.deliveries[0].status == "waiting"
    owner.post(path + "remove/")
    assert (Endpoint.objects.count(), Delivery.objects.count()) == (0, 0)


def test_saving_other_topics_changes_what_is_sent(kiln: Any, owner: Client, endpoint: Any) -> None:
    made = endpoint(kiln, "https://erp.shop.example/in")

    owner.post(f"/dashboard/webhooks/{made.id}/", {**NEW, "topics": ["order.cancelled"]})

    assert (made.row.topics, made.row.description, made.row.version) == (["order.cancelled"], "ERP", 2)


def test_lists_cost_the_same_whatever_their_length(kiln: Any, owner: Client, endpoint: Any, write: Any) -> None:
    def cost(path: str) -> int:
        """The second look's, without the session's: what is remembered may run out, or be cleared by others' tests."""
        for _ in range(2):
            with CaptureQueriesContext(connection) as found:
                assert owner.get(path).status_code == 200
        return len([query for query in found.captured_queries if "django_session" not in query["sql"]])

    costs = []
    for number in range(20):
        made = endpoint(kiln, f"https://shop.example/{number}")
        write(made)
        if number in (1, 19):
            costs.append(cost("/dashboard/webhooks/"))
    for number in range(20):
        write(made)
        if number in (1, 19):
            costs.append(cost(f"/dashboard/webhooks/{made.id}/"))

    assert costs[0] == costs[1]
    assert costs[2] == costs[3]
    assert max(costs) <= 8


def test_staff_see_endpoints_without_secrets_and_pause_them_if_they_may(
    kiln: Any, endpoint: Any, receiver: Receiver, write: Any
) -> None:
    made = endpoint(kiln, receiver.url)
    write(made)
    tasks.deliver_due()
    reader = person(is_staff=True)
    may_look = Permission.objects.filter(content_type__app_label="webhooks", codename__startswith="view")
    reader.user_permissions.set(may_look)
    act = {"action": "pause", "_selected_action": [str(made.row.pk)]}
    client = staff_browser(reader)

    page = client.get(f"/admin/webhooks/endpoint/{made.row.pk}/change/").content.decode()
    assert receiver.url in page
    assert made.row.secret not in page
    assert client.get(f"/admin/webhooks/delivery/{made.deliveries[0].pk}/change/").status_code == 200
    client.post("/admin/webhooks/endpoint/", act)
    assert made.row.status == "active"

    staff_browser(person(is_staff=True, is_superuser=True)).post("/admin/webhooks/endpoint/", act)
    assert made.row.status == "paused"


def test_keys_are_changed_by_a_command(kiln: Any, endpoint: Any, settings: Any, capsys: Any) -> None:
    made, lost = endpoint(kiln, "https://shop.example/1"), endpoint(kiln, "https://shop.example/2")
    before = made.row.secret
    old = settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = ["a-new-key-of-more-than-thirty-two-characters", *old]
    call_command("reseal_webhook_secrets")
    assert made.row.secret != before
    Endpoint.objects.filter(pk=lost.row.pk).update(secret=before)

    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]
    with pytest.raises(CommandError, match=str(lost.id)):
        call_command("reseal_webhook_secrets")

    assert "2 endpoints" in capsys.readouterr().out
    with transaction.atomic():
        assert operations.rotate_secret(made.id, vendor_id=kiln.pk, at=made.row.created_at).startswith("whsec_")
