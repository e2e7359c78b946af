"""Checkout · what a purchase owed is reckoned again to the same bytes after the law changed, and can be tried on."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from apps.checkout.models import PurchasePart
from apps.checkout.selectors import frozen
from apps.common.types import Actor, ActorKind
from apps.tariffs import operations, selectors
from apps.tariffs.models import TaxRate
from apps.tariffs.selectors import flips, remembering
from apps.tariffs.types import RuleKind
from tests.factories import checkout as make

pytestmark = pytest.mark.django_db
ADA, GRACE = Actor(ActorKind.STAFF, "ada"), Actor(ActorKind.STAFF, "grace")


def test_a_purchase_s_assessment_is_made_anew_to_the_same_bytes_after_its_rule_was_superseded(
    kiln: Any, at: datetime
) -> None:
    selectors.forget()
    make.purchase(make.goods(kiln, at=at), at=at, quantity=2)
    part = PurchasePart.objects.get()
    [(sent, owed)] = frozen.consignments(part)
    stored = part.frozen["consignments"][0]["assessment"]
    taxed = {line.rule_id for line in owed.lines if line.kind == "tax"}
    old = TaxRate.objects.get(pk=taxed.pop())

    later = at + timedelta(hours=1)
    changed = {"rate": Decimal("0.5"), "valid": DateRange(old.valid.lower, None, "[)")}
    code = operations.draft(RuleKind.TAX_RATE, changed, reason="It was misread.", by=ADA, at=later, supersedes=old.pk)
    operations.verify(RuleKind.TAX_RATE, code, by=GRACE, at=later)
    operations.activate(RuleKind.TAX_RATE, code, by=GRACE, at=later)

    assert selectors.assess(sent, as_of=owed.as_of).tax > owed.tax
    again = remembering.again(sent, owed)
    assert json.dumps(again.as_json(), sort_keys=True) == json.dumps(stored, sort_keys=True)
    part.refresh_from_db()
    assert part.frozen["consignments"][0]["assessment"] == stored

    [sample] = flips.recent(5, ["DE"])
    assert (sample.label, sample.consignment) == (f"{part.order_number}.1", sent)
    assert flips.recent(5, ["JP"]) == []
    selectors.forget()
