"""API · vendor · devices on the way, where they are and were, geofences and incidents."""

from __future__ import annotations

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.pagination import PageQuery
from apps.api.problems import fault
from apps.api.serializers import page_of
from apps.api.vendor.serializers import positions as shapes
from apps.common.clock import now
from apps.shipping import selectors
from apps.shipping.operations import devices, positions

READ, WRITE = "positions:read", "positions:write"


class Positions(VendorEndpoint):
    scopes = {"POST": WRITE}
    kinds = {"POST": "feed"}
    bodies = {"POST": shapes.PositionsBody}
    answers = {"POST": {200: shapes.TakenShown}}

    def post(self, request: Request) -> Response:
        """Tell where devices are, up to 1,000 points at once, late and repeated ones too."""
        points = [positions.ToldPoint(**point) for point in self.read()["points"]]
        taken = positions.take_in(points, at=now())
        refused = [
            {"index": index, "problem": fault(f"points.{index}", str(problem), "refused")}
            for index, problem in taken.refused
        ]
        return self.shown({"new": taken.new, "known": taken.known, "refused": refused})


class Devices(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    answers = {"GET": {200: page_of(shapes.DeviceShown)}}

    def get(self, request: Request) -> Response:
        """Devices with their newest believable point."""
        return self.listed(selectors.devices(), order=("code",))


class Device(VendorEndpoint):
    scopes = {"GET": READ, "PUT": WRITE}
    bodies = {"PUT": shapes.DeviceBody}
    answers = {"GET": {200: shapes.DeviceShown}, "PUT": {200: shapes.DeviceShown}}

    def get(self, request: Request, device: str) -> Response:
        """One device."""
        return self.shown(selectors.device(device))

    def put(self, request: Request, device: str) -> Response:
        """Register a device, or change what is known of it; say with which shipment it travels."""
        facts = self.read()
        shipment = {"shipment_id": facts.pop("shipment_id")} if "shipment_id" in facts else {}
        at = now()
        devices.keep_device(device, at=at, **facts)
        if shipment:
            devices.attach(device, **shipment, at=at)
        return self.shown(selectors.device(device))


class DevicePositions(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": shapes.TrackQuery}
    answers = {"GET": {200: shapes.TrackShown}}

    def get(self, request: Request, device: str) -> Response:
        """Where a device was. Who asks is written down."""
        at = now()
        row = selectors.device(device)
        since, until = self.parameters["since"], self.parameters.get("until", at)
        with transaction.atomic():
            track = devices.read_track(row, since=since, until=until, at=at, by=self.actor())
        return self.shown({"data": track})


class Geofences(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.GeofencesShown}}

    def get(self, request: Request) -> Response:
        """The circles whose crossings are told."""
        return self.shown({"data": selectors.geofences()})


class Geofence(VendorEndpoint):
    scopes = {"PUT": WRITE, "DELETE": WRITE}
    bodies = {"PUT": shapes.GeofenceBody}
    answers = {"PUT": {200: shapes.GeofenceShown}, "DELETE": {204: None}}

    def put(self, request: Request, fence: str) -> Response:
        """Draw a circle, or draw it anew."""
        return self.shown(devices.keep_geofence(fence, **self.read()))

    def delete(self, request: Request, fence: str) -> Response:
        """Take a circle off the map."""
        devices.drop_geofence(fence)
        return self.shown(None, status=204)


class Incidents(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    answers = {"GET": {200: page_of(shapes.IncidentShown)}}

    def get(self, request: Request) -> Response:
        """What sensors noticed on the way, newest first."""
        return self.listed(selectors.incidents(), order=("-pk",))
