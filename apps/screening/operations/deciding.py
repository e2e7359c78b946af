"""Screening · what people decide about a match: one proposes, another confirms · public schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput
from apps.common.transactions import transaction_required
from apps.screening.errors import (
    MatchDecided,
    MatchUnknown,
    NothingProposed,
    OtherDecisionProposed,
    OtherPersonNeeded,
)
from apps.screening.models import Match, MatchEvent
from apps.screening.types import MatchStatus, Verdict

from .screening import tell_orders

_FEWEST_WORDS = 3


@transaction_required
def propose(match_id: UUID, verdict: Verdict, *, reason: str, person_id: int, at: datetime) -> None:
    """Say what a match is, and why; a second person has to confirm it before anything moves.

    Who proposes anew replaces what was proposed before.

    Raises:
        MatchUnknown, MatchDecided: there is none, or it was decided.
        InvalidInput: no reason of at least three words.
    """
    told = " ".join(reason.split())
    if len(told.split()) < _FEWEST_WORDS:
        raise InvalidInput(field="reason", problem=_("Say in a few words how you know."))
    match = _locked(match_id)
    if match.decided_at is not None:
        raise MatchDecided(status=match.get_status_display())
    match.status, match.proposal, match.reason = MatchStatus.PROPOSED, verdict.value, told[:2000]
    match.proposed_by_id, match.proposed_at = person_id, at
    match.save(update_fields=["status", "proposal", "reason", "proposed_by", "proposed_at"])
    _note(match, f"proposed_{verdict.value}", person_id=person_id, note=match.reason, at=at)


@transaction_required
def confirm(match_id: UUID, verdict: Verdict, *, person_id: int, note: str = "", at: datetime) -> None:
    """Agree with what another person proposed. Orders that wait for nothing else go on.

    A cleared match is remembered for this party and this reading of the entry; a confirmed one holds all orders of
    the party until somebody takes it back.

    Raises:
        MatchUnknown, MatchDecided, NothingProposed: there is nothing to confirm.
        OtherDecisionProposed: `verdict` is not what is proposed now.
        OtherPersonNeeded: it is one's own proposal. Nothing changes.
    """
    match = _locked(match_id)
    if match.decided_at is not None:
        raise MatchDecided(status=match.get_status_display())
    if match.status != MatchStatus.PROPOSED:
        raise NothingProposed()
    if match.proposal != verdict:
        raise OtherDecisionProposed()
    if match.proposed_by_id == person_id:
        raise OtherPersonNeeded()
    match.status, match.decided_by_id, match.decided_at = MatchStatus(verdict.value), person_id, at
    match.save(update_fields=["status", "decided_by", "decided_at"])
    _note(match, verdict.value, person_id=person_id, note=note, at=at)
    tell_orders(match.party, at=at)


@transaction_required
def take_back(match_id: UUID, *, reason: str, person_id: int, at: datetime) -> None:
    """Have a match looked at again, whatever was proposed or decided: orders that have not left wait once more.

    Raises:
        MatchUnknown: there is none. NothingProposed: it waits for a first person anyhow.
    """
    match = _locked(match_id)
    if match.status == MatchStatus.OPEN:
        raise NothingProposed()
    match.status, match.proposal, match.reason = MatchStatus.OPEN, "", ""
    match.proposed_by_id = match.decided_by_id = match.proposed_at = match.decided_at = None
    match.save(update_fields=["status", "proposal", "reason", "proposed_by", "proposed_at", "decided_by", "decided_at"])
    _note(match, "taken_back", person_id=person_id, note=reason[:2000], at=at)
    tell_orders(match.party, at=at)


def _locked(match_id: UUID) -> Match:
    rows = Match.objects.select_for_update(of=("self",)).select_related("party", "entry")
    match = rows.filter(public_id=match_id).first()
    if match is None:
        raise MatchUnknown()
    return match


def _note(match: Match, code: str, *, person_id: int, note: str, at: datetime) -> None:
    MatchEvent.objects.create(match=match, code=code, person_id=person_id, note=note, at=at)
