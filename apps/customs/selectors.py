"""Customs · reads · vendor's schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from .documents import ceb_keeping
from .errors import DeclarationUnknown, DocumentUnknown
from .models import CustomsDocument, Declaration, DeclarationEvent, Matching, Preflight, TradeMessage
from .types import OPEN, Act, AssessedCharge, Code, DeclarationState, Snapshot
from .types.ceb import Flow, MatchCode, MessageKind


def declaration(public_id: UUID) -> Declaration:
    """One declaration of the vendor that is entered.

    Raises:
        DeclarationUnknown: this vendor has none of this id.
    """
    row = Declaration.objects.filter(public_id=public_id).first()
    if row is None:
        raise DeclarationUnknown()
    return row


def declarations(*, state: str = "", search: str = "") -> QuerySet[Declaration]:
    """Declarations, newest first, to be narrowed and cut."""
    rows = Declaration.objects.order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    return search_declarations(rows, search) if search else rows


def search_declarations(rows: QuerySet[Declaration], text: str) -> QuerySet[Declaration]:
    """Of declarations those with a text in the order's number or either reference."""
    return rows.filter(Q(order_number__icontains=text) | Q(lrn__icontains=text) | Q(mrn__icontains=text))


def of_orders(order_ids: Collection[UUID]) -> dict[UUID, list[Declaration]]:
    """The declarations of orders; one query."""
    found: dict[UUID, list[Declaration]] = {}
    for row in Declaration.objects.filter(order_id__in=list(order_ids)).order_by("pk"):
        found.setdefault(row.order_id, []).append(row)
    return found


def snapshot(public_id: UUID) -> Snapshot:
    """What a declaration's documents and messages are drawn from.

    Raises:
        DeclarationUnknown: this vendor has none of this id.
    """
    return Snapshot.from_json(declaration(public_id).snapshot)


def assessed_charges(row: Declaration) -> list[tuple[str, Decimal, Decimal | None, Decimal]]:
    """What the authority has assessed last: (type code, base, rate, amount) of each charge, in the declaration's
    currency; empty where it has said nothing. One query."""
    told = row.history.filter(code__in=(Code.TAX, Code.CPI)).order_by("version", "issued_at", "pk")
    charges = [one.data["charges"] for one in told if one.data.get("charges")]
    found = [AssessedCharge.from_json(one) for one in (charges[-1] if charges else ())]
    return [(one.type_code, one.base, one.rate, one.amount) for one in found]


def history(row: Declaration) -> list[DeclarationEvent]:
    """What happened, oldest first; of one instant and version what we sent, what was told of it, what we did then."""
    sent, told = frozenset((Act.DRAFT, Act.SUBMIT, Act.AMEND)), frozenset(Code)

    def place(one: DeclarationEvent) -> tuple[datetime, int, int, int]:
        cause = 0 if one.code in sent else 1 if one.code in told else 2
        return one.issued_at, one.version, cause, one.pk

    return sorted(row.history.all(), key=place)


def documents(row: Declaration) -> list[CustomsDocument]:
    """Its papers without their content: those of the present snapshot, then what was uploaded."""
    rows = CustomsDocument.objects.filter(declaration=row).defer("content")
    return [one for one in rows if one.kind == "upload" or one.snapshot_hash == row.snapshot_hash]


def document(declaration_id: UUID, document_id: UUID) -> CustomsDocument:
    """One paper with its content.

    Raises:
        DocumentUnknown: the declaration has none of this id.
    """
    row = CustomsDocument.objects.filter(declaration__public_id=declaration_id, public_id=document_id).first()
    if row is None:
        raise DocumentUnknown()
    return row


def overdue(*, at: datetime) -> QuerySet[Declaration]:
    """Declarations whose next step is late, longest late first."""
    waiting = [*sorted(OPEN), DeclarationState.DRAFT, DeclarationState.REJECTED]
    return Declaration.objects.filter(state__in=waiting, due_at__lt=at).order_by("due_at")


def to_do_count() -> int:
    """How many declarations wait for the vendor."""
    return Declaration.objects.filter(owner="vendor").count()


def matchings(row: Declaration) -> QuerySet[Matching]:
    """What the documents of a declaration's order say together: one row at most, none before one was drawn."""
    return Matching.objects.filter(flow=_flow(row), order_no=trade_number(row))


def trade_messages(row: Declaration) -> list[TradeMessage]:
    """The messages for Chinese customs of a declaration's order, as they came; the newest of each kind last.

    An export's waybill names no order: it is found by the parcels' numbers.
    """
    numbers = [parcel["tracking_number"] for parcel in row.snapshot["parcels"]]
    own = Q(order_no=trade_number(row)) | Q(order_no="", own_number__in=numbers)
    return list(TradeMessage.objects.filter(own, flow=_flow(row)).order_by("pk"))


def trade_number(row: Declaration) -> str:
    """The number under which messages for China join: the order's; of an order that leaves in several consignments
    those after the first have "-2", "-3" …. One query.
    """
    before = Declaration.objects.filter(order_id=row.order_id, pk__lt=row.pk).count()
    return f"{row.order_number}-{before + 1}" if before else row.order_number


def by_trade_number(numbers: Collection[str]) -> dict[str, UUID]:
    """The declarations, by public id, whose messages for China join under these numbers. One query, or none."""
    orders = {number.rpartition("-")[0] for number in numbers} | set(numbers)
    found: dict[str, UUID] = {}
    seen: Counter[UUID] = Counter()
    for row in Declaration.objects.filter(order_number__in=orders).order_by("pk").defer("snapshot") if orders else ():
        seen[row.order_id] += 1
        place = seen[row.order_id]
        found[f"{row.order_number}-{place}" if place > 1 else row.order_number] = row.public_id
    return found


def declared_buyer(row: Declaration) -> dict[str, str]:
    """In whose name a declaration's newest messages are, the number of identity masked; empty where in nobody's.

    Raises:
        MessageSealed: another installation sealed the number, or its key is lost.
    """
    found = next((one for one in reversed(trade_messages(row)) if one.kind == MessageKind.ORDER), None)
    head = ceb_keeping.opened(found.content).head if found else {}
    number = head.get("buyerIdNumber", "")
    return {"name": head.get("buyerName", ""), "id_number": ceb_keeping.masked(number)} if number else {}


def _flow(row: Declaration) -> Flow:
    return Flow.IMPORT if row.jurisdiction == "CN" else Flow.EXPORT


def unmatched() -> QuerySet[Matching]:
    """Orders into or out of China whose documents do not agree, the longest so first."""
    return Matching.objects.exclude(code=MatchCode.MATCHED).order_by("since", "pk")


def preflight(product_id: UUID) -> Preflight | None:
    """Whether a product would clear as it was last looked over; None where it was not yet."""
    return Preflight.objects.filter(product_id=product_id).first()


def preflights(*, country: str = "", blocked: bool = False) -> QuerySet[Preflight]:
    """Products as they were last looked over, worst first, to be narrowed and cut.

    `country`: those that something is wrong with there; `blocked`: those that cannot be sold somewhere.
    """
    rows = Preflight.objects.order_by("score", "pk")
    if country:
        rows = rows.exclude(**{f"findings__{country}__score": 100}).filter(findings__has_key=country)
    return rows.exclude(blocked=[]) if blocked else rows
