"""Screening · matches that wait for people, and what stands against an order · public schema."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from apps.screening.errors import MatchUnknown
from apps.screening.models import Involvement, ListEntry, Match, Party
from apps.screening.types import Found, Level, MatchStatus, Outcome, PartyFacts, SearchHit, Source
from apps.screening.types import Kind as PartyKind

from . import index, lists

WAITING = (MatchStatus.OPEN, MatchStatus.PROPOSED)
# What keeps goods in the house: what nobody has cleared.
BLOCKING = (*WAITING, MatchStatus.CONFIRMED)


def matches() -> QuerySet[Match]:
    """Every match with its party and entry, those that wait first, hits before the rest, the oldest first."""
    return Match.objects.select_related("party", "entry", "proposed_by", "decided_by").order_by(
        F("decided_at").desc(nulls_first=True), "level", "found_at"
    )


def match(public_id: UUID) -> Match:
    """One match.

    Raises:
        MatchUnknown: there is none of this id.
    """
    found = matches().select_related("entry__since", "entry__until").filter(public_id=public_id).first()
    if found is None:
        raise MatchUnknown()
    return found


def orders_of(party_id: int) -> QuerySet[Involvement]:
    """What a party has to do with orders, the newest first."""
    return Involvement.objects.filter(party_id=party_id).order_by("-opened_at")


def outcome(order_id: UUID, *, edition: str) -> Outcome | None:
    """How an order's parties stand against this edition; None where none was ever named. One query."""
    found = (
        Party.objects.filter(involvements__order_id=order_id)
        .annotate(
            blocking=Count("matches", filter=_in_force(BLOCKING), distinct=True),
            hits=Count("matches", filter=_in_force(BLOCKING) & Q(matches__level=Level.HIT), distinct=True),
        )
        .values_list("edition", "blocking", "hits")
    )
    rows = list(found)
    if not rows:
        return None
    blocking, hits = sum(row[1] for row in rows), sum(row[2] for row in rows)
    level = Level.HIT if hits else Level.REVIEW if blocking else Level.CLEAR
    return Outcome(level, all(row[0] == edition for row in rows), blocking)


def to_screen(edition: str, *, limit: int) -> list[int]:
    """Keys of parties with an open order that were not screened by this edition yet; one query."""
    return list(
        Party.objects.filter(involvements__closed_at__isnull=True, forgotten_at__isnull=True)
        .exclude(edition=edition)
        .order_by("pk")
        .values_list("pk", flat=True)
        .distinct()[:limit]
    )


def counts() -> dict[str, int]:
    """How many matches stand where; one query."""
    return dict(Match.objects.order_by().values_list("status").annotate(Count("pk")))


def search(name: str, *, country: str = "", birth_date: str = "", at: datetime) -> list[SearchHit]:
    """Entries that somebody of this name is, or may be; nothing is kept of who was looked up.

    Raises:
        ListsUnfit: a list is missing or too old.
    """
    facts = PartyFacts(name, PartyKind.UNKNOWN, country, birth_date)
    found = index.find(facts, edition=lists.edition(at=at))
    entries = ListEntry.objects.in_bulk([one.entry_id for one in found])
    return [_shown(entries[one.entry_id], one) for one in found]


def facts_of(party: Party) -> PartyFacts:
    """A party's facts as they are kept."""
    numbers = tuple((kind, number) for kind, number in party.identifiers)
    return PartyFacts(party.name, PartyKind(party.kind), party.country, party.birth_date, numbers)


def _in_force(statuses: Collection[str]) -> Q:
    """Matches with readings of entries that stand: what an authority has dropped or rewritten stands no more."""
    return Q(matches__status__in=statuses, matches__entry__until__isnull=True)


def _shown(entry: ListEntry, found: Found) -> SearchHit:
    return SearchHit(
        entry.public_id,
        Source(entry.source),
        entry.ref,
        tuple(name for name, _ in entry.names),
        PartyKind(entry.kind),
        tuple(entry.countries),
        tuple(entry.programs),
        found.level,
        found.score,
        found.features,
    )
