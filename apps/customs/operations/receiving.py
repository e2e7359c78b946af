"""Customs · a callback finds the declaration that it tells of · public schema, then vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.customs.authorities.registry import authority
from apps.customs.errors import BadNotice
from apps.logistics import selectors as logistics
from apps.vendors import selectors as vendors

from .hearing import hear


def receive(country: str, *, headers: Mapping[str, str], body: bytes, at: datetime) -> bool:
    """Fold a signed notice into the declaration that it names; whether it was news.

    Raises:
        AuthorityUnknown: no connection to that country's customs is set up.
        BadNotice: it is not signed by the authority, cannot be read, or tells of a declaration that nobody made.
    """
    notice = authority(country).read(headers, body)
    clearance = logistics.clearance_of(notice.lrn)
    if clearance is None:
        raise BadNotice(f"Nobody declared {notice.lrn[:22]!r}.")
    with tenant_context(vendors.tenants([clearance.vendor_id])[clearance.vendor_id]), transaction.atomic():
        return hear(clearance.declaration_id, notice, at=at)
