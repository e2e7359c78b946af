"""bench · no app · inside the marketplace: a key of the API for each of the first two vendors."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import transaction

from apps.accounts import operations as accounts
from apps.accounts.models import User
from apps.accounts.types import Audience
from apps.common.clock import now
from apps.vendors import operations as vendors
from apps.vendors.models import Vendor
from apps.vendors.types import TeamRole


def main(answer: str, postmaster: str) -> None:
    """Give each an owner with a key that may read products."""
    secrets = []
    for vendor in Vendor.objects.order_by("pk")[:2]:
        with transaction.atomic():
            owner = User.objects.create_user(f"{vendor.slug}@example.com")
            vendors.set_team_role(vendor_id=vendor.pk, user_id=owner.pk, role=TeamRole.OWNER)
            secrets.append(
                accounts.issue_token(
                    owner.pk, audience=Audience.VENDOR, name="bench", scopes=["products:read"], vendor_id=vendor.pk,
                    at=now(),
                ).secret
            )  # fmt: skip
    Path(answer).write_text(json.dumps({"noisy": secrets[0], "modest": secrets[1]}))
