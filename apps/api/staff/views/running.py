"""API · staff · events that were given up, trackers, and the health of vendors' webhooks."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import StaffEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.staff.filters import running as filters
from apps.api.staff.serializers import running as shapes
from apps.common.clock import now
from apps.logistics import selectors as logistics
from apps.outbox import operations as outbox_writes
from apps.outbox import selectors as outbox
from apps.webhooks import operations as webhook_writes
from apps.webhooks import selectors as webhooks
from apps.webhooks.errors import EndpointUnknown


class Events(StaffEndpoint):
    scopes = {"GET": "events:read"}
    permissions = {"GET": ("outbox.view_outboxevent",)}
    query = {"GET": PageQuery}
    filterset_class = filters.Events
    answers = {"GET": {200: page_of(shapes.EventShown)}}

    def get(self, request: Request) -> Response:
        """Outbox events, the newest first; `?state=parked` are those that were given up."""
        return self.listed(self.filtered(outbox.events()), order=("-pk",))


class Event(StaffEndpoint):
    scopes = {"GET": "events:read"}
    permissions = {"GET": ("outbox.view_outboxevent",)}
    answers = {"GET": {200: shapes.EventShown}}

    def get(self, request: Request, event_id: UUID) -> Response:
        """One outbox event, with the last error."""
        return self.shown(outbox.event(event_id))


class DeliverAgain(StaffEndpoint):
    scopes = {"POST": "events:write"}
    permissions = {"POST": ("outbox.view_outboxevent", "outbox.change_outboxevent")}
    answers = {"POST": {200: shapes.EventShown}}

    def post(self, request: Request, event_id: UUID) -> Response:
        """Have an event that was given up delivered after all; one that was delivered stays as it is."""
        outbox_writes.unpark([outbox.event(event_id).pk], at=now())
        return self.shown(outbox.event(event_id))


class Trackers(StaffEndpoint):
    scopes = {"GET": "trackers:read"}
    permissions = {"GET": ("logistics.view_tracker",)}
    query = {"GET": PageQuery}
    filterset_class = filters.Trackers
    answers = {"GET": {200: page_of(shapes.TrackerShown)}}

    def get(self, request: Request) -> Response:
        """Parcels and when each is asked after again, the newest first."""
        return self.listed(self.filtered(logistics.trackers()), order=("-pk",))


class Hooks(StaffEndpoint):
    scopes = {"GET": "webhooks:read"}
    permissions = {"GET": ("webhooks.view_endpoint",)}
    query = {"GET": PageQuery}
    filterset_class = filters.Hooks
    answers = {"GET": {200: page_of(shapes.HookShown)}}

    def get(self, request: Request) -> Response:
        """Webhook endpoints of all vendors, the newest first."""
        return self.listed(self.filtered(webhooks.endpoint_rows().select_related("vendor")), order=("-pk",))


class PauseHook(StaffEndpoint):
    scopes = {"POST": "webhooks:write"}
    permissions = {"POST": ("webhooks.view_endpoint", "webhooks.change_endpoint")}
    answers = {"POST": {200: shapes.HookShown}}

    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """Keep messages to an endpoint back until its vendor resumes it."""
        rows = webhooks.endpoint_rows().select_related("vendor").filter(public_id=endpoint_id)
        row = rows.first()
        if row is None:
            raise EndpointUnknown()
        webhook_writes.pause(endpoint_id, vendor_id=row.vendor_id)
        return self.shown(rows.get())
