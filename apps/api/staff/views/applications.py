"""API · staff · applications to sell here."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import StaffEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.staff.filters import vendors as filters
from apps.api.staff.serializers import vendors as shapes
from apps.common.clock import now
from apps.vendors import operations, selectors

from .vendors import READ, WRITE, provision_later

SEES = ("vendors.view_application",)
DECIDES = ("vendors.view_application", "vendors.change_application")


class Applications(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES}
    query = {"GET": PageQuery}
    filterset_class = filters.Applications
    answers = {"GET": {200: page_of(shapes.ApplicationShown)}}

    def get(self, request: Request) -> Response:
        """Applications, the newest first."""
        return self.listed(self.filtered(selectors.applications()), order=("-pk",))


class Application(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES}
    answers = {"GET": {200: shapes.ApplicationShown}}

    def get(self, request: Request, application_id: UUID) -> Response:
        """One application."""
        return self.shown(selectors.application(application_id))


class Approve(StaffEndpoint):
    scopes = {"POST": WRITE}
    permissions = {"POST": DECIDES}
    answers = {"POST": {200: shapes.ApplicationShown}}

    def post(self, request: Request, application_id: UUID) -> Response:
        """Accept an application: the vendor is registered, and its schema is made after the answer."""
        selectors.application(application_id)
        vendor = operations.approve(application_id, at=now(), by=self.actor())
        provision_later(vendor.pk)
        return self.shown(selectors.application(application_id))


class Reject(StaffEndpoint):
    scopes = {"POST": WRITE}
    permissions = {"POST": DECIDES}
    bodies = {"POST": shapes.RejectionBody}
    answers = {"POST": {200: shapes.ApplicationShown}}

    def post(self, request: Request, application_id: UUID) -> Response:
        """Turn an application down, saying why."""
        selectors.application(application_id)
        operations.reject(application_id, note=self.read()["note"], at=now(), by=self.actor())
        return self.shown(selectors.application(application_id))
