"""Programs of a vendor: with a token of a member of its team."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import count
from typing import Any

from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client

from apps.accounts import operations as accounts
from apps.accounts.models import User
from apps.accounts.types import SCOPES, Audience
from apps.vendors import operations as vendors
from apps.vendors.types import TeamRole

_NUMBERS = count(1)


class Program:
    """A program that holds one vendor's token."""

    def __init__(self, secret: str, user: User) -> None:
        self.secret, self.user = secret, user
        self.client = Client(headers={"Host": django_settings.MARKETPLACE_HOST, "Authorization": f"Bearer {secret}"})

    def __call__(self, method: str, path: str, body: Any = None, *, match: str = "", key: str = "", **more: Any) -> Any:
        """Call `path` below /api/v1/vendor/; `match` is sent as If-Match, `key` as Idempotency-Key."""
        headers = {**({"If-Match": match} if match else {}), **({"Idempotency-Key": key} if key else {})}
        address = path if path.startswith("/") else f"/api/v1/vendor/{path}"
        call = getattr(self.client, method)
        if method == "get" or body is None:
            return call(address, headers=headers, **more)
        return call(address, json.dumps(body), content_type="application/json", headers=headers, **more)

    def send(self, path: str, parts: dict[str, Any], **headers: str) -> Any:
        """Post a multipart form."""
        return self.client.post(f"/api/v1/vendor/{path}", parts, headers=headers)


def program_of(vendor: Any, role: TeamRole = TeamRole.OWNER, scopes: Any = None, *, at: datetime) -> Program:
    """A program of a vendor's; it may do everything where no scopes are named."""
    user = User.objects.create_user(f"api-{next(_NUMBERS)}@{vendor.slug}.example", name="Api")
    with transaction.atomic():
        vendors.set_team_role(vendor_id=vendor.pk, user_id=user.pk, role=role)
        token = accounts.issue_token(
            user.pk, audience=Audience.VENDOR, name="test", scopes=scopes or list(SCOPES[Audience.VENDOR]),
            vendor_id=vendor.pk, at=at,
        )  # fmt: skip
    return Program(token.secret, user)
