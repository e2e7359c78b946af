"""What an authority assesses is held against the frozen quote and what was collected."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F

from apps.accounts.models import User
from apps.checkout.models import PurchasePart
from apps.checkout.selectors import sold
from apps.common.clock import now
from apps.common.errors import InvalidInput
from apps.customs.models import Declaration, DeclarationEvent
from apps.customs.operations import hearing
from apps.customs.types import AssessedCharge, Code, Notice, Snapshot
from apps.orders.operations import declaring
from apps.payments.models import Intent
from apps.shipping.models import Fulfilment, Parcel
from apps.variances import operations, selectors
from apps.variances.models import DutyVariance
from apps.variances.types import VarianceReason
from tests.factories import checkout
from tests.integration.tenancy.people import staff_browser


@pytest.fixture
def bought(kiln: Any, enter: Any, settings: Any, at: datetime) -> tuple[PurchasePart, UUID]:
    """A vase from China bought in Germany with its declaration, which customs has by its history."""
    settings.PAYMENT_GATEWAY = "noop"
    summary = checkout.purchase(checkout.goods(kiln, at=at), at=at)
    part = PurchasePart.objects.get(purchase__public_id=summary.public_id)
    with transaction.atomic(), enter(kiln):
        row = Fulfilment.objects.get(order_id=part.order_id)
        Parcel.objects.create(fulfilment=row, number=1, weight_g=1000, length_mm=300, width_mm=200, height_mm=200,
                              tracking_number="CM000000014CN")  # fmt: skip
        Fulfilment.objects.filter(pk=row.pk).update(status="labelled", labelled_at=at)
        declaration = declaring.declare(row.public_id, at=at)
        assert declaration is not None
        found = Declaration.objects.get(public_id=declaration)
        Declaration.objects.filter(pk=found.pk).update(version=1, submitted_at=at, state="submitted")
        DeclarationEvent.objects.create(
            declaration=found, event_id="submit:1", code="submit", version=1, issued_at=at, recorded_at=at,
            actor_kind="system",
        )  # fmt: skip
    return part, declaration


def told(vendor: Any, enter: Any, declaration: UUID, notice_id: str, more: str, *, issued_at: datetime) -> None:
    """The authority assesses what was declared, and `more` duty."""
    with transaction.atomic(), enter(vendor):
        found = Declaration.objects.get(public_id=declaration)
        duty = next(one for one in Snapshot.from_json(found.snapshot).charges if one.kind == "duty")
        amount = found.declared_duty.amount + Decimal(more)
        charges: tuple[AssessedCharge, ...] = (AssessedCharge(1, "A00", duty.base.amount, duty.rate, amount, "EUR"),)
        if found.declared_tax.amount:
            charges += (AssessedCharge(1, "B00", Decimal(0), None, found.declared_tax.amount, "EUR"),)
        hearing.hear(
            declaration,
            Notice(notice_id, Code.TAX, found.lrn, 1, issued_at, mrn="26DE0123456789ABCD", charges=charges),
            at=now(),
        )


def test_an_assessment_is_compared_with_quote_and_capture_and_reported(
    kiln: Any, enter: Any, bought: tuple[PurchasePart, UUID], drain: Any, at: datetime
) -> None:
    part, declaration = bought
    told(kiln, enter, declaration, "TAX-1", "0", issued_at=at)
    drain()
    same = DutyVariance.objects.get()
    Intent.objects.update(captured=F("amount"))
    told(kiln, enter, declaration, "TAX-2", "4.00", issued_at=at + timedelta(seconds=1))
    drain()
    row = DutyVariance.objects.get()

    assert (same.difference, same.reason, same.borne_by, same.collected) == (0, "none", "nobody", 0)
    assert (row.difference, row.assessed_duty - row.quoted_duty, row.borne_by) == (4, 4, "vendor")
    assert row.collected == row.charged > 0
    assert (row.ship_from, row.ship_to, row.incoterm, row.currency) == ("CN", "DE", "DDP", "EUR")
    kept = sold.sold_consignment(part.order_id, ships_from="CN", variants=[_variant(part)])
    assert kept is not None
    again = sold.assessed_as_of(kept, kept.assessment.import_date or at.date())
    assert again is not None
    assert replace(again, outcomes=()) == replace(kept.assessment, outcomes=()), "the quote is reckoned again"

    with pytest.raises(InvalidInput), transaction.atomic():
        operations.explain(row.pk, reason=VarianceReason.RATE_CHANGED, note=" ", by="ada")
    with transaction.atomic():
        explained = operations.explain(row.pk, reason=VarianceReason.RATE_CHANGED, note="Their letter.", by="ada")
    assert (explained.reason, explained.borne_by) == ("rate_changed", "marketplace")
    assert explained.found_reason == "weight_corrected", "another fixed amount"

    text = StringIO()
    span = {"since": row.assessed_on, "until": row.assessed_on}
    call_command("duty_variance", csv=True, stdout=text, **span)
    (lane,) = selectors.by_lane(**span)
    assert text.getvalue().splitlines()[1].startswith(f"{row.assessed_on:%Y-%m},CN,DE,rate_changed,marketplace,1,EUR,")
    assert (lane.count, lane.difference.amount) == (1, 4)
    staff = User.objects.create_superuser("ada@staff.example", "x")
    answer = staff_browser(staff).get(
        "/admin/variances/dutyvariance/report/", {"since": row.assessed_on, "until": row.assessed_on}
    )
    assert (answer.status_code, 'data-reason="rate_changed"' in answer.text) == (200, True)


def _variant(part: PurchasePart) -> UUID:
    return UUID(part.frozen["consignments"][0]["lines"][0]["variant_id"])
