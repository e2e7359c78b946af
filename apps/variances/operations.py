"""Variances · writes · public schema, reading the declaration in the vendor's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from apps.checkout.selectors import sold as checkout
from apps.checkout.selectors.sold import SoldConsignment
from apps.common.errors import InvalidInput, NotFound
from apps.common.money import quantum
from apps.common.transactions import transaction_required
from apps.currencies import selectors as currencies
from apps.currencies.errors import RateMissing
from apps.customs import selectors as customs
from apps.customs.types import Charge, Snapshot
from apps.tariffs.types import Assessment, AssessmentLine

from . import rules
from .models import DutyVariance
from .types import Compared, Reckoned, VarianceReason

_KINDS = {"A": "duty", "B": "tax"}


@transaction_required
def record(declaration_id: UUID, *, vendor_id: int, assessed_on: date, at: datetime) -> DutyVariance:
    """Compare what an authority has assessed with what was quoted and collected, and keep it; inside the vendor.

    A later assessment of the same declaration takes the place of the earlier; what a person said of it then is gone,
    since it was said of other figures. Repeating it changes nothing.

    Raises:
        DeclarationUnknown: this vendor has none of this id.
    """
    row = customs.declaration(declaration_id)
    snapshot = Snapshot.from_json(row.snapshot)
    sold = checkout.sold_consignment(
        row.order_id, ships_from=snapshot.ship_from, variants=[line.variant_id for line in snapshot.lines]
    )
    assessed = _assessed(customs.assessed_charges(row))
    found = _compared(sold, snapshot, assessed, assessed_on)
    reason = rules.reason_of(found)
    known = DutyVariance.objects.filter(declaration_id=declaration_id).first()
    if known is not None and known.difference == found.difference and known.found_reason == reason:
        return known
    kept, _is_new = DutyVariance.objects.update_or_create(
        declaration_id=declaration_id,
        defaults={
            "vendor_id": vendor_id,
            "purchase_id": row.purchase_id,
            "order_id": row.order_id,
            "order_number": row.order_number,
            "ship_from": row.ship_from,
            "ship_to": row.jurisdiction,
            "incoterm": row.incoterm,
            "currency": row.currency,
            **{f"quoted_{kind}": _sum(found.quoted, kind) for kind in ("duty", "tax")},
            **{f"assessed_{kind}": _sum(found.assessed, kind) for kind in ("duty", "tax")},
            "difference": found.difference,
            "charge_currency": snapshot.currency,
            "charged": sold.charged.amount if sold else snapshot.duty.amount + snapshot.tax.amount,
            "collected": sold.collected.amount if sold else Decimal(0),
            "found_reason": reason,
            "reason": reason,
            "borne_by": rules.borne_by(reason, incoterm=row.incoterm, difference=found.difference),
            "note": "",
            "explained_by": "",
            "quoted_on": snapshot.assessed_on,
            "assessed_on": assessed_on,
            "recorded_at": at,
        },
    )
    return kept


@transaction_required
def explain(variance_id: int, *, reason: VarianceReason, note: str, by: str) -> DutyVariance:
    """Say why a difference came about, where a person knows better than the figures; who bears it follows.

    Raises:
        NotFound: there is none. InvalidInput: nothing differs, or no note says how it is known.
    """
    row = DutyVariance.objects.select_for_update().filter(pk=variance_id).first()
    if row is None:
        raise NotFound()
    if not row.difference or reason is VarianceReason.NONE:
        raise InvalidInput(field="reason", problem="Only a difference has a reason.")
    if not note.strip():
        raise InvalidInput(field="note", problem="Say how it is known.")
    row.reason, row.note, row.explained_by = reason, note.strip(), by
    row.borne_by = rules.borne_by(reason, incoterm=row.incoterm, difference=row.difference)
    row.save(update_fields=["reason", "note", "explained_by", "borne_by"])
    return row


def _compared(
    sold: SoldConsignment | None, snapshot: Snapshot, assessed: tuple[Reckoned, ...], assessed_on: date
) -> Compared:
    lines: Iterable[AssessmentLine | Charge] = snapshot.charges
    if sold is not None:
        lines = sold.assessment.lines
    lines = tuple(lines)
    today = checkout.assessed_as_of(sold, assessed_on) if sold else None
    return Compared(
        quoted=_quoted(lines),
        assessed=assessed,
        by_law_now=_by_law(today),
        fx_quoted=snapshot.authority_rate,
        fx_now=_rate(snapshot, assessed_on),
        unit=quantum(snapshot.authority_currency),
        is_taxed_at_sale=any(_collector(one) == "marketplace" for one in lines if one.kind == "tax"),
    )


def _quoted(lines: Iterable[AssessmentLine | Charge]) -> tuple[Reckoned, ...]:
    """What the border was to ask for: duty and tax but for what the marketplace collected at the sale."""
    found = []
    for line in lines:
        if isinstance(line, AssessmentLine):
            base, amount = line.authority_base, line.authority_amount
        else:
            base, amount = line.base, line.amount
        if line.kind in ("duty", "tax") and _collector(line) == "border":
            found.append(Reckoned(line.kind, base.amount, line.rate, amount.amount))
    return tuple(found)


def _collector(line: AssessmentLine | Charge) -> str:
    return line.collected_by if isinstance(line, AssessmentLine) else line.paid_to


def _assessed(charges: Iterable[tuple[str, Decimal, Decimal | None, Decimal]]) -> tuple[Reckoned, ...]:
    return tuple(
        Reckoned(_KINDS[code[0]], base, rate, amount) for code, base, rate, amount in charges if code[0] in _KINDS
    )


def _by_law(found: Assessment | None) -> Decimal | None:
    if found is None:
        return None
    return sum((one.amount for one in _quoted(found.lines)), Decimal(0))


def _rate(snapshot: Snapshot, on: date) -> Decimal:
    if snapshot.currency == snapshot.authority_currency:
        return Decimal(1)
    try:
        return currencies.rate_table(on).into(snapshot.authority_currency)[snapshot.currency]
    except (RateMissing, KeyError):
        return snapshot.authority_rate


def _sum(charges: tuple[Reckoned, ...], kind: str) -> Decimal:
    return sum((one.amount for one in charges if one.kind == kind), Decimal(0))
