"""API · vendor · the vendor's tax registrations."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.pagination import Page
from apps.api.serializers import page_of
from apps.api.vendor.serializers import registrations as shapes
from apps.common.clock import now
from apps.registrations import operations, selectors

READ, WRITE = "profile:read", "profile:write"


class TaxRegistrations(VendorEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    bodies = {"POST": shapes.RegistrationBody}
    answers = {"GET": {200: page_of(shapes.RegistrationShown)}, "POST": {201: shapes.RegistrationShown}}
    refusals = {"POST": {409: "Another number of the kind holds at that time"}}

    def get(self, request: Request) -> Response:
        """The vendor's own numbers, those that are over too."""
        return self.enveloped(Page(selectors.of_vendor(self.vendor.pk), None, None))

    def post(self, request: Request) -> Response:
        """Record a number; its form is checked where a rule for it is known."""
        return self.shown(operations.register(vendor_id=self.vendor.pk, at=now(), **self.read()), status=201)


class TaxRegistrationEnd(VendorEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.EndBody}
    answers = {"POST": {200: shapes.RegistrationShown}}

    def post(self, request: Request, registration_id: UUID) -> Response:
        """Let a number hold up to the day before the one given. One that has ended stays as it is."""
        ended = operations.end(registration_id, vendor_id=self.vendor.pk, on=self.read()["on"], at=now())
        return self.shown(ended)
