"""API · who calls: a bearer token of the endpoint's audience. Cookies are not read."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from apps.accounts import operations, selectors
from apps.accounts.types import Audience
from apps.common.clock import now


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer ptl_…`; a token that is unknown, over, or of another audience is refused with 401."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        header: str = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        scheme, _, secret = header.partition(" ")
        at = now()
        token = None
        if scheme.lower() == "bearer":
            token = selectors.live_token(secret.strip(), audience=self.audience, at=at)
        if token is None:
            raise AuthenticationFailed(f"This is not a token that opens the {self.audience.value} API.")
        operations.note_use(token, at=at)
        return token.user, token

    def authenticate_header(self, request: Any) -> str:
        return f'Bearer realm="portolan-{self.audience.value}"'
