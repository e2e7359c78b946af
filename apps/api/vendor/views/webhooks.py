"""API · vendor · webhook endpoints, and the messages that were sent to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.concurrency import etag
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.vendor.filters.webhooks import Deliveries as DeliveryFilters
from apps.api.vendor.serializers import webhooks as shapes
from apps.common.clock import now
from apps.webhooks import operations, registry, selectors
from apps.webhooks.tasks import wake
from apps.webhooks.types import EndpointView

READ, WRITE = "webhooks:read", "webhooks:write"


def wake_later(endpoint_id: int) -> None:
    """Have the sender begin as soon as what was written is committed."""
    transaction.on_commit(lambda: wake(endpoint_id))


class Topics(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.TopicsShown}}

    def get(self, request: Request) -> Response:
        """The kinds of messages that an endpoint can ask for."""
        return self.shown({"data": registry.offers()})


class WebhookEndpoint(VendorEndpoint):
    """Answers with one webhook endpoint."""

    def found(self, endpoint_id: UUID) -> EndpointView:
        """The endpoint, which is this vendor's own."""
        return selectors.endpoint(endpoint_id, vendor_id=self.vendor.pk)

    def answer(self, endpoint_id: UUID) -> Response:
        """The endpoint as it stands now."""
        found = self.found(endpoint_id)
        return self.shown(found, etag=etag(found.version))


class Endpoints(WebhookEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    query = {"GET": PageQuery}
    bodies = {"POST": shapes.EndpointBody}
    answers = {"GET": {200: page_of(shapes.WebhookEndpointShown)}, "POST": {201: shapes.WebhookEndpointMade}}
    unrepeatable = frozenset({"POST"})

    def get(self, request: Request) -> Response:
        """Endpoints with their health, oldest first."""
        return self.listed(selectors.endpoint_rows(self.vendor.pk), order=("pk",), row=selectors.as_view)

    def post(self, request: Request) -> Response:
        """Make an endpoint. Its secret is in this answer alone. A second one of the same address is refused."""
        endpoint_id, secret = operations.make_endpoint(self.vendor.pk, at=now(), **self.read())
        found = self.found(endpoint_id)
        return self.shown({**vars(found), "secret": secret}, status=201, etag=etag(found.version))


class Endpoint(WebhookEndpoint):
    scopes = {"GET": READ, "PATCH": WRITE, "DELETE": WRITE}
    edits = frozenset({"PATCH"})
    bodies = {"PATCH": shapes.EndpointEdit}
    answers = {
        "GET": {200: shapes.WebhookEndpointShown},
        "PATCH": {200: shapes.WebhookEndpointShown},
        "DELETE": {204: None},
    }

    def get(self, request: Request, endpoint_id: UUID) -> Response:
        """One endpoint with its health."""
        return self.answer(endpoint_id)

    def patch(self, request: Request, endpoint_id: UUID) -> Response:
        """Change the address, the topics or the description."""
        found = self.found(endpoint_id)
        self.require_match(current=etag(found.version), representation=dict(shapes.WebhookEndpointShown(found).data))
        operations.change_endpoint(endpoint_id, vendor_id=self.vendor.pk, expected_version=found.version, **self.read())
        return self.answer(endpoint_id)

    def delete(self, request: Request, endpoint_id: UUID) -> Response:
        """Take the endpoint away, with its messages."""
        operations.remove_endpoint(endpoint_id, vendor_id=self.vendor.pk)
        return self.shown(None, status=204)


class Pause(WebhookEndpoint):
    scopes = {"POST": WRITE}
    answers = {"POST": {200: shapes.WebhookEndpointShown}}

    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """Keep messages back; they are sent when the endpoint is resumed."""
        operations.pause(endpoint_id, vendor_id=self.vendor.pk)
        return self.answer(endpoint_id)


class Resume(WebhookEndpoint):
    scopes = {"POST": WRITE}
    answers = {"POST": {200: shapes.WebhookEndpointShown}}

    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """Send again, after a pause or after the endpoint was switched off."""
        wake_later(operations.resume(endpoint_id, vendor_id=self.vendor.pk))
        return self.answer(endpoint_id)


class Rotate(WebhookEndpoint):
    scopes = {"POST": WRITE}
    answers = {"POST": {200: shapes.SecretShown}}
    unrepeatable = frozenset({"POST"})

    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """A new secret, in this answer alone; the one before signs beside it for 24 hours."""
        secret = operations.rotate_secret(endpoint_id, vendor_id=self.vendor.pk, at=now())
        found = self.found(endpoint_id)
        shown: dict[str, Any] = {"secret": secret, "previous_secret_until": found.previous_secret_until}
        return self.shown(shown, etag=etag(found.version))


class Test(WebhookEndpoint):
    scopes = {"POST": WRITE}
    answers = {"POST": {202: shapes.DeliveryShown}}

    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """Send a message of type webhook.test."""
        key, delivery_id = operations.send_test(endpoint_id, vendor_id=self.vendor.pk, at=now())
        wake_later(key)
        return self.shown(selectors.delivery(delivery_id, vendor_id=self.vendor.pk), status=202)


class ReplayDead(WebhookEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.ReplayBody}
    answers = {"POST": {202: shapes.ReplayShown}}

    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """Send again what was given up among the messages written since an instant, under the same ids."""
        key, count = operations.replay_dead(endpoint_id, vendor_id=self.vendor.pk, since=self.read()["since"], at=now())
        wake_later(key)
        return self.shown({"count": count}, status=202)


class Deliveries(WebhookEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    filterset_class = DeliveryFilters
    answers = {"GET": {200: page_of(shapes.DeliveryRowShown)}}

    def get(self, request: Request, endpoint_id: UUID) -> Response:
        """Messages to an endpoint, newest first. They are kept for 30 days after they were settled."""
        found = self.found(endpoint_id)
        rows = selectors.delivery_rows(found.public_id, vendor_id=self.vendor.pk)
        return self.listed(self.filtered(rows), order=("-pk",), row=selectors.delivery_row)


class Delivery(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.DeliveryShown}}

    def get(self, request: Request, delivery_id: UUID) -> Response:
        """One message with its body and every attempt."""
        return self.shown(selectors.delivery(delivery_id, vendor_id=self.vendor.pk))


class Replay(VendorEndpoint):
    scopes = {"POST": WRITE}
    answers = {"POST": {202: shapes.DeliveryShown}}

    def post(self, request: Request, delivery_id: UUID) -> Response:
        """Send one message once more, under the same webhook-id and with the same bytes."""
        wake_later(operations.replay(delivery_id, vendor_id=self.vendor.pk, at=now()))
        return self.shown(selectors.delivery(delivery_id, vendor_id=self.vendor.pk), status=202)
