"""From the pay button to the capture: what is judged, kept, held, released and refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from apps.checkout import selectors as checkouts
from apps.checkout.models import CheckoutSession
from apps.checkout.operations import Device
from apps.checkout.selectors.attempts import attempt as attempt_of
from apps.ledger import selectors as ledger
from apps.orders import operations as orders
from apps.orders.errors import UnderReview
from apps.orders.models import Order
from apps.payments.models import Intent, Operation
from apps.payments.types import OperationKind
from apps.risk import operations, selectors
from apps.risk.errors import CaseDecided, NotUndoable, PaymentNotTaken
from apps.risk.models import Case, CaseEvent, Decision, Signal
from apps.risk.types import Action, CaseStatus, SignalKind, SignalOutcome, Stage, Visit
from apps.shipping.errors import ShipmentHeld
from apps.shipping.models import Fulfilment
from apps.shipping.operations import packing
from apps.stock.models import Reservation
from tests.factories import checkout as make
from tests.integration.tenancy.people import member, person, team_browser

pytestmark = pytest.mark.django_db
ALWAYS = [["amount", ">=", 0]]


def case_of(purchase: Any) -> Case:
    return Case.objects.get(purchase_id=purchase.public_id)


def captures() -> int:
    return Operation.objects.filter(kind=OperationKind.CAPTURE).count()


def test_an_attempt_leaves_a_decision_and_pseudonyms(kiln: Any, at: datetime, pressed: Callable[..., UUID]) -> None:
    session = pressed(make.goods(kiln, at=at))

    row = Decision.objects.get()
    assert (row.stage, row.action, row.session_id) == (Stage.ATTEMPT, Action.ALLOW, session)
    assert row.intent_id == CheckoutSession.objects.get(public_id=session).intent_id
    assert (row.facts["ip_country"], row.facts["is_first"]) == ("DE", True)
    assert row.facts["amount"] > 0
    kinds = {SignalKind.DEVICE, SignalKind.EMAIL, SignalKind.ADDRESS, SignalKind.NETWORK, SignalKind.PERSON}
    assert set(Signal.objects.values_list("kind", flat=True)) == kinds
    assert set(Signal.objects.values_list("outcome", flat=True)) == {SignalOutcome.TRIED}
    told = str(row.facts) + str(row.keys) + str(row.shares) + str(row.hits)
    assert not any(word in told for word in ("jana", "Torstr", "93.184", "session:one"))


def test_a_decision_takes_two_statements(kiln: Any, loom: Any, at: datetime, pressed: Callable[..., UUID]) -> None:
    variants = [*make.goods(kiln, at=at, count=2), *make.goods(loom, at=at)]
    pressed(variants)  # fills the memories of this process
    session, _ = make.ready(make.cart(variants, at=at), at=at)
    view = checkouts.session_for_payment(session)
    assert view.quote is not None
    attempt = attempt_of(view, view.quote, visit=Visit(ip="93.184.216.34"), person="", on=at.date())

    with CaptureQueriesContext(connection) as asked:
        verdict = operations.assess(attempt, at=at)
        with transaction.atomic():
            operations.record(verdict, intent_id=None, at=at)

    # Prepared statements, as the one that writes may be, are not all captured.
    assert len([one for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]]) in (1, 2)


def test_a_blocked_attempt_holds_nothing_and_does_not_say_why(
    kiln: Any, at: datetime, rule: Callable[..., Any], pressed: Callable[..., UUID]
) -> None:
    rule(ALWAYS, "block", name="secret-rule")
    variants = make.goods(kiln, at=at)

    with pytest.raises(PaymentNotTaken) as refused:
        pressed(variants)

    assert "secret-rule" not in str(refused.value)
    assert refused.value.status == 403
    assert not Intent.objects.exists()
    assert not Reservation.objects.exists()
    assert Decision.objects.get().action == Action.BLOCK
    assert set(Signal.objects.values_list("outcome", flat=True)) == {SignalOutcome.BLOCKED}


def test_a_step_up_has_the_bank_ask(kiln: Any, at: datetime, rule: Callable[..., Any], pressed: Any) -> None:
    rule(ALWAYS, "step_up")
    pressed(make.goods(kiln, at=at))

    assert Intent.objects.get().attempts.get().request["challenge"] is True


def test_a_shadow_rule_is_recorded_and_does_not_act(
    kiln: Any, at: datetime, rule: Callable[..., Any], pressed: Any
) -> None:
    rule(ALWAYS, "block", is_shadow=True)
    pressed(make.goods(kiln, at=at))

    row = Decision.objects.get()
    assert (row.action, row.score) == (Action.ALLOW, 0)
    assert [(hit.name, hit.is_shadow) for hit in row.found] == [("only", True)]


def test_in_shadow_mode_no_rule_acts(
    kiln: Any, at: datetime, settings: Any, rule: Callable[..., Any], pressed: Any
) -> None:
    settings.RISK_MODE = "shadow"
    rule(ALWAYS, "block")
    pressed(make.goods(kiln, at=at))

    assert Decision.objects.get().action == Action.ALLOW
    assert Decision.objects.get().hits


def test_a_clear_payment_is_captured(kiln: Any, at: datetime, bought: Any, drain: Any) -> None:
    purchase = bought(make.goods(kiln, at=at))
    drain()

    assert [row.stage for row in Decision.objects.order_by("pk")] == [Stage.ATTEMPT, Stage.PAYMENT]
    assert captures() == 1
    assert selectors.case_of_purchase(purchase.public_id) is None
    assert Signal.objects.filter(outcome=SignalOutcome.PAID).count() == 5


def test_a_purchase_that_was_never_judged_is_captured(kiln: Any, at: datetime, drain: Any) -> None:
    make.purchase(make.goods(kiln, at=at), at=at)
    drain()

    assert captures() == 1
    assert not Decision.objects.exists()


def held(rule: Callable[..., Any], bought: Any, drain: Any, variants: list[UUID]) -> Any:
    rule(ALWAYS, "review")
    purchase = bought(variants)
    drain()
    return purchase


def test_a_held_payment_waits_with_its_goods(
    kiln: Any, loom: Any, at: datetime, rule: Any, bought: Any, drain: Any
) -> None:
    purchase = held(rule, bought, drain, [*make.goods(kiln, at=at), *make.goods(loom, at=at)])

    case = case_of(purchase)
    assert (case.status, set(case.vendor_ids)) == (CaseStatus.OPEN, {kiln.pk, loom.pk})
    assert captures() == 0
    for vendor in (kiln, loom):
        with tenant_context(vendor), transaction.atomic():
            order = Order.objects.get()
            assert order.held_at is not None
            with pytest.raises(UnderReview):
                orders.confirm(order.public_id, at=at, by=make.BUYER)
            with pytest.raises(ShipmentHeld):
                packing.pack(Fulfilment.objects.get().public_id, at=at, by=make.BUYER)
            assert Order.objects.get().status == "placed"


def test_judging_a_payment_again_changes_nothing(kiln: Any, at: datetime, rule: Any, bought: Any, drain: Any) -> None:
    purchase = held(rule, bought, drain, make.goods(kiln, at=at))
    before = Decision.objects.count(), Signal.objects.count()

    with transaction.atomic():
        again = operations.judge_payment(case_of(purchase).intent_id, purchase_id=purchase.public_id, card=None, at=at)

    assert again is Action.REVIEW
    assert (Decision.objects.count(), Signal.objects.count()) == before


def test_a_released_payment_is_captured_and_its_goods_may_go(
    kiln: Any, at: datetime, rule: Any, bought: Any, drain: Any
) -> None:
    purchase = held(rule, bought, drain, make.goods(kiln, at=at))
    staff = person(is_staff=True)
    with transaction.atomic():
        operations.take_over(case_of(purchase).public_id, person_id=staff.pk, at=at)
        operations.release(case_of(purchase).public_id, person_id=staff.pk, note="Called the buyer.", at=at)
    drain()

    case = case_of(purchase)
    assert (case.status, case.owner, case.decided_by, case.note) == ("released", staff, staff, "Called the buyer.")
    assert captures() == 1
    with tenant_context(kiln), transaction.atomic():
        orders.confirm(Order.objects.get().public_id, at=at, by=make.BUYER)
    assert list(CaseEvent.objects.values_list("code", flat=True)) == ["taken", "released"]
    with pytest.raises(CaseDecided), transaction.atomic():
        operations.refuse(case.public_id, person_id=staff.pk, note="", at=at)


def test_a_refused_payment_gives_the_money_free_and_ends_the_orders(
    kiln: Any, loom: Any, at: datetime, rule: Any, bought: Any, drain: Any
) -> None:
    from apps.payments import operations as payments

    purchase = held(rule, bought, drain, [*make.goods(kiln, at=at), *make.goods(loom, at=at)])
    staff = person(is_staff=True)
    with transaction.atomic():
        operations.refuse(case_of(purchase).public_id, person_id=staff.pk, note="Stolen card.", at=at)
    void = Operation.objects.get(kind=OperationKind.VOID)
    payments.perform(void.public_id, at=at)
    drain()

    assert case_of(purchase).status == CaseStatus.REFUSED
    assert captures() == 0
    for vendor in (kiln, loom):
        with tenant_context(vendor):
            assert Order.objects.get().status == "cancelled"
    assert all(not row.difference.amount for row in ledger.trial_balance())
    assert not any(row.balance.amount for row in ledger.balances()), ledger.balances()
    with pytest.raises(NotUndoable), transaction.atomic():
        operations.reopen(case_of(purchase).public_id, person_id=staff.pk, note="", at=at)


def test_a_release_is_taken_back_while_goods_are_in_the_house(
    kiln: Any, at: datetime, rule: Any, bought: Any, drain: Any
) -> None:
    purchase = held(rule, bought, drain, make.goods(kiln, at=at))
    staff = person(is_staff=True)
    with transaction.atomic():
        operations.release(case_of(purchase).public_id, person_id=staff.pk, note="", at=at)
        operations.reopen(case_of(purchase).public_id, person_id=staff.pk, note="Looked wrong.", at=at)

    assert case_of(purchase).status == CaseStatus.OPEN
    with tenant_context(kiln):
        assert Order.objects.get().held_at is not None
        Order.objects.update(status="shipped", held_at=None)
    with transaction.atomic():
        Case.objects.update(status="released", decided_at=at)
    with pytest.raises(NotUndoable), transaction.atomic():
        operations.reopen(case_of(purchase).public_id, person_id=staff.pk, note="", at=at)
    assert case_of(purchase).status == CaseStatus.RELEASED


def test_what_was_done_before_is_counted(kiln: Any, at: datetime, pressed: Any) -> None:
    variants = make.goods(kiln, at=at)
    pressed(variants)
    pressed(variants, device=Device(ip="93.184.216.99", name="session:two"))

    facts = Decision.objects.order_by("-pk")[0].facts
    assert (facts["email_tried_1h"], facts["address_tried_24h"], facts["network_tried_1h"]) == (1, 1, 1)
    assert facts["device_tried_1h"] == 0


def test_a_member_of_the_vendor_s_team_is_held(kiln: Any, at: datetime, bought: Any, drain: Any) -> None:
    from apps.vendors.models import Vendor

    Vendor.objects.filter(pk=kiln.pk).update(contact_email=make.EMAIL.upper())
    purchase = bought(make.goods(kiln, at=at))
    drain()

    case = case_of(purchase)
    assert case.decision.facts["is_own_team"] is True
    assert "own-team" in [hit.name for hit in case.decision.found]


def test_a_refund_counts_once_and_a_dispute_holds_the_next(kiln: Any, at: datetime, bought: Any, drain: Any) -> None:
    first = bought(make.goods(kiln, at=at))
    drain()
    intent_id = Decision.objects.get(stage=Stage.PAYMENT).intent_id
    for _ in range(2):
        with transaction.atomic():
            operations.note_given_back(intent_id, outcome=SignalOutcome.REFUNDED, at=at)
    with transaction.atomic():
        operations.note_given_back(intent_id, outcome=SignalOutcome.DISPUTED, at=at)
    second = bought(make.goods(kiln, at=at))
    drain()

    facts = case_of(second).decision.facts
    assert (facts["email_refunded"], facts["email_disputed"], facts["email_paid"]) == (1, 1, 1)
    assert selectors.case_of_purchase(first.public_id) is None


def test_old_signals_are_forgotten(kiln: Any, at: datetime, settings: Any, pressed: Any) -> None:
    pressed(make.goods(kiln, at=at))
    Signal.objects.filter(kind=SignalKind.EMAIL).update(at=at - timedelta(days=settings.RISK_SIGNAL_DAYS + 1))

    assert operations.forget_old(at=at) == 1
    assert not Signal.objects.filter(kind=SignalKind.EMAIL).exists()
    assert Signal.objects.exists()


def test_a_vendor_sees_that_nothing_is_to_be_sent(kiln: Any, at: datetime, rule: Any, bought: Any, drain: Any) -> None:
    held(rule, bought, drain, make.goods(kiln, at=at))
    with tenant_context(kiln):
        order = Order.objects.get()
    team = team_browser(kiln, member(kiln, "owner"))

    page = team.get(f"/dashboard/orders/{order.public_id}/").content.decode()
    assert "Under review: do not ship" in page
    assert "Confirm order" not in page
    assert "Under review" in team.get("/dashboard/orders/").content.decode()
    assert team.post(f"/dashboard/orders/{order.public_id}/confirm/").status_code == 409
    with tenant_context(kiln):
        assert Order.objects.get().status == "placed"
