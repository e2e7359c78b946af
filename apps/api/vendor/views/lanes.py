"""API · vendor · how each way did: days, promises and cost; what a parcel would cost."""

from __future__ import annotations

from datetime import timedelta

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.pagination import Page
from apps.api.serializers import page_of
from apps.api.vendor.serializers import lanes as shapes
from apps.common.clock import now
from apps.currencies import selectors as currencies
from apps.logistics import selectors as logistics
from apps.logistics.types import ParcelPlan
from apps.promises import selectors

from .orders import READ


class Lanes(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": shapes.LaneQuery}
    answers = {"GET": {200: page_of(shapes.Lane)}}

    def get(self, request: Request) -> Response:
        """How each service did on each way, the busiest first; 200 at most."""
        since = now() - timedelta(days=self.parameters["days"])
        return self.enveloped(Page(selectors.lanes(since=since, vendor_id=self.vendor.pk), None, None))


class ParcelCost(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": shapes.ParcelCostQuery}
    answers = {"GET": {200: shapes.ParcelCostShown}}

    def get(self, request: Request) -> Response:
        """What a parcel would cost by each service; where no tariff takes it, an estimate that nobody is charged by."""
        said = dict(self.parameters)
        way = {name: said.pop(name) for name in ("ship_from", "ship_to", "postcode")}
        found = logistics.parcel_cost(
            **way, parcel=ParcelPlan(**said), currency=self.vendor.currency, rates=currencies.rate_table()
        )
        return self.shown(found)
