"""API · staff · payouts, and differences between books, providers and banks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import StaffEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.staff.filters import payouts as filters
from apps.api.staff.serializers import payouts as shapes
from apps.common.clock import now
from apps.payouts import operations, selectors

READ, WRITE = "payouts:read", "payouts:write"
SEES, SEES_BREAKS = ("payouts.view_payout",), ("payouts.view_break",)


def row_of(payout: Any) -> dict[str, Any]:
    """A payout with its vendor's slug."""
    return {**vars(selectors.as_view(payout)), "vendor": payout.vendor.slug}


class Payouts(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES}
    query = {"GET": PageQuery}
    filterset_class = filters.Payouts
    answers = {"GET": {200: page_of(shapes.StaffPayoutRowShown)}}

    def get(self, request: Request) -> Response:
        """Payouts of all vendors, newest first."""
        return self.listed(self.filtered(selectors.payouts()), order=("-pk",), row=row_of)


class Payout(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES}
    answers = {"GET": {200: shapes.StaffPayoutShown}}

    def get(self, request: Request, payout_id: UUID) -> Response:
        """One payout with every posting that it pays."""
        row = selectors.payout(payout_id)
        return self.shown({**row_of(row), "items": selectors.items(row)})


class Breaks(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES_BREAKS}
    query = {"GET": PageQuery}
    filterset_class = filters.Breaks
    answers = {"GET": {200: page_of(shapes.BreakShown)}}

    def get(self, request: Request) -> Response:
        """Differences, newest first."""
        return self.listed(self.filtered(selectors.breaks()), order=("-pk",))


class Break(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES_BREAKS}
    answers = {"GET": {200: shapes.BreakShown}}

    def get(self, request: Request, break_id: UUID) -> Response:
        """One difference."""
        return self.shown(selectors.find_break(break_id))


class Resolve(StaffEndpoint):
    scopes = {"POST": WRITE}
    permissions = {"POST": ("payouts.change_break",)}
    bodies = {"POST": shapes.ResolveBody}
    answers = {"POST": {200: shapes.BreakShown}}

    def post(self, request: Request, break_id: UUID) -> Response:
        """Close a difference that needs no booking, with the reason. Money in suspense takes two people, on a page."""
        operations.resolve(break_id, note=self.read()["note"], by=request.user.pk, at=now())
        return self.shown(selectors.find_break(break_id))
