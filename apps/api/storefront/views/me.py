"""API · storefront · who am I."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import operations
from apps.api.concurrency import etag_of
from apps.api.me import Me as MeView
from apps.api.storefront.base import StorefrontEndpoint
from apps.api.storefront.serializers.account import ProfileBody


class Me(StorefrontEndpoint):
    scopes = {"GET": "", "PATCH": "account:write"}
    bodies = {"PATCH": ProfileBody}
    answers = {"GET": {200: MeView}, "PATCH": {200: MeView}}
    edits = frozenset({"PATCH"})

    def get(self, request: Request) -> Response:
        """Whose token this is, and what it may do."""
        return self.me(request.user)

    def patch(self, request: Request) -> Response:
        """Change the name by which letters and parcels greet."""
        profile = {"name": request.user.name}
        self.require_match(current=etag_of(profile), representation=profile)
        name = self.read()["name"]
        return self.me(operations.change_name(request.user.pk, name=name, expected=profile["name"]))

    def me(self, person: Any) -> Response:
        return self.shown({"person": person, "token": self.request.auth}, etag=etag_of({"name": person.name}))
