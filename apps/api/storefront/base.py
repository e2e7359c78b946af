"""API · storefront · an endpoint for shoppers: guests and people."""

from __future__ import annotations

from apps.accounts.types import Audience
from apps.api.base import Endpoint


class StorefrontEndpoint(Endpoint):
    audience = Audience.STOREFRONT
