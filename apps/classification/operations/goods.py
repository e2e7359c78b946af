"""Classification · goods as the catalogue tells them, and what is suggested for them · public schema."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM
from apps.outbox import operations as outbox

from .. import selectors
from ..events import GoodsJudged
from ..models import Confirmation, Goods
from ..rules import words
from ..types import Basis, GoodsFact, GoodsText, Missing, Reasoning, State, Suggestion
from .confirming import confirm

_TOLD = ["version", "code", "title", "category", "material", "details", "fingerprint", "hs_code", "is_archived",
         "state", "suggestions", "confidence", "missing", "vague", "judged_by", "judged_at", "changed_at"]  # fmt: skip


def identity(text: GoodsText) -> str:
    """What tells goods apart that are described in other words: a SHA-256 over their words."""
    return hashlib.sha256(words.fingerprint(text.text).encode()).hexdigest()


@transaction_required
def note_goods(facts: Sequence[GoodsFact], *, at: datetime) -> int:
    """Take down what the catalogue says of products; the number that changed. An older version changes nothing.

    What has other words than before, or lost its code, waits to be judged.
    """
    known = {row.product_id: row for row in Goods.objects.filter(product_id__in=[fact.product_id for fact in facts])}
    held = dict(
        Confirmation.objects.filter(
            product_id__in=[fact.product_id for fact in facts], withdrawn_at__isnull=True
        ).values_list("product_id", "hs_code")
    )
    changed = []
    for fact in facts:
        row = known.get(fact.product_id)
        if row is None:
            row = Goods(vendor_id=fact.vendor_id, product_id=fact.product_id, version=0)
        if fact.version <= row.version:
            continue
        _tell(row, fact, held.get(fact.product_id, ""), at=at)
        changed.append(row)
    Goods.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["product_id"], update_fields=_TOLD, batch_size=500
    )
    return len(changed)


@transaction_required
def judge_waiting(*, at: datetime, limit: int = 200) -> int:
    """Suggest for goods that wait, the longest waiting first, and beside stated codes; how many were judged.

    Goods that the same vendor described in the same words and confirmed before are confirmed likewise; nothing else
    is decided, and nothing is published.
    """
    index, _checksum = selectors.current_index()
    if index is None:
        return 0
    rows = list(
        Goods.objects.filter(_to_judge(), is_archived=False).order_by("pk").select_for_update(skip_locked=True)[:limit]
    )
    twins = _twins(rows)
    refused = _taken_back(rows)
    for row in rows:
        twin = twins.get((row.vendor_id, row.fingerprint)) if row.state == State.WAITING else None
        if twin is not None and (row.product_id, twin.hs_code) not in refused:
            confirm(
                row, hs_code=twin.hs_code, why=Reasoning(twin.rule, twin.note, twin.evidence), at=at, by=SYSTEM,
                basis=Basis.IDENTICAL, like=twin,
            )  # fmt: skip
        else:
            judge(row, at=at)
    Goods.objects.bulk_update(
        [row for row in rows if row.state != State.CONFIRMED],
        ["state", "suggestions", "confidence", "missing", "vague", "judged_by", "judged_at"],
    )
    judged = [row for row in rows if row.state == State.STATED]
    outbox.emit_many(
        [GoodsJudged(product_id=row.product_id, vendor_id=row.vendor_id, version=row.version) for row in judged], at=at
    )
    return len(rows)


def judge(row: Goods, *, at: datetime) -> Suggestion:
    """Put what is suggested on the row, unsaved; returns it."""
    found, checksum = selectors.suggest(row.text)
    if row.state != State.STATED:
        row.state = State.ASKED if found.missing else State.SUGGESTED
    row.suggestions = [one.as_json() for one in found.candidates]
    row.confidence = Decimal(str(round(found.confidence, 3)))
    row.missing, row.vague = found.missing, list(found.vague)
    row.judged_by, row.judged_at = checksum, at
    return found


def _to_judge() -> Q:
    return Q(state=State.WAITING) | Q(state=State.STATED, judged_at__isnull=True)


def _twins(rows: Sequence[Goods]) -> dict[tuple[int, str], Confirmation]:
    found = Confirmation.objects.filter(
        vendor_id__in={row.vendor_id for row in rows}, fingerprint__in={row.fingerprint for row in rows},
        withdrawn_at__isnull=True, basis=Basis.PERSON,
    )  # fmt: skip
    return {(one.vendor_id, one.fingerprint): one for one in found.order_by("pk")}


def _taken_back(rows: Sequence[Goods]) -> set[tuple[UUID, str]]:
    """Products with codes that somebody took back: what is not to be confirmed again without a person."""
    found = Confirmation.objects.filter(product_id__in=[row.product_id for row in rows], withdrawn_at__isnull=False)
    return set(found.values_list("product_id", "hs_code"))


def _tell(row: Goods, fact: GoodsFact, confirmed: str, *, at: datetime) -> None:
    identity_before, code_before = row.fingerprint, row.hs_code
    row.version, row.code, row.changed_at = fact.version, fact.code, at
    row.title, row.category = fact.text.title[:200], fact.text.category[:300]
    row.material, row.details = fact.text.material[:200], fact.text.details
    row.hs_code, row.is_archived = fact.hs_code, fact.is_archived
    row.fingerprint = identity(row.text)
    if fact.hs_code:
        row.state = State.CONFIRMED if confirmed == fact.hs_code[:6] else State.STATED
    elif identity_before != row.fingerprint or code_before:
        row.state, row.missing, row.suggestions = State.WAITING, Missing.NOTHING, []
        row.confidence, row.vague, row.judged_at = Decimal(0), [], None
