"""The vendor API's profile and team, the roles' ceilings, and what ends with a membership."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from apps.accounts.models import User
from apps.accounts.types import SCOPES, Audience
from apps.outbox.models import OutboxEvent
from apps.vendors import operations as vendors
from apps.vendors.models import TeamMember
from apps.vendors.types import TeamRole
from tests.factories.programs import Program

pytestmark = pytest.mark.django_db

# What a role may at least read, and the first thing of each that it may not.
READS = {
    "profile": "profile:read", "summary": "profile:read", "members": "team:read", "products": "products:read",
    "variants": "products:read", "prices": "products:read", "imports": "products:read", "products.csv": "products:read",
    "warehouses": "stock:read", "stock-levels": "stock:read", "stock-movements": "stock:read",
    "orders": "orders:read", "shipments": "orders:read", "pickups": "orders:read", "devices": "positions:read",
}  # fmt: skip
MAY = {
    TeamRole.OWNER: set(SCOPES[Audience.VENDOR]),
    TeamRole.CATALOGUE: {"profile:read", "products:read", "stock:read"},
    TeamRole.FULFILMENT: {"profile:read", "stock:read", "orders:read", "positions:read"},
    TeamRole.FINANCE: {"profile:read", "orders:read"},
}


@pytest.mark.parametrize("role", list(TeamRole))
def test_a_role_is_the_ceiling_of_a_token_s_scopes(program: Any, kiln: Any, role: TeamRole) -> None:
    caller = program(kiln, role)

    for path, scope in READS.items():
        answer = caller("get", path)
        assert answer.status_code == (200 if scope in MAY[role] else 403), path
        if answer.status_code == 403:
            assert answer.json()["code"] == "api.role_forbids"


@pytest.mark.parametrize("path", sorted(READS))
def test_a_token_without_the_scope_is_told_which(program: Any, kiln: Any, path: str) -> None:
    caller = program(kiln, TeamRole.OWNER, ["webhooks:read"])

    answer = caller("get", path)

    assert (answer.status_code, answer.json()["scope"]) == (403, READS[path])


def test_an_owner_who_is_made_less_loses_rights_at_once(program: Any, kiln: Any, mine: Program) -> None:
    caller = program(kiln)
    path = f"members/{caller.user.public_id}"
    tag = mine("get", path)["ETag"]

    changed = mine("patch", path, {"role": "catalogue"}, match=tag)

    assert changed.json()["role"] == "catalogue"
    assert (caller("get", "products").status_code, caller("get", "orders").status_code) == (200, 403)
    assert caller("get", "me").json()["role"] == "catalogue"
    assert mine("patch", path, {"role": "owner"}, match=tag).status_code == 412


def test_a_token_ends_with_the_membership(program: Any, kiln: Any, mine: Program) -> None:
    caller = program(kiln, TeamRole.CATALOGUE)

    assert mine("delete", f"members/{caller.user.public_id}").status_code == 204
    for path in ("me", "products", "stock-levels"):
        assert caller("get", path).status_code == 401
    assert caller("post", "products", {}).status_code == 401


def test_the_last_owner_stays(mine: Program, kiln: Any) -> None:
    path = f"members/{mine.user.public_id}"

    assert mine("patch", path, {"role": "finance"}, match="*").status_code == 409
    assert mine("delete", path).status_code == 409
    assert TeamMember.objects.get(vendor=kiln).role == TeamRole.OWNER


def test_somebody_with_an_account_joins(mine: Program, kiln: Any, loom: Any) -> None:
    person = User.objects.create_user("new@people.example", name="New")

    joined = mine("post", "members", {"email": "NEW@people.example", "role": "fulfilment"})
    nobody = mine("post", "members", {"email": "nobody@people.example", "role": "fulfilment"})

    assert (joined.status_code, joined.json()["id"]) == (201, str(person.public_id))
    assert (nobody.status_code, nobody.json()["errors"][0]["field"]) == (422, "email")
    assert [one["email"] for one in mine("get", "members").json()["data"]] == [mine.user.email, person.email]
    assert not TeamMember.objects.filter(vendor=loom).exists()


def test_another_team_s_member_is_not_there(mine: Program, program: Any, loom: Any) -> None:
    path = f"members/{program(loom, TeamRole.CATALOGUE).user.public_id}"

    assert mine("get", path).status_code == 404
    assert mine("patch", path, {"role": "owner"}, match="*").status_code == 404
    assert mine("delete", path).status_code == 404
    assert TeamMember.objects.get(vendor=loom).role == TeamRole.CATALOGUE


def test_the_profile_is_changed_by_one_editor_at_a_time(mine: Program, program: Any, kiln: Any) -> None:
    tag = mine("get", "profile")["ETag"]

    first = mine("patch", "profile", {"processing_days": 4, "story": {"en": "Since 1704."}}, match=tag)
    second = program(kiln)("patch", "profile", {"processing_days": 9}, match=tag)

    assert (first.status_code, first.json()["processing_days"]) == (200, 4)
    assert first["ETag"] != tag
    assert (second.status_code, second.json()["differing"]) == (412, {"processing_days": {"current": 4, "sent": 9}})
    assert OutboxEvent.objects.filter(topic="vendors.vendor_changed", vendor_id=kiln.pk, sent_at=None).count() == 1
    for body, field in (({"accent": "red"}, "accent"), ({"languages": []}, "languages"),
                        ({"story": {"xx": "?"}}, "story"), ({"country": "DE"}, "country")):  # fmt: skip
        refused = mine("patch", "profile", body, match="*")
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"].startswith(field)
    assert mine("get", "profile").json() == first.json()


def test_a_suspended_person_s_token_opens_nothing(mine: Program) -> None:
    User.objects.filter(pk=mine.user.pk).update(is_active=False)

    assert mine("get", "me").status_code == 401


def test_a_member_of_two_teams_acts_for_the_one_that_the_token_names(mine: Program, kiln: Any, loom: Any) -> None:
    with transaction.atomic():
        vendors.set_team_role(vendor_id=loom.pk, user_id=mine.user.pk, role=TeamRole.OWNER)

    assert mine("get", "profile").json()["slug"] == "kiln"
