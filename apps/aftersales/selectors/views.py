"""Aftersales · returns and claims for lists and pages · vendor's schema."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from apps.aftersales.errors import CaseUnknown
from apps.aftersales.models import Claim, Evidence, ReturnLabel, ReturnRequest
from apps.aftersales.rules import machines


def returns() -> QuerySet[ReturnRequest]:
    """Every return with its lines and exchange, newest first, to be narrowed and cut."""
    rows: QuerySet[ReturnRequest] = (
        ReturnRequest.objects.select_related("exchange", "label").defer("label__pdf").prefetch_related("lines")
    )
    return rows.order_by("-pk")


def claims() -> QuerySet[Claim]:
    """Every claim with its lines, newest first, to be narrowed and cut."""
    rows: QuerySet[Claim] = Claim.objects.prefetch_related("lines")
    return rows.order_by("-pk")


def return_request(public_id: UUID, *, order_id: UUID | None = None) -> ReturnRequest:
    """One return; of that order alone where one is named.

    Raises:
        CaseUnknown: this vendor has none of this id, or it is another order's.
    """
    rows = returns().filter(public_id=public_id)
    row = (rows if order_id is None else rows.filter(order_id=order_id)).first()
    if row is None:
        raise CaseUnknown()
    return row


def claim(public_id: UUID, *, order_id: UUID | None = None) -> Claim:
    """One claim; of that order alone where one is named.

    Raises:
        CaseUnknown: this vendor has none of this id, or it is another order's.
    """
    rows = claims().filter(public_id=public_id)
    row = (rows if order_id is None else rows.filter(order_id=order_id)).first()
    if row is None:
        raise CaseUnknown()
    return row


def of_order(order_id: UUID) -> tuple[list[ReturnRequest], list[Claim]]:
    """An order's returns and claims, newest first. Four queries."""
    return list(returns().filter(order_id=order_id)), list(claims().filter(order_id=order_id))


def counts() -> dict[str, int]:
    """How many returns stand where, and how many claims are open (`claims`). Two queries."""
    found = dict(ReturnRequest.objects.order_by().values_list("status").annotate(Count("pk")))
    waiting = Q(status__in=machines.CLAIM_OVER) & ~Q(remedy__in=("pending", "disputed"))
    return {**found, "claims": Claim.objects.exclude(waiting).count()}


def label_pdf(row: ReturnRequest) -> bytes:
    """The label of the way back.

    Raises:
        CaseUnknown: none was made.
    """
    found = ReturnLabel.objects.filter(request=row).values_list("pdf", flat=True).first()
    if found is None:
        raise CaseUnknown()
    return bytes(found)


def evidence_file(public_id: UUID, *, order_id: UUID | None = None) -> Evidence:
    """A picture or paper with its content; of that order's cases alone where one is named.

    Raises:
        CaseUnknown: this vendor has none of this id, or it is another order's.
    """
    rows = Evidence.objects.filter(public_id=public_id)
    if order_id is not None:
        rows = rows.filter(Q(request__order_id=order_id) | Q(claim__order_id=order_id))
    row: Evidence | None = rows.first()
    if row is None:
        raise CaseUnknown()
    return row
