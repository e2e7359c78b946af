"""API · staff · screening: lists, matches with denied parties, and names that are looked up."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import StaffEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.staff.filters import screening as filters
from apps.api.staff.serializers import screening as shapes
from apps.common.clock import now
from apps.screening import operations
from apps.screening.selectors import lists, queue
from apps.screening.types import Verdict

READ, WRITE = "screening:read", "screening:write"
SEES, DECIDES = ("screening.view_match",), ("screening.view_match", "screening.change_match")


class Lists(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": ("screening.view_listversion",)}
    answers = {"GET": {200: shapes.ListStatesShown}}

    def get(self, request: Request) -> Response:
        """How each list stands that parties are screened by."""
        return self.shown({"data": lists.states(at=now())})


class Names(StaffEndpoint):
    scopes = {"POST": READ}
    permissions = {"POST": ("screening.view_listversion",)}
    kinds = {"POST": "read"}
    bodies = {"POST": shapes.NameBody}
    answers = {"POST": {200: shapes.HitsShown}}

    def post(self, request: Request) -> Response:
        """Entries that a name is, or may be. Nothing is kept of who was looked up."""
        said = self.read()
        found = queue.search(said["name"], country=said["country"], birth_date=said["birth_date"], at=now())
        return self.shown({"data": found})


class Matches(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES}
    query = {"GET": PageQuery}
    filterset_class = filters.Matches
    answers = {"GET": {200: page_of(shapes.MatchShown)}}

    def get(self, request: Request) -> Response:
        """Matches, the newest first; `?status=open` and `?status=proposed` wait for people."""
        return self.listed(self.filtered(queue.matches()), order=("-pk",))


class Match(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES}
    answers = {"GET": {200: shapes.MatchShown}}

    def get(self, request: Request, match_id: UUID) -> Response:
        """One match with both sides."""
        return self.shown(queue.match(match_id))


class Propose(StaffEndpoint):
    scopes = {"POST": WRITE}
    permissions = {"POST": DECIDES}
    bodies = {"POST": shapes.ProposeBody}
    answers = {"POST": {200: shapes.MatchShown}}

    def post(self, request: Request, match_id: UUID) -> Response:
        """Say what a match is; a second person confirms it."""
        said = self.read()
        verdict, person = Verdict(said["verdict"]), int(request.user.pk or 0)
        operations.propose(match_id, verdict, reason=said["reason"], person_id=person, at=now())
        return self.shown(queue.match(match_id))


class Confirm(StaffEndpoint):
    scopes = {"POST": WRITE}
    permissions = {"POST": DECIDES}
    bodies = {"POST": shapes.ConfirmBody}
    answers = {"POST": {200: shapes.MatchShown}}

    def post(self, request: Request, match_id: UUID) -> Response:
        """Agree with what another person proposed; orders that wait for nothing else go on."""
        said = self.read()
        verdict, person = Verdict(said["verdict"]), int(request.user.pk or 0)
        operations.confirm(match_id, verdict, note=said["note"], person_id=person, at=now())
        return self.shown(queue.match(match_id))


class TakeBack(StaffEndpoint):
    scopes = {"POST": WRITE}
    permissions = {"POST": DECIDES}
    bodies = {"POST": shapes.TakeBackBody}
    answers = {"POST": {200: shapes.MatchShown}}

    def post(self, request: Request, match_id: UUID) -> Response:
        """Have a match looked at again: orders that have not left wait once more."""
        person = int(request.user.pk or 0)
        operations.take_back(match_id, reason=self.read()["reason"], person_id=person, at=now())
        return self.shown(queue.match(match_id))
