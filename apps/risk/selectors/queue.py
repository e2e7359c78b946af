"""Risk · the payments that wait for a person · public schema."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from apps.payments import selectors as payments
from apps.risk.errors import CaseUnknown
from apps.risk.models import Case, CaseEvent, Decision, Rule
from apps.risk.rules.judging import said
from apps.risk.types import Card, CaseRef, CaseStatus, Fact, Hit, Stage


@dataclass(frozen=True)
class Reason:
    """A rule that found something, in words: what each of its conditions asks, and what the fact was."""

    hit: Hit
    title: str
    conditions: tuple[tuple[str, str, Fact], ...]


def cases() -> QuerySet[Case]:
    """Every case, the oldest first, for lists that narrow and cut them."""
    return Case.objects.select_related("decision", "owner", "decided_by").order_by("opened_at")


def case(public_id: UUID) -> Case:
    """A case with its decision and what people did with it.

    Raises:
        CaseUnknown: there is none.
    """
    history = Prefetch("events", CaseEvent.objects.select_related("person"))
    found = cases().prefetch_related(history).filter(public_id=public_id).first()
    if found is None:
        raise CaseUnknown()
    return found


def case_of_purchase(purchase_id: UUID) -> CaseRef | None:
    """The case of a purchase, if there was one."""
    row = Case.objects.filter(purchase_id=purchase_id).first()
    if row is None:
        return None
    return CaseRef(row.public_id, row.intent_id, row.purchase_id, CaseStatus(row.status), row.opened_at)


def held_intents(intent_ids: Collection[UUID]) -> set[UUID]:
    """Those of these intents that wait for a person. One query."""
    rows = Case.objects.filter(intent_id__in=list(intent_ids), status=CaseStatus.OPEN)
    return set(rows.values_list("intent_id", flat=True))


def reasons(decision: Decision) -> list[Reason]:
    """Why it was decided so: the acting rules first. One query."""
    hits = decision.found
    rows = {(rule.name, rule.version): rule for rule in Rule.objects.filter(name__in=[hit.name for hit in hits])}
    found = []
    for hit in sorted(hits, key=lambda hit: (hit.is_shadow, -hit.action.strength, -hit.weight)):
        rule = rows.get((hit.name, hit.version))
        conditions = tuple(said(rule.conditions, decision.facts)) if rule else ()
        found.append(Reason(hit, rule.title if rule else hit.name, conditions))
    return found


def earlier(decision: Decision, *, limit: int = 10) -> list[Decision]:
    """Earlier decisions about payments of the same mailbox, the newest first. One query."""
    email = dict(decision.keys).get("3")
    if email is None:
        return []
    rows = Decision.objects.filter(keys__contains={"3": email}, stage=Stage.PAYMENT, pk__lt=decision.pk)
    return list(rows.select_related("case")[:limit])


def attempt_of(intent_id: UUID) -> Decision | None:
    """What was decided before the provider's page of an intent was opened, the last time."""
    return Decision.objects.filter(intent_id=intent_id, stage=Stage.ATTEMPT).first()


def payment_of(intent_id: UUID) -> Decision | None:
    """What was decided once the money of an intent was promised."""
    return Decision.objects.filter(intent_id=intent_id, stage=Stage.PAYMENT).first()


def card_of(intent_id: UUID) -> Card | None:
    """What the provider tells of the card that paid; None for other ways to pay."""
    told = payments.card_facts(intent_id)
    if not told:
        return None
    return Card(told.get("fingerprint", ""), told.get("country", ""), told.get("bin", ""))
