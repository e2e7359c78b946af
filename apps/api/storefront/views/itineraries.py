"""API · storefront · how an order travels over hubs, and choosing where the seller leaves it to the buyer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django_tenants.utils import tenant_context
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import itinerary_shapes as shapes
from apps.api.vendor.serializers.itineraries import ChooseBody
from apps.common.clock import now
from apps.common.errors import NotFound
from apps.itineraries import operations, selectors
from apps.itineraries.errors import PlanUnknown
from apps.itineraries.selectors import PlanView
from apps.vendors import selectors as vendors

from .purchases import PurchaseEndpoint


class OrderWay(PurchaseEndpoint):
    scopes = {"GET": None, "POST": None}
    bodies = {"POST": ChooseBody}
    answers = {"GET": {200: shapes.ItineraryShown}, "POST": {200: shapes.ItineraryShown}}
    refusals = {
        "GET": {403: "The token's scopes lack purchases:read"},
        "POST": {403: "The token's scopes lack purchases:write"},
    }

    def get(self, request: Request, purchase_id: UUID, order_id: UUID) -> Response:
        """The way that holds, or those that the seller lets the buyer choose among."""
        with self._entered(purchase_id, order_id) as found:
            return self.shown(found)

    def post(self, request: Request, purchase_id: UUID, order_id: UUID) -> Response:
        """Choose a way. Again it changes nothing."""
        with self._entered(purchase_id, order_id) as found:
            operations.choose(found.row.public_id, self.read()["way_id"], at=now(), by=self.actor())
            return self.shown(selectors.plan(found.row.public_id))

    @contextmanager
    def _entered(self, purchase_id: UUID, order_id: UUID) -> Iterator[PlanView]:
        """Inside the vendor whose order it is, with its plan.

        Raises:
            NotFound: the caller may not see the purchase, or it has no such order. PlanUnknown: nothing is to be seen.
        """
        found = self.own(purchase_id, is_change=self.request.method == "POST")
        part = next((one for one in found.parts if one.order_id == order_id), None)
        if part is None:
            raise NotFound()
        with tenant_context(vendors.by_slug(part.vendor_slug)):
            plan = selectors.offered_for(order_id)
            if plan is None:
                raise PlanUnknown()
            yield plan
