"""API · vendor · the shop's profile and the day's figures."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.concurrency import etag
from apps.api.vendor.serializers import shop as shapes
from apps.common.clock import now
from apps.orders import selectors as orders
from apps.shipping import selectors as shipping
from apps.vendors import operations, selectors


class Profile(VendorEndpoint):
    scopes = {"GET": "profile:read", "PATCH": "profile:write"}
    edits = frozenset({"PATCH"})
    bodies = {"PATCH": shapes.ProfileEdit}
    answers = {"GET": {200: shapes.ProfileShown}, "PATCH": {200: shapes.ProfileShown}}

    def get(self, request: Request) -> Response:
        """The shop as it stands, and its settings."""
        return self.answer()

    def patch(self, request: Request) -> Response:
        """Change what the shop says of itself and how fast it works."""
        profile = operations.held_profile(self.vendor.pk)
        self.require_match(current=etag(profile.version), representation=dict(shapes.ProfileShown(self.parts()).data))
        given = self.read()
        if "languages" in given:
            given["languages"] = tuple(dict.fromkeys(given["languages"]))
        operations.update_profile(self.vendor.pk, at=now(), by=self.actor(), **given)
        return self.answer()

    def answer(self) -> Response:
        """The profile as it stands now."""
        return self.shown(self.parts(), etag=etag(selectors.profile(self.vendor.pk).version))

    def parts(self) -> dict[str, Any]:
        """What ProfileShown is given."""
        return {**vars(selectors.card(self.vendor.pk)), **vars(selectors.profile(self.vendor.pk))}


class Summary(VendorEndpoint):
    scopes = {"GET": "profile:read"}
    answers = {"GET": {200: shapes.SummaryShown}}

    def get(self, request: Request) -> Response:
        """New orders, and what is to be packed, labelled and handed over."""
        counts, to_do = orders.counts(), shipping.to_do_counts()
        return self.shown(
            {"orders": counts, "shipments": to_do, "to_ship_count": counts.get("placed", 0) + sum(to_do.values())}
        )
