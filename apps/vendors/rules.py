"""Vendors · slugs, schema names and the lifecycle: pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.common.machines import Machine

from .types import TeamRole, VendorProfile
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


_ACCENT = re.compile(r"^#[0-9a-f]{6}$")
MAX_STORY = 4000
MAX_PROCESSING_DAYS = 60


def profile_problem(profile: VendorProfile, *, languages: Collection[str]) -> tuple[str, str | Promise] | None:
    """The first field of a profile that cannot be kept and why, or None; `languages` are the marketplace's."""
    if not 1 <= len(profile.name) <= 80:
        return "name", _("Give a name of at most 80 characters.")
    if not _ACCENT.match(profile.accent):
        return "accent", _("Give a colour as #rrggbb in small hexadecimal digits.")
    if not 0 <= profile.processing_days <= MAX_PROCESSING_DAYS:
        return "processing_days", _("Give 0 to 60 days.")
    if not profile.languages or not set(profile.languages) <= set(languages):
        return "languages", _("Name at least one language of the marketplace.")
    for field, texts, most in (("story", profile.story, MAX_STORY), ("place", profile.place, 80)):
        if not set(texts) <= set(languages):
            return field, _("Name languages of the marketplace only.")
        if any(len(text) > most for text in texts.values()):
            return field, _("One of these texts is too long.")
    return None


# What an API token of a team member may do at most: what the role may do in the back office. An owner's may do
# everything.
_ROLE_SCOPES: dict[TeamRole, frozenset[str]] = {
    TeamRole.CATALOGUE: frozenset({"profile:read", "products:read", "products:write", "stock:read", "stock:write"}),
    TeamRole.FULFILMENT: frozenset(
        {
            "profile:read",
            "stock:read",
            "stock:write",
            "orders:read",
            "orders:write",
            "positions:read",
            "positions:write",
        }
    ),
    TeamRole.FINANCE: frozenset({"profile:read", "payouts:read", "orders:read", "refunds:write"}),
}


def allows_scope(role: TeamRole, scope: str) -> bool:
    """Whether a token of a person with this role may have this scope."""
    return role is TeamRole.OWNER or scope in _ROLE_SCOPES[role]
