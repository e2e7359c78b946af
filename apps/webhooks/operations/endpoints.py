"""Webhooks · a vendor's endpoints and their secrets · public schema."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput
from apps.common.sealing import seal
from apps.common.transactions import transaction_required

from .. import registry
from ..errors import AddressTaken, EndpointOff, EndpointUnknown, Stale, TooMany
from ..models import Endpoint
from ..rules import addresses, messages
from ..types import EndpointStatus

MOST = 20
BOTH_SIGN = timedelta(hours=24)


@transaction_required
def make_endpoint(
    vendor_id: int, *, url: str, topics: Collection[str], description: str = "", at: datetime
) -> tuple[UUID, str]:
    """An endpoint of a vendor: its public id, and its secret, which is shown this once.

    Raises:
        InvalidInput: the address cannot be called, or a topic is unknown or none is given.
        AddressTaken: the vendor has an endpoint at this address.
        TooMany: the vendor has twenty.
    """
    if Endpoint.objects.filter(vendor_id=vendor_id).count() >= MOST:
        raise TooMany(limit=MOST)
    key = messages.secret(secrets.token_bytes(messages.SECRET_BYTES))
    row = Endpoint(vendor_id=vendor_id, secret=seal(key), created_at=at)
    _fill(row, url=url, topics=topics, description=description)
    _save(row)
    return row.public_id, key


@transaction_required
def change_endpoint(
    public_id: UUID, *, vendor_id: int, expected_version: int | None = None, **changes: Any
) -> Endpoint:
    """Give an endpoint another `url`, `topics` or `description`; what is not named stays.

    Raises:
        EndpointUnknown: not this vendor's.
        Stale: it has another version than expected.
        InvalidInput, AddressTaken: as in making one.
    """
    row = locked(public_id, vendor_id=vendor_id)
    if expected_version not in (None, row.version):
        raise Stale()
    _fill(row, **{"url": row.url, "topics": row.topics, "description": row.description, **changes})
    row.version += 1
    _save(row)
    return row


@transaction_required
def remove_endpoint(public_id: UUID, *, vendor_id: int) -> None:
    """Take an endpoint away, with its messages.

    Raises:
        EndpointUnknown: not this vendor's.
    """
    locked(public_id, vendor_id=vendor_id).delete()


@transaction_required
def rotate_secret(public_id: UUID, *, vendor_id: int, at: datetime) -> str:
    """A new secret, shown this once; the old one signs beside it for 24 hours.

    A secret that was rotated out less than a day ago ends now: two sign at most.

    Raises:
        EndpointUnknown: not this vendor's.
    """
    row = locked(public_id, vendor_id=vendor_id)
    key = messages.secret(secrets.token_bytes(messages.SECRET_BYTES))
    row.previous_secret, row.previous_until = row.secret, at + BOTH_SIGN
    row.secret = seal(key)
    row.version += 1
    row.save()
    return key


@transaction_required
def pause(public_id: UUID, *, vendor_id: int) -> None:
    """Keep messages back; they are sent when the endpoint is resumed.

    Raises:
        EndpointUnknown: not this vendor's.
        EndpointOff: it is switched off.
    """
    row = locked(public_id, vendor_id=vendor_id)
    if row.status == EndpointStatus.DISABLED:
        raise EndpointOff()
    row.status = EndpointStatus.PAUSED
    row.version += 1
    row.save()


@transaction_required
def resume(public_id: UUID, *, vendor_id: int) -> int:
    """Send again, after a pause or after the endpoint was switched off; its health begins anew. Its key.

    Messages that were given up stay so until they are replayed.

    Raises:
        EndpointUnknown: not this vendor's.
    """
    row = locked(public_id, vendor_id=vendor_id)
    row.status = EndpointStatus.ACTIVE
    row.disabled_cause = ""
    row.failure_count = 0
    row.failing_since = row.open_until = None
    row.version += 1
    row.save()
    return row.pk


def locked(public_id: UUID, *, vendor_id: int) -> Endpoint:
    """A vendor's endpoint, locked.

    Raises:
        EndpointUnknown: not this vendor's.
    """
    row = Endpoint.objects.select_for_update().filter(public_id=public_id, vendor_id=vendor_id).first()
    if row is None:
        raise EndpointUnknown()
    return row


def _fill(row: Endpoint, *, url: str, topics: Collection[str], description: str) -> None:
    addresses.target(url, allows_loopback=settings.WEBHOOKS_ALLOW_LOOPBACK)
    known = {found.type for found in registry.offers()}
    unknown = sorted(set(topics) - known)
    if unknown or not topics:
        raise InvalidInput(
            field="topics",
            problem=_("Choose at least one kind of message, of these: %(known)s."),
            known=", ".join(sorted(known)),
        )
    row.url, row.topics, row.description = url, sorted(set(topics)), description.strip()[:120]


def _save(row: Endpoint) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AddressTaken(field="url") from error
