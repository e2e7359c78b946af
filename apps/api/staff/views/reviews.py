"""API · staff · moderation of reviews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import StaffEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.staff.filters import running as filters
from apps.api.staff.serializers import running as shapes
from apps.common.clock import now
from apps.common.errors import NotFound
from apps.reviews import operations, selectors

SEES, CHANGES = ("reviews.view_review",), ("reviews.view_review", "reviews.change_review")


def _found(review_id: UUID) -> Any:
    row = selectors.reviews().filter(public_id=review_id).first()
    if row is None:
        raise NotFound()
    return row


class Reviews(StaffEndpoint):
    scopes = {"GET": "reviews:read"}
    permissions = {"GET": SEES}
    query = {"GET": PageQuery}
    filterset_class = filters.Reviews
    answers = {"GET": {200: page_of(shapes.ReviewShown)}}

    def get(self, request: Request) -> Response:
        """Reviews, the newest first, hidden ones too."""
        return self.listed(self.filtered(selectors.reviews()), order=("-pk",))


class Hide(StaffEndpoint):
    scopes = {"POST": "reviews:write"}
    permissions = {"POST": CHANGES}
    bodies = {"POST": shapes.HideBody}
    answers = {"POST": {200: shapes.ReviewShown}}

    def post(self, request: Request, review_id: UUID) -> Response:
        """Hide a review, saying why; the product's rating follows."""
        _found(review_id)
        operations.hide_review(review_id, reason=self.read()["reason"], by=self.actor(), at=now())
        return self.shown(_found(review_id))


class Show(StaffEndpoint):
    scopes = {"POST": "reviews:write"}
    permissions = {"POST": CHANGES}
    answers = {"POST": {200: shapes.ReviewShown}}

    def post(self, request: Request, review_id: UUID) -> Response:
        """Show a hidden review again."""
        _found(review_id)
        operations.show_review(review_id, by=self.actor(), at=now())
        return self.shown(_found(review_id))
