"""API · storefront · who am I."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.me import Me as MeView
from apps.api.storefront.base import StorefrontEndpoint


class Me(StorefrontEndpoint):
    scopes = {"GET": ""}
    answers = {"GET": {200: MeView}}

    def get(self, request: Request) -> Response:
        """Whose token this is, and what it may do."""
        return self.shown({"person": request.user, "token": request.auth})
