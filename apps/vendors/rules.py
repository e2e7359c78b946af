"""Vendors · slugs, schema names and the lifecycle: pure."""

from __future__ import annotations

import re

from apps.common.machines import Machine

from .types import TeamRole
from .types import VendorStatus as S

LIFECYCLE: Machine[S] = Machine(
    "vendor",
    {
        (S.PROVISIONING, "activate"): S.ACTIVE,
        (S.ACTIVE, "pause"): S.PAUSED,
        (S.PAUSED, "resume"): S.ACTIVE,
        (S.ACTIVE, "suspend"): S.SUSPENDED,
        (S.PAUSED, "suspend"): S.SUSPENDED,
        (S.SUSPENDED, "reinstate"): S.ACTIVE,
        (S.ACTIVE, "close"): S.CLOSED,
        (S.PAUSED, "close"): S.CLOSED,
        (S.SUSPENDED, "close"): S.CLOSED,
    },
)

RESERVED_SLUGS = frozenset(
    ["www", "admin", "api", "mail", "static", "media", "id", "pay", "shop", "portolan", "dashboard", "callbacks"]
)
_SLUG = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")


def is_usable_slug(slug: str) -> bool:
    """Whether `slug` can be a host label (RFC 1123) and is not kept for ourselves."""
    return bool(_SLUG.match(slug)) and 3 <= len(slug) <= 40 and slug not in RESERVED_SLUGS


def schema_name(slug: str) -> str:
    """The PostgreSQL schema of a vendor: `v_` and the slug with underscores."""
    return "v_" + slug.replace("-", "_")


# What an API token of a team member may do at most: what the role may do in the back office. An owner's may do
# everything.
_ROLE_SCOPES: dict[TeamRole, frozenset[str]] = {
    TeamRole.CATALOGUE: frozenset({"profile:read", "products:read", "products:write", "stock:read", "stock:write"}),
    TeamRole.FULFILMENT: frozenset({"profile:read", "stock:read", "stock:write", "orders:read", "orders:write"}),
    TeamRole.FINANCE: frozenset({"profile:read", "orders:read"}),
}


def allows_scope(role: TeamRole, scope: str) -> bool:
    """Whether a token of a person with this role may have this scope."""
    return role is TeamRole.OWNER or scope in _ROLE_SCOPES[role]
