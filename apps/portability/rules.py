"""Portability · names and sizes that an archive may have, fingerprints, and which backups stay: pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

MANIFEST = "manifest.json"
README = "README.md"
SEAL_PREFIX = b"portolan sha256 "
SEAL_BYTES = len(SEAL_PREFIX) + 64

MAX_FILES = 500_000
MAX_TOTAL_BYTES = 64 * 1024**3
# Deflate packs repetitive tables about forty times; what is packed tighter is no table of ours.
MAX_RATIO = 300
RATIO_FROM_BYTES = 1024 * 1024

_TABLE = re.compile(r"(schema|public)/[a-z][a-z0-9_]*\.csv")
_READABLE = re.compile(r"readable/[a-z][a-z0-9_]*\.csv")
_LABEL = re.compile(r"labels/[A-Za-z0-9][A-Za-z0-9-]{0,80}\.pdf")
_PICTURE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}(/[A-Za-z0-9][A-Za-z0-9_-]{0,120}){0,3}\.(webp|avif|jpg|png)")
_STAMP = "%Y%m%dT%H%M%SZ"
_BACKUP = re.compile(r"(?P<slug>[a-z0-9-]+)-(?P<stamp>\d{8}T\d{6}Z)\.zip")


def is_allowed_name(name: str) -> bool:
    """Whether a file of this name may be in an archive: nothing outside the known folders, no way up."""
    if name in (MANIFEST, README):
        return True
    media = name.removeprefix("media/")
    return bool(
        _TABLE.fullmatch(name)
        or _READABLE.fullmatch(name)
        or _LABEL.fullmatch(name)
        or (media != name and is_picture(media))
    )


def is_picture(key: str) -> bool:
    """Whether a key of the storage is one that pictures have: `folder/name-width.format`."""
    return bool(_PICTURE.fullmatch(key))


def is_bomb(*, packed: int, unpacked: int) -> bool:
    """Whether a file unpacks to more than honest content does; sizes in bytes."""
    return unpacked > RATIO_FROM_BYTES and unpacked > packed * MAX_RATIO


def fingerprint(migrations: Iterable[str]) -> str:
    """One word for a set of applied migrations (`app.name`), whatever their order."""
    return hashlib.sha256("\n".join(sorted(migrations)).encode()).hexdigest()


def backup_name(slug: str, at: datetime) -> str:
    """The file name of a backup taken at an instant."""
    return f"{slug}-{at.astimezone(UTC).strftime(_STAMP)}.zip"


def backup_instant(name: str, slug: str) -> datetime | None:
    """When a backup of a vendor was taken, by its file name; None where it is no backup of this vendor."""
    found = _BACKUP.fullmatch(name)
    if found is None or found["slug"] != slug:
        return None
    return datetime.strptime(found["stamp"], _STAMP).replace(tzinfo=UTC)


def outlived(instants: Sequence[datetime], *, keep: int, days: int, at: datetime) -> list[datetime]:
    """Backups to forget: older than `days`, but never one of the newest `keep`."""
    newest_first = sorted(instants, reverse=True)
    return [instant for instant in newest_first[max(keep, 1) :] if instant < at - timedelta(days=days)]


def aside_name(schema: str, at: datetime) -> str:
    """Where a restore keeps the former schema; within PostgreSQL's 63 bytes for every slug."""
    return f"{schema}_before_{at.astimezone(UTC):%y%m%d%H%M%S}"
