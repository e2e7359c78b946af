"""Screening · lists as they are published: what changed between two versions · public schema."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from apps.common.transactions import transaction_required
from apps.outbox import operations as outbox
from apps.reference.types import LoadedTable
from apps.screening.events import ListChanged
from apps.screening.lists import fetching
from apps.screening.models import ListEntry, ListName, ListVersion
from apps.screening.rules.names import read
from apps.screening.types import Listed, ListFile, Loaded, Source

_BATCH = 2000


@transaction_required
def note_unchanged(source: Source, *, checksum: str, at: datetime) -> Loaded | None:
    """Keep that a list was asked for and is what it was; None where it is another, which is to be loaded."""
    row = ListVersion.objects.select_for_update().filter(source=source).order_by("-number").first()
    if row is None or row.checksum != checksum:
        return None
    row.checked_at = max(row.checked_at, at)
    row.save(update_fields=["checked_at"])
    return Loaded(source, row.number, False, row.entry_count, row.name_count, 0, 0)


@transaction_required
def load_list(source: Source, file: ListFile, *, url: str, checksum: str, at: datetime) -> Loaded:
    """Make `file` the list in use: entries that changed end and begin anew, those that are gone end. Twice is once.

    Whoever has an open order is screened again by what is new (events.ListChanged).
    """
    before = ListVersion.objects.select_for_update().filter(source=source).order_by("-number").first()
    if before is not None and before.checksum == checksum:
        before.checked_at = max(before.checked_at, at)
        before.save(update_fields=["checked_at"])
        return Loaded(source, before.number, False, before.entry_count, before.name_count, 0, 0)
    listed = {entry.ref: entry for entry in file.entries}
    digests = {ref: _digest(entry) for ref, entry in listed.items()}
    known = dict(ListEntry.objects.filter(source=source, until__isnull=True).values_list("ref", "digest"))
    gone = [ref for ref, digest in known.items() if digests.get(ref) != digest]
    fresh = [ref for ref, digest in digests.items() if known.get(ref) != digest]
    version = ListVersion.objects.create(
        source=source,
        number=(ListVersion.objects.filter(source=source).aggregate(last=Max("number"))["last"] or 0) + 1,
        url=url,
        checksum=checksum,
        listed_on=file.listed_on,
        entry_count=len(listed),
        name_count=sum(len(entry.names) + len(entry.weak_names) for entry in listed.values()),
        added_count=len(fresh),
        removed_count=len(gone),
        loaded_at=at,
        checked_at=at,
    )
    ended = ListEntry.objects.filter(source=source, until__isnull=True, ref__in=gone)
    ListName.objects.filter(entry__in=ended).delete()
    ended.update(until=version)
    _add([(listed[ref], digests[ref]) for ref in fresh], version)
    outbox.emit(ListChanged(source=source.value, version=version.number), at=at)
    return Loaded(
        source, version.number, True, version.entry_count, version.name_count, version.added_count,
        version.removed_count,
    )  # fmt: skip


@transaction_required
def load_rows(at: datetime) -> list[LoadedTable]:
    """Load those lists of the settings that are files which ship with the software (`load_reference`)."""
    tables = []
    for name, addresses in settings.SCREENING_LISTS.items():
        if not addresses.startswith(f"file://{Path(settings.BASE_DIR).as_posix()}/"):
            continue
        source, files = Source(name), fetching.fetch(addresses)
        done = load_list(source, fetching.read(source, files), url=addresses, checksum=fetching.checksum(files), at=at)
        tables.append(LoadedTable("screening_listentry", done.added_count, done.entry_count - done.added_count))
    return tables


def _add(entries: Sequence[tuple[Listed, str]], version: ListVersion) -> None:
    rows = ListEntry.objects.bulk_create(
        [
            ListEntry(
                source=version.source,
                ref=entry.ref,
                kind=entry.kind,
                names=[*([name, False] for name in entry.names), *([name, True] for name in entry.weak_names)],
                programs=[program[:120] for program in entry.programs],
                birth_dates=list(entry.birth_dates),
                countries=list(entry.countries),
                identifiers=[list(pair) for pair in entry.identifiers],
                remarks=entry.remarks,
                digest=digest,
                since=version,
            )
            for entry, digest in entries
        ],
        batch_size=_BATCH,
    )
    compared = [
        ListName(entry=row, words=" ".join(name.words), is_bare=name.is_bare, is_weak=is_weak)
        for row in rows
        for name, is_weak in {read(text): is_weak for text, is_weak in reversed(row.names)}.items()
        if name.words
    ]
    ListName.objects.bulk_create(compared, batch_size=_BATCH)


def _digest(entry: Listed) -> str:
    return hashlib.sha256(json.dumps(vars(entry), ensure_ascii=False, sort_keys=True).encode()).hexdigest()
