"""API · vendor · what the vendor is owed, and what it was paid."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.vendor.filters.payouts import Payouts as PayoutFilters
from apps.api.vendor.serializers import payouts as shapes
from apps.common.clock import now
from apps.payouts import selectors

READ = "payouts:read"


class Balances(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.BalancesShown}}

    def get(self, request: Request) -> Response:
        """What the vendor is owed, by currency."""
        return self.shown({"data": selectors.balances(self.vendor.pk, at=now())})


class Payouts(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    filterset_class = PayoutFilters
    answers = {"GET": {200: page_of(shapes.PayoutRowShown)}}

    def get(self, request: Request) -> Response:
        """Payouts, newest first."""
        rows = self.filtered(selectors.payouts_of(self.vendor.pk))
        return self.listed(rows, order=("-pk",), row=selectors.as_view)


class Payout(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.PayoutShown}}

    def get(self, request: Request, payout_id: UUID) -> Response:
        """One payout with every posting that it pays."""
        row = selectors.payout(payout_id, vendor_id=self.vendor.pk)
        return self.shown({**vars(selectors.as_view(row)), "items": selectors.items(row)})
