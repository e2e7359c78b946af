"""Screening · holding parties against the lists, and orders that must wait · public schema."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import transaction

from apps.common.transactions import transaction_required
from apps.outbox import operations as outbox
from apps.screening.errors import ListsUnfit, NotClear, ScreeningUnavailable
from apps.screening.events import Cleared, Held
from apps.screening.models import Involvement, Match, Party, Screening
from apps.screening.rules.parties import fingerprint
from apps.screening.selectors import index, lists, queue
from apps.screening.types import Found, Involved, Level, MatchStatus, Occasion, Outcome, PartyFacts


@transaction_required
def screen_order(
    order_id: UUID,
    *,
    vendor_id: int,
    purchase_id: UUID,
    parties: Sequence[Involved],
    at: datetime,
    occasion: Occasion = Occasion.ORDER,
) -> Outcome:
    """Name an order's parties and screen those that were not screened by today's lists yet. Twice is once.

    Where a list is missing or too old the parties are kept unscreened, which is not clear: they are screened as soon
    as the lists are fit again, and no label is printed before. Emits Held where somebody is not clear.
    """
    rows = [(one.role, _party(one.facts, at=at)) for one in parties if one.facts.name.strip()]
    Involvement.objects.bulk_create(
        [
            Involvement(
                party=party, role=role, vendor_id=vendor_id, order_id=order_id, purchase_id=purchase_id, opened_at=at
            )
            for role, party in rows
        ],
        ignore_conflicts=True,
    )
    try:
        edition = lists.edition(at=at)
    except ListsUnfit:
        return Outcome(Level.CLEAR, is_complete=False)
    for party in {party.pk: party for _, party in rows}.values():
        if party.edition != edition:
            _screen(party, edition, occasion=occasion, at=at)
    found = queue.outcome(order_id, edition=edition) or Outcome(Level.CLEAR, is_complete=False)
    if found.level is not Level.CLEAR:
        outbox.emit(Held(order_id=order_id, purchase_id=purchase_id, vendor_id=vendor_id), at=at)
    return found


def require_clear(
    order_id: UUID, *, vendor_id: int, purchase_id: UUID, parties: Sequence[Involved], at: datetime
) -> None:
    """Let a parcel be sent only where everybody is clear by today's lists. Opens its own transaction.

    Raises:
        ScreeningUnavailable: a list is missing or too old. NotClear: somebody is, or may be, on one.
    """
    try:
        edition = lists.edition(at=at)
    except ListsUnfit as unfit:
        raise ScreeningUnavailable() from unfit
    found = queue.outcome(order_id, edition=edition)
    if found is None or not found.is_complete:
        with transaction.atomic():
            found = screen_order(
                order_id, vendor_id=vendor_id, purchase_id=purchase_id, parties=parties, at=at,
                occasion=Occasion.SHIPMENT,
            )  # fmt: skip
            rescreen(_others(order_id, edition), at=at)
        found = queue.outcome(order_id, edition=edition) or found
    if not found.is_free:
        raise NotClear()


@transaction_required
def rescreen(party_ids: Collection[int], *, at: datetime) -> int:
    """Screen these parties by today's lists where they were not yet, and hold or let go their orders; how many.

    Raises:
        ListsUnfit: a list is missing or too old. Nothing changes.
    """
    edition = lists.edition(at=at)
    parties = Party.objects.select_for_update().filter(pk__in=party_ids, forgotten_at__isnull=True).order_by("pk")
    done = 0
    for party in parties.exclude(edition=edition):
        was_held = _is_blocked(party)
        _screen(party, edition, occasion=Occasion.LIST, at=at)
        done += 1
        if _is_blocked(party) or was_held:
            tell_orders(party, at=at)
    return done


def tell_orders(party: Party, *, at: datetime) -> None:
    """Say of each open order of a party whether it is held or may go on, by all that stands against all its parties."""
    for one in Involvement.objects.filter(party=party, closed_at__isnull=True).distinct("order_id"):
        found = queue.outcome(one.order_id, edition=party.edition)
        is_held = found is not None and found.level is not Level.CLEAR
        news = (Held if is_held else Cleared)(
            order_id=one.order_id, purchase_id=one.purchase_id, vendor_id=one.vendor_id
        )
        outbox.emit(news, at=at)


def _screen(party: Party, edition: str, *, occasion: Occasion, at: datetime) -> None:
    found = index.find(queue.facts_of(party), edition=edition)
    Screening.objects.create(
        party=party,
        occasion=occasion,
        edition=edition,
        level=max((one.level for one in found), key=lambda one: one.gravity, default=Level.CLEAR),
        score=_share(max((one.score for one in found), default=0.0)),
        match_count=len(found),
        at=at,
    )
    _keep(party, found, at=at)
    party.edition, party.seen_at = edition, at
    party.save(update_fields=["edition", "seen_at"])


def _keep(party: Party, found: Sequence[Found], *, at: datetime) -> None:
    """New matches; those of before keep what people said of them. What waits and is no match any more is dropped."""
    Match.objects.filter(party=party, status=MatchStatus.OPEN).exclude(
        entry_id__in=[one.entry_id for one in found]
    ).filter(events__isnull=True).delete()
    Match.objects.bulk_create(
        [
            Match(
                party=party,
                entry_id=one.entry_id,
                level=one.level,
                score=_share(one.score),
                features=dict(one.features),
                found_at=at,
            )
            for one in found
        ],
        ignore_conflicts=True,
    )


def _party(facts: PartyFacts, *, at: datetime) -> Party:
    """The row of these facts, locked; one that was forgotten is known again."""
    mark = fingerprint(facts, key=str(settings.RISK_HASH_KEY).encode())
    known = {
        "name": facts.name[:300],
        "kind": facts.kind,
        "country": facts.country,
        "birth_date": facts.birth_date,
        "identifiers": [list(pair) for pair in facts.identifiers],
    }
    Party.objects.bulk_create([Party(fingerprint=mark, seen_at=at, **known)], ignore_conflicts=True)
    row = Party.objects.select_for_update().get(fingerprint=mark)
    if row.forgotten_at is not None:
        for name, value in known.items():
            setattr(row, name, value)
        row.forgotten_at = None
        row.save(update_fields=[*known, "forgotten_at"])
    return row


def _others(order_id: UUID, edition: str) -> list[int]:
    """Parties of an order that were named earlier and not screened by this edition."""
    involved = Involvement.objects.filter(order_id=order_id).exclude(party__edition=edition)
    return list(involved.values_list("party_id", flat=True))


def _is_blocked(party: Party) -> bool:
    return Match.objects.filter(party=party, status__in=queue.BLOCKING, entry__until__isnull=True).exists()


def _share(score: float) -> Decimal:
    return Decimal(str(round(score, 4)))
