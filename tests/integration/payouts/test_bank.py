"""Bank statements: payouts, returned ones, providers' payouts, strangers. Cash is what the bank says, always."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.common.errors import InvalidInput
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.payments.gateways.port import SettledKind, SettledLine
from apps.payouts import operations, selectors
from apps.payouts.errors import AlreadyResolved, BadFile, SecondPersonNeeded
from apps.payouts.models import Break, StatementLine
from apps.payouts.types import BreakReason, BreakStatus, LineMatch, PayoutStatus, Statement

pytestmark = pytest.mark.django_db


def _cash(currency: str = "GBP") -> Money:
    return ledger.balance(AccountCode.CASH, currency)


def _suspense(currency: str = "GBP") -> Money:
    return ledger.balance(AccountCode.SUSPENSE, currency)


def test_a_payout_is_paid_when_the_bank_says_so(loom: Any, paid_out: Any, book: Any, line: Any) -> None:
    payout = paid_out(loom)
    counted = book(line("-100.00", end_to_end=payout.reference))
    payout.refresh_from_db()
    assert (counted.lines, counted.matched, payout.status) == (1, 1, PayoutStatus.PAID)
    assert _cash() == Money(-100, "GBP")
    assert ledger.balance(AccountCode.PAYOUT_CLEARING, "GBP", loom.pk) == Money(0, "GBP")


def test_a_payout_that_comes_back_after_it_was_paid_opens_the_balance_again(
    loom: Any, paid_out: Any, book: Any, line: Any, at: datetime
) -> None:
    payout = paid_out(loom)
    book(line("-100.00", end_to_end=payout.reference))
    book(line("100.00", end_to_end=payout.reference, returned=True, text="AC04 closed"))
    payout.refresh_from_db()
    assert (payout.status, payout.problem) == (PayoutStatus.RETURNED, "AC04 closed")
    assert _cash() == Money(0, "GBP")
    assert selectors.balances(loom.pk, at=at)[0].available == Money(100, "GBP")
    with transaction.atomic():
        [again] = operations.make_due(loom.pk, at=at, only_on_payday=False)
    assert again.money == Money(100, "GBP")
    assert [item.kind for item in selectors.items(again)] == ["payout_returned"]


def test_a_payment_that_the_bank_refuses_opens_the_balance_again(loom: Any, paid_out: Any, at: datetime) -> None:
    payout = paid_out(loom)
    answer = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
    <GrpHdr><MsgId>r</MsgId><CreDtTm>2026-11-20T20:00:00Z</CreDtTm></GrpHdr>
    <OrgnlGrpInfAndSts><OrgnlMsgId>{payout.batch.message_id}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
    <GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>x</OrgnlPmtInfId><TxInfAndSts>
    <OrgnlEndToEndId>{payout.reference}</OrgnlEndToEndId><TxSts>RJCT</TxSts>
    <StsRsnInf><Rsn><Cd>AC01</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""
    for _again in range(2):
        with transaction.atomic():
            operations.read_answer(answer.encode(), at=at)
    payout.refresh_from_db()
    assert (payout.status, payout.problem) == (PayoutStatus.FAILED, "AC01")
    assert selectors.balances(loom.pk, at=at)[0].available == Money(100, "GBP")
    assert ledger.balance(AccountCode.PAYOUT_CLEARING, "GBP", loom.pk) == Money(0, "GBP")


def test_a_statement_twice_is_once(loom: Any, paid_out: Any, line: Any, at: datetime) -> None:
    from tests.integration.payouts.conftest import OURS

    payout = paid_out(loom)
    found = line("-100.00", end_to_end=payout.reference)
    statement = Statement(OURS["GBP"], "S1", "GBP", Money(0, "GBP"), Money(-100, "GBP"), at.date(), (found,))
    for _again in range(2):
        with transaction.atomic():
            operations.import_statement(statement, at=at)
    assert StatementLine.objects.count() == 1
    assert _cash() == Money(-100, "GBP")


def test_money_that_nobody_knows_waits_in_suspense_with_a_break(book: Any, line: Any) -> None:
    counted = book(line("12.34", counterparty="Somebody"), line("-1.00", text="charges"))
    assert counted.matched == 0
    assert _cash() == Money("11.34", "GBP")
    assert _suspense() == Money("-11.34", "GBP")
    assert set(Break.objects.values_list("reason", flat=True)) == {
        BreakReason.UNKNOWN_CREDIT, BreakReason.UNKNOWN_DEBIT,
    }  # fmt: skip


def test_suspense_is_left_by_an_adjustment_of_two_people(book: Any, line: Any, people: Any, at: datetime) -> None:
    book(line("-1.00", text="charges"))
    found = Break.objects.get()
    with transaction.atomic():
        operations.propose(found.public_id, account="psp_fees", note="bank charges", by=people[0])
    with pytest.raises(SecondPersonNeeded), transaction.atomic():
        operations.decide(found.public_id, approve=True, by=people[0], at=at)
    assert _suspense() == Money(1, "GBP")
    with transaction.atomic():
        operations.decide(found.public_id, approve=True, by=people[1], at=at)
    assert _suspense() == Money(0, "GBP")
    assert ledger.balance(AccountCode.PSP_FEES, "GBP") == Money(1, "GBP")
    found.refresh_from_db()
    assert found.status == BreakStatus.RESOLVED
    assert StatementLine.objects.get().match == LineMatch.MANUAL
    with pytest.raises(AlreadyResolved), transaction.atomic():
        operations.resolve(found.public_id, note="again", by=people[0], at=at)


def test_money_in_suspense_is_not_talked_away(book: Any, line: Any, people: Any, at: datetime) -> None:
    book(line("5.00"))
    found = Break.objects.get()
    with pytest.raises(InvalidInput), transaction.atomic():
        operations.resolve(found.public_id, note="never mind", by=people[0], at=at)
    assert Break.objects.get().status == BreakStatus.OPEN


def test_a_providers_payout_that_was_reported_late_is_found_by_the_next_match(
    book: Any, line: Any, at: datetime
) -> None:
    book(line("98.00", reference="stripe payout po_1"))
    assert _suspense() == Money(-98, "GBP")
    paid = SettledLine(
        SettledKind.PAYOUT, "t1", "po_1", "", Money("-98.00", "GBP"), Money(0, "GBP"),
        datetime.combine(at.date(), time(), tzinfo=UTC),
    )  # fmt: skip
    for _again in range(2):
        with transaction.atomic():
            operations.record_report("stripe", at.date(), [paid], at=at)
            operations.reconcile(at=at)
    assert StatementLine.objects.get().match == LineMatch.PROVIDER
    assert _suspense() == Money(0, "GBP")
    assert ledger.balance(AccountCode.PSP_CLEARING, "GBP") == Money(-98, "GBP")
    assert _cash() == Money(98, "GBP")
    assert Break.objects.get().status == BreakStatus.RESOLVED


def test_a_payment_of_another_amount_is_no_payout(loom: Any, paid_out: Any, book: Any, line: Any) -> None:
    payout = paid_out(loom)
    book(line("-99.00", end_to_end=payout.reference))
    payout.refresh_from_db()
    assert payout.status == PayoutStatus.SENT
    assert _suspense() == Money(99, "GBP")


def test_a_gap_between_statements_is_seen(book: Any, line: Any) -> None:
    book(line("10.00"))
    book(line("1.00"), opening=Money("11.00", "GBP"))
    [gap] = Break.objects.filter(reason=BreakReason.STATEMENT_GAP)
    assert gap.money == Money("1.00", "GBP")


def test_a_strangers_account_is_refused_whole(line: Any, at: datetime) -> None:
    statement = Statement(
        "FR1420041010050500013M02606", "S1", "EUR", Money(0, "EUR"), Money(1, "EUR"), at.date(), (line("1.00", "EUR"),)
    )
    with pytest.raises(BadFile), transaction.atomic():
        operations.import_statement(statement, at=at)
    assert not StatementLine.objects.exists()


def test_a_payout_that_the_bank_never_shows_becomes_a_break_and_ends_with_its_line(
    loom: Any, paid_out: Any, book: Any, line: Any, at: datetime
) -> None:
    payout = paid_out(loom)
    later = at + timedelta(days=6)
    for _again in range(2):
        with transaction.atomic():
            operations.reconcile(at=later)
    [found] = Break.objects.all()
    assert (found.reason, found.detail) == (BreakReason.NOT_AT_BANK, payout.reference)
    book(line("-100.00", end_to_end=payout.reference))
    found.refresh_from_db()
    assert found.status == BreakStatus.RESOLVED
