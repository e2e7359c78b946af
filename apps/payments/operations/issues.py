"""Payments · what needs a person: noted once, ended with a note · public schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.common.errors import NotFound
from apps.common.transactions import transaction_required
from apps.payments.errors import IssueClosed, NoteMissing, NothingToRepeat
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
    """Ask the provider once more for what failed, as a new operation of the same amount; its id. Ends the issue.

    Raises:
        NotFound: there is none. IssueClosed: it has ended.
        NothingToRepeat: it is not about an operation that failed.
    """
    issue = _locked(issue_id)
    failed = issue.operation
    if failed is None or failed.state != OperationState.FAILED or failed.kind not in _FAILED:
        raise NothingToRepeat()
    intent = Intent.objects.select_for_update().get(pk=issue.intent_id)
    again = add_operation(
        failed.attempt, OperationKind(failed.kind), intent.money(failed.amount), reason=failed.reason, at=at
    )
    issue.closed_at, issue.closed_by = at, by[:80]
    issue.note = f"Tried again as {again.idempotency_key}."
    issue.save(update_fields=["closed_at", "closed_by", "note"])
    return again.public_id


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
