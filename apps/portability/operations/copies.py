"""Portability · copies that an owner takes along by the browser: asked for, made by the worker, fetched by link.

How far a copy has come is told through the cache, under public's keys, which web and
worker share; that it is ready, by its file.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.core import signing
from django.core.cache import cache
from django_tenants.utils import schema_context

from apps.vendors import selectors as vendors

from .. import rules
from ..errors import CopyBusy, CopyGone
from ..types import CopyState
from . import backups, exporting

KEPT = timedelta(hours=24)
LINK = timedelta(hours=1)
_BUSY_SECONDS = 3600
_SALT = "portability.copy"


def ask(vendor_id: int) -> None:
    """Note that a copy of the vendor is to be made.

    Raises:
        CopyBusy: one is being made.
    """
    with schema_context("public"):
        is_first = cache.add(_key(vendor_id), CopyState("waiting"), _BUSY_SECONDS)
    if not is_first:
        raise CopyBusy()


def make(vendor_id: int, *, at: datetime) -> None:
    """Write the copy that was asked for, and forget older ones. A run that fails says so to who waits. In public."""
    slug = vendors.card(vendor_id).slug

    def tell(what: str, done: int, total: int) -> None:
        cache.set(_key(vendor_id), CopyState("running", what, done, total), _BUSY_SECONDS)

    try:
        exporting.export_vendor(slug, path=folder(slug) / rules.backup_name(slug, at), at=at, progress=_seldom(tell))
    except BaseException:
        cache.set(_key(vendor_id), CopyState("failed"), 60)
        raise
    cache.delete(_key(vendor_id))
    *older, _newest = backups.kept(slug, folder(slug))
    for instant in older:
        (folder(slug) / rules.backup_name(slug, instant)).unlink(missing_ok=True)


def state(vendor_id: int) -> CopyState | None:
    """How far the copy that was asked for has come; None where none is being made."""
    with schema_context("public"):
        found = cache.get(_key(vendor_id))
    return found if isinstance(found, CopyState) else None


def ready(slug: str, *, at: datetime) -> tuple[datetime, int] | None:
    """When the copy that can be fetched was taken, and its bytes; None where there is none, or it has gone stale."""
    known = [instant for instant in backups.kept(slug, folder(slug)) if instant > at - KEPT]
    if not known:
        return None
    return max(known), (folder(slug) / rules.backup_name(slug, max(known))).stat().st_size


def link_token(slug: str, instant: datetime, *, host: str, person: str) -> str:
    """What opens one copy, on one host, to one person, for an hour."""
    return signing.dumps([rules.backup_name(slug, instant), slug, host, person], salt=_SALT)


def opened(token: str, *, slug: str, host: str, person: str) -> Path:
    """The file that a token opens.

    Raises:
        CopyGone: the token is forged, stale, of another host, vendor or person, or the file is gone.
    """
    try:
        name, *bound = signing.loads(token, salt=_SALT, max_age=LINK)
    except (signing.BadSignature, ValueError) as error:
        raise CopyGone() from error
    path = folder(slug) / str(name)
    if bound != [slug, host, person] or rules.backup_instant(path.name, slug) is None or not path.is_file():
        raise CopyGone()
    return path


def folder(slug: str) -> Path:
    """Where copies wait to be fetched: with the backups, never below the pictures."""
    return backups.folder(slug) / "copies"


def forget_stale(*, at: datetime) -> None:
    """Remove copies of all vendors that nobody can fetch any more."""
    for slug in backups.due():
        for instant in backups.kept(slug, folder(slug)):
            if instant <= at - KEPT:
                (folder(slug) / rules.backup_name(slug, instant)).unlink(missing_ok=True)


def _key(vendor_id: int) -> str:
    return f"portability:copy:{vendor_id}"


def _seldom(tell: exporting.Progress) -> exporting.Progress:
    last = [""]

    def told(what: str, done: int, total: int) -> None:
        if what != last[0] or done % 50 == 0:
            last[0] = what
            tell(what, done, total)

    return told
