"""The queue and the rules in administration: what staff see, what they may, and that rules need two people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.test import Client

from apps.accounts.models import User
from apps.payments.models import Operation
from apps.payments.types import OperationKind
from apps.risk import operations, selectors
from apps.risk.errors import OtherPersonNeeded, RuleInForce
from apps.risk.models import Case, Rule
from apps.risk.rules.shipped import SHIPPED
from apps.risk.types import Action
from tests.factories import checkout as make
from tests.integration.tenancy.people import person, staff_browser

pytestmark = pytest.mark.django_db
QUEUE, RULES, REPORT = "/admin/risk/case/", "/admin/risk/rule/", "/admin/risk/rule/report/"


def clerk(*rights: str) -> User:
    found = person(is_staff=True)
    found.user_permissions.set(Permission.objects.filter(content_type__app_label="risk", codename__in=rights))
    return found


@pytest.fixture
def case(kiln: Any, at: datetime, rule: Callable[..., Rule], bought: Any, drain: Any) -> Case:
    rule([["amount", ">=", 0]], "review", name="always")
    bought(make.goods(kiln, at=at))
    drain()
    return Case.objects.get()


def at_desk(*rights: str) -> Client:
    return staff_browser(clerk(*rights))


def test_a_case_says_why_and_what_can_be_done(case: Case) -> None:
    desk = at_desk("view_case", "change_case")

    listed = desk.get(QUEUE).content.decode()
    assert "always" in listed
    assert "– · DE · DE" in listed
    assert desk.get(f"{QUEUE}{case.pk}/change/", follow=True).status_code == 200
    page = desk.get(f"{QUEUE}{case.public_id}/page/").content.decode()
    assert 'data-rule="always"' in page
    assert "amount &gt;= 0" in page
    assert "Release" in page
    assert "jana" not in page.lower()


def test_who_may_only_look_decides_nothing(case: Case) -> None:
    desk = at_desk("view_case")

    assert "formaction" not in desk.get(f"{QUEUE}{case.public_id}/page/").content.decode()
    for act in ("take", "release", "refuse", "reopen"):
        assert desk.post(f"{QUEUE}{case.public_id}/{act}/").status_code == 403
    assert at_desk().get(f"{QUEUE}{case.public_id}/page/").status_code == 403
    case.refresh_from_db()
    assert (case.status, case.owner) == ("open", None)


def test_a_case_is_taken_released_and_held_again(case: Case, drain: Any) -> None:
    desk = at_desk("view_case", "change_case")
    for act, status in (("take", "open"), ("release", "released"), ("reopen", "open")):
        answer = desk.post(f"{QUEUE}{case.public_id}/{act}/", {"note": "Looked."}, follow=True)
        assert answer.status_code == 200
        case.refresh_from_db()
        assert case.status == status
    drain()

    assert Operation.objects.filter(kind=OperationKind.CAPTURE).count() == 1
    assert [event.code for event in case.events.all()] == ["taken", "released", "reopened"]


def test_the_report_counts_what_was_held_for_nothing(case: Case, at: datetime) -> None:
    with transaction.atomic():
        operations.release(case.public_id, person_id=clerk().pk, note="", at=at)

    report = selectors.rule_reports(at=at)
    assert [(row.name, row.hits, row.reviewed, row.released, row.false_positive_share) for row in report] == [
        ("always", 1, 1, 1, 1.0)
    ]
    page = at_desk("view_rule").get(REPORT).content.decode()
    assert 'data-reviewed="1" data-released="1"' in page
    assert at_desk().get(REPORT).status_code == 403


def test_shipped_rules_are_in_force_from_the_start(at: datetime) -> None:
    assert {view.name for view in selectors.rules_in_force(at=at)} == {name for name, *_ in SHIPPED}


def draft(made_by: User, at: datetime, **changed: Any) -> Rule:
    facts = {"title": "t", "conditions": [["amount", ">=", 9]], "action": Action.BLOCK, "weight": 5, "is_shadow": False,
             "valid_from": at, "made_by": made_by.pk, "at": at} | changed  # fmt: skip
    with transaction.atomic():
        return operations.draft("card-velocity", **facts)


def test_a_draft_judges_nothing_before_a_second_person_checks_it(at: datetime) -> None:
    maker, checker = clerk(), clerk()
    rule = draft(maker, at)

    def in_force() -> int:
        return {view.name: view.version for view in selectors.rules_in_force(at=at)}["card-velocity"]

    assert (rule.version, in_force()) == (2, 1)
    with pytest.raises(OtherPersonNeeded), transaction.atomic():
        operations.put_into_force(rule.pk, checked_by=maker.pk, at=at)
    assert in_force() == 1
    with transaction.atomic():
        operations.put_into_force(rule.pk, checked_by=checker.pk, at=at)
    assert in_force() == 2
    with pytest.raises(RuleInForce), transaction.atomic():
        operations.put_into_force(rule.pk, checked_by=checker.pk, at=at)


def test_the_database_itself_asks_for_two_people(at: datetime) -> None:
    rule = draft(clerk(), at)
    for changes in ({"checked_by": rule.made_by, "checked_at": at}, {"checked_at": at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rule.objects.filter(pk=rule.pk).update(**changes)


def test_a_retired_rule_judges_no_more(at: datetime) -> None:
    rule = draft(clerk(), at, is_retired=True)
    with transaction.atomic():
        operations.put_into_force(rule.pk, checked_by=clerk().pk, at=at)

    assert "card-velocity" not in {view.name for view in selectors.rules_in_force(at=at)}


def test_a_rule_is_drafted_and_checked_in_administration(at: datetime) -> None:
    maker, checker = at_desk("view_rule", "add_rule", "change_rule"), at_desk("view_rule", "change_rule")
    known = Rule.objects.get(name="card-velocity")
    form = {"name": "card-velocity", "title": "Sharper", "conditions": '[["card_tried_24h", ">=", 4]]',
            "action": "review", "weight": "45", "valid_from_0": "", "valid_from_1": ""}  # fmt: skip
    assert "card_tried_24h" in maker.get(f"{RULES}add/?of={known.pk}").content.decode()
    faulty = maker.post(f"{RULES}add/", form | {"conditions": '[["cards", ">=", 4]]'})
    assert faulty.status_code == 422
    assert not Rule.objects.filter(version=2).exists()
    assert maker.post(f"{RULES}add/", form).status_code == 302
    made = Rule.objects.get(version=2)
    act = {"action": "put_into_force", "_selected_action": [made.pk]}
    maker.post(RULES, act)
    made.refresh_from_db()
    assert made.checked_at is None
    checker.post(RULES, act)
    made.refresh_from_db()
    assert made.checked_at is not None
    assert checker.get(f"{RULES}add/").status_code == 403
