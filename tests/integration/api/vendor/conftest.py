"""What the vendor API's tests stand on: a program of a vendor, with a token of a member of its team."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from PIL import Image

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


@pytest.fixture(autouse=True)
def _settings(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PAYMENT_GATEWAY = "noop"


@pytest.fixture
def program(request: pytest.FixtureRequest, at: Any) -> Callable[..., Program]:
    """A program of a vendor: `program(kiln, TeamRole.OWNER, scopes)`; all scopes where none are named."""

    def made(vendor: Any, role: TeamRole = TeamRole.OWNER, scopes: Any = None) -> Program:
        user = User.objects.create_user(f"api-{next(_NUMBERS)}@{vendor.slug}.example", name="Api")
        with transaction.atomic():
            vendors.set_team_role(vendor_id=vendor.pk, user_id=user.pk, role=role)
            token = accounts.issue_token(
                user.pk, audience=Audience.VENDOR, name="test", scopes=scopes or list(SCOPES[Audience.VENDOR]),
                vendor_id=vendor.pk, at=at,
            )  # fmt: skip
        return Program(token.secret, user)

    return made


@pytest.fixture
def mine(program: Any, kiln: Any) -> Program:
    """A program of kiln's owner that may do everything."""
    return program(kiln)


MUG = {
    "code": "api-mug",
    "category": "kitchen-cups-mugs",
    "texts": {"en": {"title": "Mug over the wire", "description": "Thrown by hand."}, "de": {"title": "Becher"}},
    "hs_code": "691200",
    "origin": "CN",
    "customs_description": "Stoneware mug",
    "attributes": {"material": ["stoneware"], "capacity_ml": "300"},
    "variants": [
        {
            "sku": "API-1", "weight_g": 420, "length_mm": 120, "width_mm": 90, "height_mm": 95,
            "prices": [{"kind": "retail", "min_quantity": 1, "price": {"amount": "24.50", "currency": "CNY"}}],
        }
    ],
}  # fmt: skip


@pytest.fixture
def mug() -> dict[str, Any]:
    """The body of a complete new product with the SKU API-1."""
    return json.loads(json.dumps(MUG))


def jpeg(size: tuple[int, int] = (400, 500), name: str = "mug.jpg") -> SimpleUploadedFile:
    """A photograph of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", size, (170, 60, 40)).save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")
