"""Declarations of the vendor that is entered, without an authority."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.customs.models import Declaration
from apps.customs.operations import drafting, papers
from apps.customs.types import DocumentKind

from .customs import line, snapshot


def declaration_ids(order_id: UUID, *, at: datetime) -> dict[str, str]:
    """A drafted declaration of an order that goes to the United States, with one paper; by the names of addresses."""
    sent = snapshot(line(1), ship_to="US", authority_currency="USD", charges=(), order_id=order_id)
    row = Declaration.objects.get(public_id=drafting.draft(sent, at=at))
    kept = papers.keep(
        row, DocumentKind.INVOICE, name="Invoice", media_type="application/pdf", content=b"%PDF-1.7", at=at
    )
    return {"declaration_id": str(row.public_id), "paper_id": str(kept.public_id)}
