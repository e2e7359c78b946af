"""Screening · which lists are in use, and whether they may be screened by · public schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings

from apps.screening.errors import ListsUnfit
from apps.screening.models import ListEntry, ListVersion
from apps.screening.types import ListState, Source

_DAY_S = 86400


def configured() -> dict[Source, str]:
    """The lists of the settings with their addresses."""
    return {Source(source): addresses for source, addresses in settings.SCREENING_LISTS.items()}


def newest() -> dict[Source, ListVersion]:
    """The newest version of each list of the settings; one query."""
    rows = ListVersion.objects.filter(source__in=list(settings.SCREENING_LISTS)).order_by("source", "-number")
    return {Source(row.source): row for row in rows.distinct("source")}


def states(*, at: datetime) -> list[ListState]:
    """How each list of the settings stands; one query."""
    return _states(newest(), at=at)


def edition(*, at: datetime) -> str:
    """The versions to screen by: `source:key` of each, by spaces. The same text is the same content. One query.

    Raises:
        ListsUnfit: a list is missing, or was last asked for more than SCREENING_MAX_AGE_DAYS ago; or there is none.
    """
    known = newest()
    found = _states(known, at=at)
    unfit = [str(state.source.label) for state in found if not state.is_fit]
    if unfit or not found:
        raise ListsUnfit(lists=", ".join(unfit) or "–")
    return named(known.values())


def named(versions: Iterable[ListVersion]) -> str:
    """These versions as an edition."""
    return " ".join(sorted(f"{row.source}:{row.pk}" for row in versions))


def entry(public_id: UUID) -> ListEntry | None:
    """An entry, in force or not."""
    return ListEntry.objects.select_related("since", "until").filter(public_id=public_id).first()


def _states(known: Mapping[Source, ListVersion], *, at: datetime) -> list[ListState]:
    return [_state(source, url, known.get(source), at=at) for source, url in configured().items()]


def _state(source: Source, url: str, row: ListVersion | None, *, at: datetime) -> ListState:
    if row is None:
        return ListState(source, url, None, None, None, 0, None, False, "missing")
    age = (at - row.checked_at).total_seconds() / _DAY_S
    is_fit = age <= settings.SCREENING_MAX_AGE_DAYS
    return ListState(
        source, url, row.number, row.listed_on, row.checked_at, row.entry_count, round(age, 2), is_fit,
        "" if is_fit else "stale",
    )  # fmt: skip
