"""What keeps China's documents from agreeing is said in sentences, whatever the rules of matching find."""

from __future__ import annotations

import pytest

from apps.customs.types.ceb import Finding, MatchCode
from apps.dashboard.matching_texts import finding_text, flag_text


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (Finding(MatchCode.WAITING, "payment"), "Missing: the payment."),
        (Finding(MatchCode.WAITING, "rule", "appTime", "2010-01-01"), "No rule of matching is in force on 2010-01-01."),
        (
            Finding(MatchCode.DUPLICATE, "waybill", "orderNo", "KIL-2", "KIL-1"),
            "Another order, KIL-2, uses it too: the waybill.",
        ),
        (
            Finding(MatchCode.LATE, "order", "appTime", "2", "1"),
            "Stamped later than what follows it: the order (2, then 1).",
        ),
        (
            Finding(MatchCode.MISMATCH, "list", "2.qty", "3", "4"),
            "In the declaration list, quantity of line 2: 3 instead of 4.",
        ),
        (
            Finding(MatchCode.MISMATCH, "list", "tradeMode", "", "9610"),
            "In the declaration list, tradeMode: – instead of 9610.",
        ),
    ],
)
def test_each_finding_is_a_sentence(finding: Finding, text: str) -> None:
    assert finding_text(finding.as_json()) == text


def test_a_flag_that_nobody_named_stands_by_its_code() -> None:
    assert flag_text("brush_phone") == "Many buyers give this phone number."
    assert flag_text("new_one") == "new_one"
