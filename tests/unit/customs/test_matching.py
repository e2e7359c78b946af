"""Three documents agree, or what does not is named; the order in which they came never matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.customs.rules.matching import match
from apps.customs.rules.matching_limits import Purchase, patterns
from apps.customs.rules.matching_rules import rule_on
from apps.customs.types.ceb import CHANGE, DELETE, CebMessage, Flow, Limits, MatchCode, MessageKind, Verdict
from tests.factories.ceb import changed, drawn, inbound, key_of, outbound
from tests.factories.customs import SOLD

K, C = MessageKind, MatchCode
IMPORT, EXPORT = drawn(inbound()), drawn(outbound())
LIMITS = Limits(Decimal(5000), Decimal(26000))
DAY = date(2026, 9, 2)
# Said in one document alone: only the signature can tell that one of these was changed.
ALONE = {"guid", "appType", "appTime", "note", "telephone", "payTime", "accountingDate", "goodsInfo", "itemDescribe",
         "buyerRegNo"}  # fmt: skip
ALONE_EXPORT = ALONE | {"payCode", "payName", "payNo"}
# Of a day on which exports needed all three.
EXPORT_OF_THREE = changed(EXPORT, MessageKind.LIST, appTime="20241201090000")


def verdict(some: list[CebMessage], **changes: Any) -> Verdict:
    flow = some[0].flow if some else Flow.IMPORT
    base = IMPORT if flow is Flow.IMPORT else EXPORT
    return match(some, key_of(base), **{"flow": flow, "as_of": DAY, "limits": LIMITS, **changes})


def fields(base: list[CebMessage]) -> list[tuple[MessageKind, int | None, str]]:
    """Every field of order, payment and waybill that another document, a sum or a rule has a say in."""
    alone = ALONE if base is IMPORT else ALONE_EXPORT
    found: list[tuple[MessageKind, int | None, str]] = []
    for message in base:
        if message.kind is not K.LIST:
            found += [(message.kind, None, name) for name in message.head if name not in alone]
            found += [(message.kind, index, name) for index, line in enumerate(message.lines) for name in line
                      if name not in alone]  # fmt: skip
    return found


def mutated(base: list[CebMessage], kind: MessageKind, index: int | None, name: str, tail: str) -> list[CebMessage]:
    """One field of one message with another ending."""
    some: list[CebMessage] = []
    for one in base:
        if one.kind is kind and index is None:
            one = replace(one, head={**one.head, name: _other(one.head[name], tail)})
        elif one.kind is kind:
            lines = [dict(line) for line in one.lines]
            lines[index or 0][name] = _other(lines[index or 0][name], tail)
            one = replace(one, lines=tuple(lines))
        some.append(one)
    return some


def _other(value: str, tail: str) -> str:
    return value[:-1] + tail if value[-1] != tail else value[:-1] + ("7" if tail != "7" else "8")


@pytest.mark.parametrize("base", [IMPORT, EXPORT], ids=["import", "export"])
def test_documents_of_one_consignment_agree(base: list[CebMessage]) -> None:
    found = verdict(base)

    assert (found.code, found.findings) == (C.MATCHED, ())


@pytest.mark.parametrize("base", [IMPORT, EXPORT_OF_THREE], ids=["import", "export"])
def test_any_change_of_one_field_is_found(base: list[CebMessage]) -> None:
    places = fields(base)
    for place in places:
        for tail in "13579X":
            some = mutated(base, *place, tail)
            assert verdict(some).code is not C.MATCHED, place
    assert len(places) > (60 if base is IMPORT else 40)


@given(
    st.lists(st.tuples(st.sampled_from(fields(IMPORT)), st.sampled_from("13579X")), max_size=3),
    st.lists(st.sampled_from([*K]), max_size=2),
    st.randoms(use_true_random=False),
    st.integers(1, 3),
)
@settings(max_examples=80, deadline=None)
def test_the_order_of_arrival_and_repeats_change_nothing(changes: Any, lost: Any, dice: Any, times: int) -> None:
    some = IMPORT
    for place, tail in changes:
        some = mutated(some, *place, tail)
    some = [one for one in some if one.kind not in lost] + drawn(inbound(order_number="KIL-000002"))
    shuffled = some * times
    dice.shuffle(shuffled)

    assert verdict(shuffled, flow=Flow.IMPORT) == verdict(some, flow=Flow.IMPORT)


def test_what_is_missing_is_named_by_the_rule_of_the_day() -> None:
    assert verdict([one for one in IMPORT if one.kind is not K.PAYMENT]).missing == ["payment"]
    assert verdict([]).missing == ["list", "order", "payment", "waybill"]
    unpaid = drawn(outbound(), is_paid=False)
    assert verdict(unpaid).code is C.MATCHED
    assert verdict(unpaid).rule == "CN-MATCH-EXPORT-2"


@pytest.mark.parametrize(
    ("stamp", "code"), [("20241214235959", C.WAITING), ("20241215000000", C.MATCHED)], ids=["the last day", "the first"]
)
def test_collection_is_asked_for_until_the_14th_of_december_2024(stamp: str, code: MatchCode) -> None:
    unpaid = drawn(outbound(), is_paid=False)
    for kind in (K.ORDER, K.WAYBILL, K.LIST):
        unpaid = changed(unpaid, kind, appTime=stamp)

    assert verdict(unpaid).code is code
    assert rule_on(Flow.IMPORT, date(2016, 4, 7)) is None


def test_a_difference_names_field_and_both_values() -> None:
    found = verdict(changed(IMPORT, K.PAYMENT, amountPaid="178.71"))

    (finding,) = found.findings
    assert found.code is C.MISMATCH
    assert (finding.document, finding.field, finding.found, finding.expected) == (
        "payment", "amountPaid", "178.71", "178.7",
    )  # fmt: skip


def test_stamps_out_of_order_are_late() -> None:
    early = changed(IMPORT, K.WAYBILL, appTime="20260901000000")

    assert verdict(early).code is C.LATE
    assert verdict(changed(IMPORT, K.ORDER, appTime="20991231000000")).code is C.LATE


def test_a_document_is_used_once() -> None:
    other = drawn(inbound(order_number="KIL-000002"))
    second = [replace(one, head={**one.head, "guid": one.guid[:-1] + "0"}) for one in other]

    shared = verdict([*IMPORT, *second])

    assert shared.code is C.DUPLICATE
    assert {one.document for one in shared.findings if one.code == C.DUPLICATE} == {"waybill"}
    again = [replace(one, head={**one.head, "guid": one.guid[:-1] + "0"}) for one in IMPORT]
    assert verdict([*IMPORT, *again]).code is C.DUPLICATE


def test_the_same_guid_that_says_two_things_is_nobodys_to_choose() -> None:
    other = changed(IMPORT, K.ORDER, note="another")

    assert verdict([*IMPORT, *other]).code is C.DUPLICATE


def test_a_change_replaces_and_a_deletion_removes() -> None:
    wrong = changed(IMPORT, K.PAYMENT, amountPaid="1")
    right = [one for one in IMPORT if one.kind is K.PAYMENT]
    corrected = changed(right, K.PAYMENT, appType=CHANGE)
    deleted = changed(right, K.PAYMENT, appType=DELETE)

    assert verdict(wrong).code is C.MISMATCH
    assert verdict([*corrected, *wrong]).code is C.MATCHED
    assert verdict([*deleted, *corrected, *wrong]).missing == ["payment"]


def test_limits_of_a_person_are_kept_and_told_to_be_a_lower_bound() -> None:
    assert "annual_is_lower_bound" in verdict(IMPORT).flags
    above = verdict(IMPORT, limits=Limits(Decimal(150), Decimal(26000)))
    assert [one.field for one in above.findings] == ["single_limit"]
    year = verdict(IMPORT, limits=replace(LIMITS, bought_before=Decimal("25839.51")))
    assert [(one.field, one.found) for one in year.findings] == [("annual_limit", "26000.01")]
    assert verdict(IMPORT, limits=replace(LIMITS, bought_before=Decimal("25839.50"))).code is C.MATCHED


def test_goods_off_the_list_are_found_and_an_unknown_list_is_told() -> None:
    listed = verdict(IMPORT, limits=replace(LIMITS, listed=frozenset({"6913"})))

    assert {one.field for one in listed.findings} == {"3.gcode"}
    assert "positive_list_unknown" in verdict(IMPORT).flags


def test_many_buyers_at_one_address_or_phone_and_many_orders_of_one_are_flagged() -> None:
    day = SOLD.date()
    here = [Purchase(f"buyer {n}", "Lane 1, No. 2", f"1380000000{n}", day) for n in range(4)]
    phones = [Purchase(f"buyer {n}", f"Lane {n}", "13800000000", day) for n in range(3)]
    often = [Purchase("buyer", f"Lane {n}", str(n), day) for n in range(5)]

    assert patterns(here[0], here[1:3]) == []
    assert patterns(replace(here[0], address="lane 1 no 2"), here[1:]) == ["brush_address"]
    assert patterns(phones[0], phones[1:]) == ["brush_phone"]
    assert patterns(often[0], often[1:]) == ["brush_buyer"]
