"""Common · which vendor is entered."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django_tenants.utils import get_public_schema_name

from .errors import NotFound

_link: Any = connection


def current_vendor_id() -> int:
    """The primary key of the vendor that is entered.

    Raises:
        NotFound: the connection is on public.
    """
    if is_public():
        raise NotFound()
    return int(_link.tenant.pk)


def current_vendor_slug() -> str:
    """The slug of the vendor that is entered."""
    return str(_link.tenant.slug)


def current_schema() -> str:
    """The schema that the connection is on."""
    return str(_link.schema_name)


def is_public() -> bool:
    """Whether no vendor is entered."""
    return current_schema() == get_public_schema_name()


def leave_vendor() -> None:
    """Go back to public."""
    _link.set_schema_to_public()


def enter(vendor: Any) -> None:
    """Enter a vendor for the rest of this request."""
    _link.set_tenant(vendor)
