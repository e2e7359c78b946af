"""API · vendor · goods over hubs: asked for, chosen, offered, looked at again, ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import itinerary_shapes as shown
from apps.api.base import VendorEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.vendor.serializers import itineraries as shapes
from apps.common.clock import now
from apps.itineraries import operations, selectors
from apps.itineraries.types import About, Consignment, Ending, Subject
from apps.logistics import selectors as logistics

READ, WRITE = "orders:read", "orders:write"


class Hubs(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    answers = {"GET": {200: page_of(shapes.HubShown)}}

    def get(self, request: Request) -> Response:
        """The hubs that goods may travel over, by code."""
        return self.listed(logistics.hub_rows(), order=("code",))


class Itineraries(VendorEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    query = {"GET": PageQuery}
    bodies = {"POST": shapes.ItineraryBody}
    answers = {"GET": {200: page_of(shown.ItineraryRowShown)}, "POST": {201: shown.ItineraryShown}}

    def get(self, request: Request) -> Response:
        """Plans, newest first."""
        return self.listed(selectors.plans(), order=("-pk",))

    def post(self, request: Request) -> Response:
        """Look for the ways of goods and keep them to choose from; nothing is booked."""
        given, at = self.read(), now()
        about = _about(given, at=at)
        asked = Consignment(**{"due_by": None, **given}, currency=self.vendor.currency)
        made = operations.ask(about, asked, at=at, by=self.actor())
        location = request.build_absolute_uri(f"{request.path}/{made}")
        return self.shown(selectors.plan(made), status=201, Location=location)


def _about(given: dict[str, Any], *, at: Any) -> About:
    order_id, transfer_id = given.pop("order_id", None), given.pop("transfer_id", None)
    reference = given.pop("reference", "")
    if order_id is not None:
        return selectors.for_order(order_id, at=at).about
    if transfer_id is not None:
        return selectors.for_transfer(transfer_id, at=at).about
    return About(Subject.GOODS, reference)


class Itinerary(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shown.ItineraryShown}}

    def get(self, request: Request, itinerary_id: UUID) -> Response:
        """One plan with its ways side by side, and what was rejected and why."""
        return self.shown(selectors.plan(itinerary_id))


class Choose(VendorEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.ChooseBody}
    answers = {"POST": {200: shown.ItineraryShown}}

    def post(self, request: Request, itinerary_id: UUID) -> Response:
        """Decide how the goods travel. Again it changes nothing."""
        operations.choose(itinerary_id, self.read()["way_id"], at=now(), by=self.actor())
        return self.shown(selectors.plan(itinerary_id))


class Offer(VendorEndpoint):
    scopes = {"POST": WRITE}
    answers = {"POST": {200: shown.ItineraryShown}}

    def post(self, request: Request, itinerary_id: UUID) -> Response:
        """Let the buyer of the order choose."""
        operations.offer(itinerary_id, at=now())
        return self.shown(selectors.plan(itinerary_id))


class LookAgain(VendorEndpoint):
    scopes = {"POST": WRITE}
    answers = {"POST": {200: shown.ItineraryShown}}

    def post(self, request: Request, itinerary_id: UUID) -> Response:
        """Look for ways anew from where the goods are; the one that holds stays until another is chosen."""
        operations.look_again(itinerary_id, at=now())
        return self.shown(selectors.plan(itinerary_id))


class End(VendorEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.EndItineraryBody}
    answers = {"POST": {200: shown.ItineraryShown}}

    def post(self, request: Request, itinerary_id: UUID) -> Response:
        """Nobody looks after it any more: it has arrived, or was given up."""
        operations.end(itinerary_id, why=Ending(self.read()["why"]), at=now())
        return self.shown(selectors.plan(itinerary_id))
