"""API · vendor · the people of the team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.concurrency import etag_of
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.vendor.serializers import shop as shapes
from apps.vendors import operations, selectors
from apps.vendors.types import TeamRole

READ, WRITE = "team:read", "team:write"


class MemberEndpoint(VendorEndpoint):
    """Answers with one member."""

    def parts(self, member: Any) -> dict[str, Any]:
        """The member as a read shows it."""
        return dict(shapes.MemberShown(member).data)

    def answer(self, member: Any, *, status: int = 200) -> Response:
        """The member, with a digest of what is shown as ETag."""
        return self.shown(member, status=status, etag=etag_of(self.parts(member)))


class Members(MemberEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    query = {"GET": PageQuery}
    bodies = {"POST": shapes.MemberBody}
    answers = {"GET": {200: page_of(shapes.MemberShown)}, "POST": {201: shapes.MemberShown}}

    def get(self, request: Request) -> Response:
        """Who works here, in the order in which they joined."""
        return self.listed(selectors.members(self.vendor.pk), order=("pk",))

    def post(self, request: Request) -> Response:
        """Take somebody who has an account into the team, or give them another role."""
        given = self.read()
        user_id = operations.invite(self.vendor.pk, email=given["email"], role=TeamRole(given["role"]))
        return self.answer(selectors.members(self.vendor.pk).get(user_id=user_id), status=201)


class Member(MemberEndpoint):
    scopes = {"GET": READ, "PATCH": WRITE, "DELETE": WRITE}
    edits = frozenset({"PATCH"})
    bodies = {"PATCH": shapes.RoleBody}
    answers = {"GET": {200: shapes.MemberShown}, "PATCH": {200: shapes.MemberShown}, "DELETE": {204: None}}

    def get(self, request: Request, member_id: UUID) -> Response:
        """Somebody of the team."""
        return self.answer(selectors.member(self.vendor.pk, member_id))

    def patch(self, request: Request, member_id: UUID) -> Response:
        """Give a member another role. The last owner stays owner."""
        member = operations.held_member(self.vendor.pk, member_id)
        shown = self.parts(member)
        self.require_match(current=etag_of(shown), representation=shown)
        role = TeamRole(self.read()["role"])
        operations.set_team_role(vendor_id=self.vendor.pk, user_id=member.user_id, role=role)
        return self.answer(selectors.member(self.vendor.pk, member_id))

    def delete(self, request: Request, member_id: UUID) -> Response:
        """Take a member off the team; their tokens open nothing from now on. The last owner stays."""
        member = operations.held_member(self.vendor.pk, member_id)
        operations.set_team_role(vendor_id=self.vendor.pk, user_id=member.user_id, role=None)
        return self.shown(None, status=204)
