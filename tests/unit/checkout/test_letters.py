"""The confirmation that a buyer is sent, without a database."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from djmoney.money import Money


@pytest.mark.parametrize("template", ["emails/purchase_body.txt", "emails/purchase_body.html"])
@pytest.mark.parametrize(("tax_id", "is_named"), [("GB999900015", True), ("", False)])
def test_a_company_is_named_with_its_tax_id_and_one_without_leaves_no_gap(
    template: str, tax_id: str, is_named: bool
) -> None:
    totals = SimpleNamespace(**dict.fromkeys(("goods", "shipping", "charges", "total"), Money(1, "GBP")))
    business = SimpleNamespace(name="Harbour Lane", tax_id=tax_id)
    purchase = SimpleNamespace(totals=totals, business=business, parts=(), tenders=(), is_reverse_charged=False)
    letter = render_to_string(template, {"purchase": purchase, "link": "…"})
    assert ("tax id" in letter) is is_named
    assert ("Harbour Lane" in letter) is is_named
