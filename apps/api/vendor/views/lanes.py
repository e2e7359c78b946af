"""API · vendor · how each way did: days, promises and cost."""

from __future__ import annotations

from datetime import timedelta

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.pagination import Page
from apps.api.serializers import page_of
from apps.api.vendor.serializers import lanes as shapes
from apps.common.clock import now
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
