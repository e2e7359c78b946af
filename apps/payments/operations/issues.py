"""Payments · what needs a person: noted once, ended with a note · public schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.common.errors import NotFound
from apps.common.transactions import transaction_required
from apps.payments import rules
from apps.payments.errors import IssueClosed, NoteMissing, NothingToRepeat, TooMuch
from apps.payments.models import Intent, Issue, Operation
from apps.payments.types import IssueKind, OperationKind, OperationState

from .requests import add_operation

_FAILED = {
    OperationKind.CAPTURE: IssueKind.CAPTURE_FAILED,
    OperationKind.VOID: IssueKind.VOID_FAILED,
    OperationKind.REFUND: IssueKind.REFUND_FAILED,
}


@transaction_required
def open_issue(
    intent: Intent,
    kind: IssueKind,
    *,
    key: str,
    units: int,
    operation: Operation | None = None,
    problem: str = "",
    answer_by: datetime | None = None,
    at: datetime,
) -> None:
    """Note that something needs a person; the same key once. `units` are minor units of the intent's currency."""
    Issue.objects.bulk_create(
        [
            Issue(
                intent=intent,
                operation=operation,
                kind=kind,
                key=key,
                currency=intent.currency,
                amount=units,
                problem=problem[:80],
                answer_by=answer_by,
                opened_at=at,
            )
        ],
        ignore_conflicts=True,
    )


@transaction_required
def note_failure(intent: Intent, operation: Operation, *, at: datetime) -> None:
    """An operation failed for good: somebody has to see to it. A page that could not be closed harms nobody."""
    kind = _FAILED.get(OperationKind(operation.kind))
    if kind is not None:
        open_issue(
            intent, kind, key=f"failed:{operation.public_id}", units=operation.amount, operation=operation,
            problem=operation.problem, at=at,
        )  # fmt: skip


@transaction_required
def settle_issues(intent: Intent, kind: IssueKind, *, note: str, at: datetime) -> None:
    """End an intent's open issues of a kind, because what they were about has come right by itself."""
    Issue.objects.filter(intent=intent, kind=kind, closed_at__isnull=True).update(
        closed_at=at, closed_by="system", note=note
    )


@transaction_required
def close_issue(issue_id: UUID, *, note: str, by: str, at: datetime) -> None:
    """End an issue, saying how.

    Raises:
        NotFound: there is none. IssueClosed: it has ended. NoteMissing: nothing is said.
    """
    issue = _locked(issue_id)
    if not note.strip():
        raise NoteMissing(field="note")
    issue.closed_at, issue.closed_by, issue.note = at, by[:80], note.strip()
    issue.save(update_fields=["closed_at", "closed_by", "note"])


@transaction_required
def try_again(issue_id: UUID, *, by: str, at: datetime) -> UUID:
    """Ask the provider once more for what failed, or for a refund that came back, as a new operation of the same
    amount; its id. Ends the issue.

    Raises:
        NotFound: there is none. IssueClosed: it has ended.
        NothingToRepeat: it is not about such an operation.
        TooMuch: a refund of more than the provider still gives back.
    """
    issue = _locked(issue_id)
    lost = issue.operation
    if lost is None or not can_repeat(lost):
        raise NothingToRepeat()
    intent = Intent.objects.select_for_update().get(pk=issue.intent_id)
    kind, reason = OperationKind(lost.kind), lost.reason
    if kind is OperationKind.REFUND_BOUNCED:
        kind, reason = OperationKind.REFUND, _refund_of(lost).reason
    if kind is OperationKind.REFUND:
        known = Operation.objects.filter(attempt=lost.attempt).values_list("kind", "state", "amount")
        left = rules.left_to_refund(known)
        if lost.amount > left:
            raise TooMuch(left=str(intent.money(max(left, 0))))
    again = add_operation(lost.attempt, kind, intent.money(lost.amount), reason=reason, at=at)
    issue.closed_at, issue.closed_by = at, by[:80]
    issue.note = f"Tried again as {again.idempotency_key}."
    issue.save(update_fields=["closed_at", "closed_by", "note"])
    return again.public_id


def can_repeat(operation: Operation) -> bool:
    """Whether an issue's operation failed, or is a refund's coming back, so that the provider can be asked again."""
    has_failed = operation.state == OperationState.FAILED and operation.kind in _FAILED
    return has_failed or operation.kind == OperationKind.REFUND_BOUNCED


@transaction_required
def settle_refund_issues(operation_id: UUID, *, note: str, at: datetime) -> None:
    """End the open issues about a refund that the provider refused or that came back: it was seen to elsewhere."""
    keys = [f"failed:{operation_id}", f"bounced:{operation_id}"]
    Issue.objects.filter(key__in=keys, closed_at__isnull=True).update(closed_at=at, closed_by="system", note=note)


def _refund_of(back: Operation) -> Operation:
    """The refund that came back."""
    return Operation.objects.get(public_id=back.idempotency_key.rpartition(":")[2])


def _locked(issue_id: UUID) -> Issue:
    issue = (
        Issue.objects.select_for_update(of=("self",))
        .select_related("operation__attempt")
        .filter(public_id=issue_id)
        .first()
    )
    if issue is None:
        raise NotFound()
    if issue.closed_at is not None:
        raise IssueClosed()
    return issue
