"""API · landed cost: what consignments owe, for whoever asks; supposed rules only for staff.

One address for every audience, in the documents of shoppers and of staff; docs/landed-cost.md describes it.
"""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.types import Audience
from apps.common.clock import now
from apps.tariffs import selectors

from . import landed_cost_shapes as shapes
from .authentication import BearerToken
from .base import Endpoint

SCOPE = "tariffs:read"
SEES = ("tariffs.view_measure", "tariffs.view_regime", "tariffs.view_taxrate")


class AnyToken(BearerToken):
    """A bearer token of any audience; none is needed."""

    def __init__(self) -> None:
        super().__init__(Audience.STOREFRONT)

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        for audience in Audience:
            try:
                return BearerToken(audience).authenticate(request)
            except AuthenticationFailed:
                continue
        raise AuthenticationFailed("This is not a token that opens the API.")


class Assessments(Endpoint):
    audience = Audience.STOREFRONT
    scopes = {"POST": None}
    kinds = {"POST": "search"}
    bodies = {"POST": shapes.AskedConsignment}
    answers = {"POST": {200: shapes.AssessedConsignment}}
    refusals = {"POST": {403: "Supposed rules are for staff"}}

    def get_authenticators(self) -> list[Any]:
        return [AnyToken()]

    def post(self, request: Request) -> Response:
        """Assess one consignment or each of a list; of a list, one that fails carries its error. Nothing is kept."""
        return Response(selectors.answers(request.data, today=now().date(), may_suppose=self._may_suppose(request)))

    @staticmethod
    def _may_suppose(request: Request) -> bool:
        token, user = request.auth, request.user
        if token is None or token.audience != Audience.STAFF or SCOPE not in token.scopes:
            return False
        return bool(user.is_staff and user.has_perms(SEES))
