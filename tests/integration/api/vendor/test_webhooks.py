"""A vendor's webhooks by the API: made, changed, tested, replayed, and never another's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from standardwebhooks import Webhook

from apps.vendors.types import TeamRole
from apps.webhooks import operations
from apps.webhooks.models import Delivery, Endpoint

pytestmark = pytest.mark.django_db
NEW = {"url": "https://erp.shop.example/in", "topics": ["order.placed"], "description": "ERP"}


@pytest.fixture
def theirs(loom: Any, at: datetime) -> tuple[str, str]:
    """Loom's endpoint and a message to it."""
    with transaction.atomic():
        endpoint_id, _ = operations.make_endpoint(loom.pk, url="https://loom.example/", topics=["order.placed"], at=at)
        _, delivery_id = operations.send_test(endpoint_id, vendor_id=loom.pk, at=at)
    return str(endpoint_id), str(delivery_id)


def test_an_endpoint_is_made_and_its_secret_is_in_that_answer_alone(mine: Any) -> None:
    made = mine("post", "webhooks/endpoints", NEW)

    assert made.status_code == 201
    assert Webhook(made.json()["secret"])
    read = mine("get", f"webhooks/endpoints/{made.json()['id']}")
    assert read.json() == {name: value for name, value in made.json().items() if name != "secret"}
    assert read["ETag"] == '"1"'
    assert "whsec_" not in mine("get", "webhooks/endpoints").content.decode()
    again = mine("post", "webhooks/endpoints", NEW)
    assert (again.status_code, again.json()["code"]) == (409, "webhooks.address_taken")
    assert Endpoint.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [{"url": "https://192.168.0.1/"}, {"url": "http://erp.shop.example/"}, {"topics": []}, {"topics": ["x"]}],
)
def test_what_cannot_be_used_names_its_field_and_makes_nothing(mine: Any, change: dict[str, Any]) -> None:
    answer = mine("post", "webhooks/endpoints", {**NEW, **change})

    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == list(change)
    assert Endpoint.objects.count() == 0


def test_an_edit_takes_the_version_it_was_made_of(mine: Any) -> None:
    address = f"webhooks/endpoints/{mine('post', 'webhooks/endpoints', NEW).json()['id']}"

    assert mine("patch", address, {"topics": ["order.shipped"]}).status_code == 428
    changed = mine("patch", address, {"topics": ["order.shipped"]}, match='"1"')
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    stale = mine("patch", address, {"description": "x"}, match='"1"')
    assert stale.status_code == 412
    row = Endpoint.objects.get()
    assert (row.topics, row.description, row.version) == (["order.shipped"], "ERP", 2)
    assert mine("delete", address).status_code == 204
    assert mine("get", address).status_code == 404


def test_everything_that_the_pages_do_can_be_done(mine: Any, at: datetime) -> None:
    address = f"webhooks/endpoints/{mine('post', 'webhooks/endpoints', NEW).json()['id']}"

    sent = mine("post", f"{address}/test")
    assert (sent.status_code, sent.json()["status"]) == (202, "waiting")
    assert '"type":"webhook.test"' in sent.json()["payload"]
    assert mine("post", f"{address}/pause").json()["status"] == "paused"
    assert mine("post", f"{address}/resume").json()["status"] == "active"
    assert mine("post", f"{address}/rotate").json()["secret"].startswith("whsec_")
    Delivery.objects.update(status="dead", settled_at=at, next_attempt_at=None)
    late = (at + timedelta(hours=1)).isoformat()
    assert mine("post", f"{address}/replay", {"since": late}).json() == {"count": 0}
    early = (at - timedelta(hours=1)).isoformat()
    assert mine("post", f"{address}/replay", {"since": early}).json() == {"count": 1}
    again = mine("post", f"webhooks/deliveries/{sent.json()['id']}/replay")
    assert (again.status_code, again.json()["webhook_id"]) == (202, sent.json()["webhook_id"])
    assert [row["id"] for row in mine("get", f"{address}/deliveries?status=waiting").json()["data"]] == [
        sent.json()["id"]
    ]
    assert mine("get", f"{address}/deliveries?status=dead").json()["data"] == []
    assert "order.placed" in [topic["type"] for topic in mine("get", "webhooks/topics").json()["data"]]


def test_another_vendor_s_endpoints_and_messages_are_not_there(mine: Any, theirs: tuple[str, str]) -> None:
    endpoint, message = theirs
    before = (list(Endpoint.objects.values()), list(Delivery.objects.values()))
    since = {"since": "2020-01-01T00:00:00Z"}

    for method, path, body in (
        ("get", f"webhooks/endpoints/{endpoint}", None),
        ("patch", f"webhooks/endpoints/{endpoint}", {"description": "x"}),
        ("delete", f"webhooks/endpoints/{endpoint}", None),
        ("post", f"webhooks/endpoints/{endpoint}/pause", None),
        ("post", f"webhooks/endpoints/{endpoint}/resume", None),
        ("post", f"webhooks/endpoints/{endpoint}/rotate", None),
        ("post", f"webhooks/endpoints/{endpoint}/test", None),
        ("post", f"webhooks/endpoints/{endpoint}/replay", since),
        ("get", f"webhooks/endpoints/{endpoint}/deliveries", None),
        ("get", f"webhooks/deliveries/{message}", None),
        ("post", f"webhooks/deliveries/{message}/replay", None),
    ):
        assert mine(method, path, body, match="*").status_code == 404, path
    assert mine("get", "webhooks/endpoints").json()["data"] == []
    assert (list(Endpoint.objects.values()), list(Delivery.objects.values())) == before


@pytest.mark.parametrize("role", [TeamRole.CATALOGUE, TeamRole.FULFILMENT, TeamRole.FINANCE])
def test_only_owners_and_only_with_the_scope(program: Any, kiln: Any, role: TeamRole) -> None:
    assert program(kiln, role)("get", "webhooks/endpoints").status_code == 403
    reader = program(kiln, TeamRole.OWNER, ["webhooks:read"])
    assert reader("get", "webhooks/endpoints").status_code == 200
    assert reader("post", "webhooks/endpoints", NEW).status_code == 403
    assert Endpoint.objects.count() == 0


def test_lists_cost_the_same_whatever_their_length(mine: Any, kiln: Any, at: datetime) -> None:
    def cost(path: str, rows: int) -> int:
        """The second look's: the first may find that what is remembered for half a minute has run out."""
        for _ in range(2):
            with CaptureQueriesContext(connection) as found:
                assert len(mine("get", path).json()["data"]) == rows
        return len(found)

    costs = []
    for number in range(20):
        with transaction.atomic():
            made, _ = operations.make_endpoint(kiln.pk, url=f"https://a.example/{number}", topics=["order.paid"], at=at)
        if number in (1, 19):
            costs.append(cost("webhooks/endpoints", number + 1))
    for number in range(20):
        with transaction.atomic():
            operations.send_test(made, vendor_id=kiln.pk, at=at)
        if number in (1, 19):
            costs.append(cost(f"webhooks/endpoints/{made}/deliveries", number + 1))

    assert costs[0] == costs[1]
    assert costs[2] == costs[3]
    assert max(costs) <= 7
