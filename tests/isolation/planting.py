"""Runs inside the marketplace, by `manage.py shell`: each vendor gets an owner with a key, and a sale of its canary."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction

from apps.accounts import operations as accounts
from apps.accounts.models import User
from apps.accounts.types import SCOPES, Audience
from apps.common.clock import now
from apps.vendors import operations as vendors
from apps.vendors.models import Vendor
from apps.vendors.types import TeamRole, VendorStatus
from marketplace.middleware.surfaces import Surface
from marketplace.session_store import SessionStore
from tests.factories import checkout as make


def people(file: str) -> None:
    """Write one JSON object a vendor: slug, schema, its secret word, an owner's token and session key."""
    found = []
    for vendor in Vendor.objects.filter(status=VendorStatus.ACTIVE).order_by("pk"):
        word = f"canary{secrets.token_hex(6)}"
        owner = User.objects.create_user(f"owner@{word}.example", name=word)
        with transaction.atomic():
            vendors.set_team_role(vendor_id=vendor.pk, user_id=owner.pk, role=TeamRole.OWNER)
            token = accounts.issue_token(
                owner.pk, audience=Audience.VENDOR, name="isolation", scopes=list(SCOPES[Audience.VENDOR]),
                vendor_id=vendor.pk, at=now(),
            )  # fmt: skip
        found.append(
            {
                "pk": vendor.pk,
                "slug": vendor.slug,
                "schema": vendor.schema_name,
                "currency": str(vendor.currency),
                "country": str(vendor.country),
                "word": word,
                "token": token.secret,
                "session": _session(owner),
            }
        )
    Path(file).write_text(json.dumps(found))


def sales(file: str) -> None:
    """One purchase of each canary; the file lists the variants."""
    for variant in json.loads(Path(file).read_text()):
        make.purchase([UUID(variant)], at=now())


def _session(owner: User) -> str:
    store = SessionStore(surface=Surface.TEAM)
    store[SESSION_KEY] = str(owner.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store[HASH_SESSION_KEY] = owner.get_session_auth_hash()
    store.save()
    return str(store.session_key)
