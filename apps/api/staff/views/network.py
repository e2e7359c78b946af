"""API · staff · legs that are closed and run again, also on a carrier's signal; goods that do not keep their day."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import StaffEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.staff.serializers import network as shapes
from apps.common.clock import now
from apps.logistics import operations, selectors

READ, WRITE = "network:read", "network:write"
SEES, CHANGES = ("logistics.view_scheduledleg",), ("logistics.change_scheduledleg",)


class Legs(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES}
    query = {"GET": PageQuery}
    answers = {"GET": {200: page_of(shapes.LegShown)}}

    def get(self, request: Request) -> Response:
        """Legs by their code, and what is closed of them."""
        return self.listed(selectors.leg_rows(), order=("code",))


class Leg(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES}
    answers = {"GET": {200: shapes.LegShown}}

    def get(self, request: Request, leg_code: str) -> Response:
        """One leg."""
        return self.shown(selectors.leg_row(leg_code))


class CloseLeg(StaffEndpoint):
    scopes = {"POST": WRITE}
    permissions = {"POST": CHANGES}
    bodies = {"POST": shapes.CloseBody}
    answers = {"POST": {200: shapes.LegShown}}

    def post(self, request: Request, leg_code: str) -> Response:
        """Say that a leg does not run: goods that need it are planned anew. Told again it is no news."""
        given = {"until": None, **self.read()}
        operations.close_leg(leg_code, **given, at=now(), by=self.actor())
        return self.shown(selectors.leg_row(leg_code))


class OpenLeg(StaffEndpoint):
    scopes = {"POST": WRITE}
    permissions = {"POST": CHANGES}
    answers = {"POST": {200: shapes.LegShown}}

    def post(self, request: Request, leg_code: str) -> Response:
        """Say that a leg runs again: goods that had no way left are planned anew."""
        operations.open_leg(leg_code, at=now(), by=self.actor())
        return self.shown(selectors.leg_row(leg_code))


class PlannedWays(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": ("logistics.view_plannedway",)}
    query = {"GET": PageQuery}
    answers = {"GET": {200: page_of(shapes.PlannedWayShown)}}

    def get(self, request: Request) -> Response:
        """Every vendor's goods over hubs that do not keep their promised day, the newest first."""
        return self.listed(selectors.unmet_ways(), order=("-pk",))
