"""API · vendor · who am I."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.vendor.serializers.me import VendorMe


class Me(VendorEndpoint):
    scopes = {"GET": ""}
    answers = {"GET": {200: VendorMe}}

    def get(self, request: Request) -> Response:
        """Whose token this is, for which vendor, and what it may do."""
        return self.shown({"person": request.user, "token": request.auth, "vendor": self.vendor, "role": self.role})
