"""Portability · backups by the clock, copies for owners · public schema."""

from __future__ import annotations

from apps.common.clock import now
from apps.common.tasks import public_task

from .operations import backups, copies


@public_task("portability.back_up_vendors")
def back_up_vendors() -> int:
    """Begin a backup of every vendor that has a schema, one task each; how many."""
    copies.forget_stale(at=now())
    slugs = backups.due()
    for slug in slugs:
        back_up.delay(slug)
    return len(slugs)


@public_task("portability.back_up")
def back_up(slug: str) -> None:
    """Write one vendor's archive into the backups' folder and forget old ones."""
    backups.back_up(slug, at=now())


@public_task("portability.make_copy")
def make_copy(vendor_id: int) -> None:
    """Write the copy that a vendor's owner has asked for."""
    copies.make(vendor_id, at=now())
