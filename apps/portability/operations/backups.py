"""Portability · backups of single vendors: taking, finding, forgetting · files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from apps.vendors import selectors as vendors
from apps.vendors.types import VendorStatus

from .. import rules
from ..errors import BackupUnknown
from ..types import Exported, Progress, silent
from . import exporting

# What a run that was killed has left lying; none takes that long.
_ABANDONED_SECONDS = 24 * 3600


def back_up(slug: str, *, at: datetime, progress: Progress = silent) -> Exported:
    """Write a vendor's archive into the backups' folder, then forget backups that have outlived their time."""
    path = folder(slug) / rules.backup_name(slug, at)
    made = exporting.export_vendor(slug, path=path, at=at, with_media=settings.BACKUP_WITH_MEDIA, progress=progress)
    for left in folder(slug).glob(".*.part"):
        if left.stat().st_mtime < at.timestamp() - _ABANDONED_SECONDS:
            left.unlink(missing_ok=True)
    instants = kept(slug)
    for instant in rules.outlived(instants, keep=settings.BACKUP_KEEP, days=settings.BACKUP_DAYS, at=at):
        (folder(slug) / rules.backup_name(slug, instant)).unlink(missing_ok=True)
    return made


def due() -> list[str]:
    """Slugs of the vendors that can be backed up: all that have a schema. One query."""
    return sorted(card.slug for card in vendors.cards().values() if card.status != VendorStatus.PROVISIONING)


def find(slug: str, *, as_of: datetime, root: Path | None = None) -> Path:
    """The newest backup of a vendor taken at or before an instant.

    Raises:
        BackupUnknown: there is none.
    """
    place = root or folder(slug)
    known = [instant for instant in kept(slug, place) if instant <= as_of]
    if not known:
        raise BackupUnknown(slug=slug, as_of=as_of.isoformat(timespec="seconds"), folder=str(place))
    return place / rules.backup_name(slug, max(known))


def kept(slug: str, place: Path | None = None) -> list[datetime]:
    """When the backups of a vendor were taken, oldest first."""
    there = place or folder(slug)
    names = [entry.name for entry in there.iterdir()] if there.is_dir() else []
    return sorted(instant for name in names if (instant := rules.backup_instant(name, slug)) is not None)


def folder(slug: str) -> Path:
    """Where the backups of a vendor lie."""
    return Path(settings.BACKUP_ROOT) / slug
