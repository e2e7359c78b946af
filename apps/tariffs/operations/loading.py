"""Tariffs · writes · lists of authorities: an edition takes the place of the one before, row by row · public schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max

from apps.common.transactions import transaction_required
from apps.tariffs.errors import ListOutdated
from apps.tariffs.loaders.rows import ListedGroup, ListedMeasure, Unread
from apps.tariffs.models import GeoGroup, GeoGroupMember, Measure, RuleList, RuleSource
from apps.tariffs.types import RuleStatus
from apps.tariffs.types.lists import ListKind

from . import staging
from .revisions import record_revision


@dataclass(frozen=True)
class Edition:
    """An edition of a list: its kind, its day, what its file was (SHA-256), and where it is from."""

    kind: ListKind
    listed_on: date
    checksum: str
    title: str
    url: str
    mark: str


@dataclass(frozen=True)
class Loaded:
    """What loading a list came to, in rows; `is_new` is false where this very file is in force already."""

    number: int
    is_new: bool
    given: int = 0
    written: int = 0
    kept: int = 0
    ended: int = 0


def known(edition: Edition, *, is_draft: bool) -> Loaded | None:
    """What is said of a list whose very file is loaded already; None where it is to be loaded.

    Raises:
        ListOutdated: a later list of this kind is in force.
    """
    last = RuleList.objects.filter(kind=edition.kind).order_by("-number").first()
    if last is not None and last.checksum == edition.checksum and (is_draft or last.status == RuleStatus.ACTIVE):
        return Loaded(last.number, False)
    in_force = RuleList.objects.filter(kind=edition.kind, status=RuleStatus.ACTIVE).order_by("-listed_on").first()
    if in_force is not None and in_force.listed_on > edition.listed_on:
        raise ListOutdated(listed_on=edition.listed_on.isoformat(), in_force=in_force.listed_on.isoformat())
    return None


@transaction_required
def load_measures(
    edition: Edition,
    measures: Iterable[ListedMeasure],
    *,
    place: str,
    unread: Unread,
    at: datetime,
    groups: Iterable[ListedGroup] = (),
    prefixes: Sequence[str] | None = None,
    is_whole: bool = False,
    is_draft: bool = False,
) -> Loaded:
    """Put the duties of a list in force for a jurisdiction, from the list's day on; as drafts, for people to verify.

    Rows that say what they said stay, others end on that day and are followed. A list that is not `is_whole` speaks
    of the codes in `prefixes` alone (None: of all that were listed before); a whole one ends the rates that ship with
    the software in the layers that it has. `unread` is told what was left out.

    Raises:
        ListOutdated: a later list of this kind is in force; nothing is written.
    """
    done = known(edition, is_draft=is_draft)
    if done is not None:
        return done
    number, source = begin(edition)
    _keep_groups(groups, place=place, source=source, day=edition.listed_on, is_draft=is_draft)
    staging.stage(measures, mark=f"{edition.mark}-{number}")
    codes = None if prefixes is None else tuple(prefixes)
    scope = staging.Scope(edition.kind.value, place, edition.listed_on, codes, is_whole)
    staging.compare(scope, unread)
    if not is_draft:
        _drop_drafts(edition.kind)
    found = staging.write(scope, unread, source=source.pk, is_draft=is_draft, at=at)
    loaded = Loaded(number, True, found.given, found.written, found.kept, found.ended)
    finish(edition, source, loaded, unread, is_draft=is_draft, at=at)
    return loaded


@transaction_required
def begin(edition: Edition) -> tuple[int, RuleSource]:
    """The number of a new edition, and the source that its rows will cite."""
    last = RuleList.objects.filter(kind=edition.kind).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    source = RuleSource.objects.create(
        code=f"{edition.mark}-{number}",
        title=f"{edition.title}, list of {edition.listed_on}"[:200],
        url=edition.url,
        checked_on=edition.listed_on,
        note=f"SHA-256 {edition.checksum}",
    )
    return number, source


@transaction_required
def finish(
    edition: Edition, source: RuleSource, loaded: Loaded, unread: Unread, *, is_draft: bool, at: datetime
) -> None:
    """Keep that a list was loaded, and have every process read the rules again."""
    RuleList.objects.create(
        kind=edition.kind,
        number=loaded.number,
        source=source,
        listed_on=edition.listed_on,
        checksum=edition.checksum,
        status=RuleStatus.DRAFT if is_draft else RuleStatus.ACTIVE,
        row_count=loaded.given,
        written_count=loaded.written,
        ended_count=loaded.ended,
        unread=unread.as_json(),
        loaded_at=at,
    )
    if not is_draft:
        changed = loaded.written + loaded.ended
        record_revision(name=source.pk, digest=edition.checksum, written=changed, at=at)


def _drop_drafts(kind: ListKind) -> None:
    """Drafts of an earlier list that nobody decided on are rejected: this list says the same or better."""
    sources = RuleList.objects.filter(kind=kind, status=RuleStatus.DRAFT).values("source")
    Measure.objects.filter(source__in=sources, status=RuleStatus.DRAFT).update(status=RuleStatus.REJECTED)


def _keep_groups(
    groups: Iterable[ListedGroup], *, place: str, source: RuleSource, day: date, is_draft: bool
) -> None:  # fmt: skip
    """Groups with the members that the list names; who is no longer named belongs to them up to the list's day.

    Rules in force may be for groups that are known, so that drafts leave those as they are.
    """
    for listed in groups:
        group, is_new = GeoGroup.objects.get_or_create(
            code=listed.code, defaults={"label": listed.label[:80], "jurisdiction_id": place, "source": source}
        )
        if is_draft and not is_new:
            continue
        rows = list(group.members.all())
        held = {row.country: row for row in rows if day in row.valid}
        taken = {(row.country, row.valid.lower) for row in rows}
        named = {country for country, _first, last in listed.members if last is None or last >= day}
        for country, first, last in listed.members:
            end = None if last is None else date.fromordinal(last.toordinal() + 1)
            start = first if is_new or first is None or first > day else day
            is_over = end is not None and start is not None and start >= end
            if is_over or country in held or (country, start) in taken:
                continue
            GeoGroupMember.objects.create(
                code=f"{listed.code}-{country}-{start or 'ever'}-{source.pk}"[:40], group=group, country=country,
                valid=DateRange(start if is_new else start or day, end), source=source,
            )  # fmt: skip
        for country in held.keys() - named:
            row = held[country]
            if row.valid.lower == day:
                row.delete()
                continue
            row.valid = DateRange(row.valid.lower, day)
            row.save(update_fields=["valid"])
