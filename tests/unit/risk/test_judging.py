"""Rules judge facts: all conditions must hold, what is not known holds nothing, shadows do not act."""

from __future__ import annotations

import pytest

from apps.risk.rules import judging
from apps.risk.rules.features import FEATURES
from apps.risk.rules.shipped import SHIPPED
from apps.risk.types import Action, Hit, Mode, RuleView


def rule(*conditions: tuple[str, str, object], name: str = "r", action: Action = Action.REVIEW, weight: int = 10,
         is_shadow: bool = False) -> RuleView:  # fmt: skip
    return RuleView(name, 1, conditions, action, weight, is_shadow)


@pytest.mark.parametrize(
    ("condition", "facts", "holds"),
    [
        (("amount", ">=", 300), {"amount": 300.0}, True),
        (("amount", ">", 300), {"amount": 300.0}, False),
        (("amount", ">=", 300), {}, False),
        (("amount", ">=", 300), {"amount": "many"}, False),
        (("is_first", "is", True), {"is_first": True}, True),
        (("is_first", "is", True), {"is_first": False}, False),
        (("card_country", "differs", "ship_to"), {"card_country": "US", "ship_to": "DE"}, True),
        (("card_country", "differs", "ship_to"), {"card_country": "DE", "ship_to": "DE"}, False),
        (("card_country", "differs", "ship_to"), {"card_country": "US"}, False),
        (("card_country", "differs", "ship_to"), {"ship_to": "DE"}, False),
        (("ship_to", "in", ["DE", "FR"]), {"ship_to": "FR"}, True),
        (("ship_to", "in", ["DE", "FR"]), {"ship_to": "GB"}, False),
    ],
)
def test_a_condition_holds_of_what_is_known(condition: tuple[str, str, object], facts: dict, holds: bool) -> None:
    assert judging.holds([condition], facts) is holds


def test_all_conditions_of_a_rule_must_hold() -> None:
    both = rule(("amount", ">=", 300), ("is_first", "is", True))

    assert judging.judge({"amount": 400.0, "is_first": True}, [both])
    assert not judging.judge({"amount": 400.0, "is_first": False}, [both])


def test_the_strongest_of_the_acting_rules_decides() -> None:
    found = judging.judge(
        {"amount": 400.0},
        [
            rule(("amount", ">=", 1), name="a", action=Action.STEP_UP),
            rule(("amount", ">=", 1), name="b", action=Action.REVIEW),
            rule(("amount", ">=", 1), name="c", action=Action.BLOCK, is_shadow=True),
        ],
    )

    assert [hit.name for hit in found] == ["a", "b", "c"]
    assert judging.action_of(found) is Action.REVIEW
    assert judging.score_of(found) == 20
    assert judging.action_of(found, mode=Mode.SHADOW) is Action.ALLOW
    assert judging.action_of([]) is Action.ALLOW


def test_a_rule_of_the_score_is_asked_after_all_others() -> None:
    facts = {"amount": 400.0}
    whole = rule(("score", ">=", 20), name="whole")
    others = [rule(("amount", ">=", 1), name="a"), rule(("amount", ">=", 2), name="b")]

    assert [hit.name for hit in judging.judge(facts, [whole, *others])] == ["a", "b", "whole"]
    assert [hit.name for hit in judging.judge(facts, [whole, others[0]])] == ["a"]


@pytest.mark.parametrize(
    "conditions",
    [
        [], "amount >= 3", [["amount", ">="]], [["amounts", ">=", 3]], [["amount", "≥", 3]], [["amount", ">=", "3"]],
        [["amount", ">=", True]], [["ship_to", "in", "DE"]], [["card_country", "differs", "DE"]],
        [["amount", ">=", 3], ["is_first", "is", None]], [3],
    ],
)  # fmt: skip
def test_a_draft_that_cannot_be_judged_by_is_named(conditions: object) -> None:
    assert judging.unusable(conditions)


def test_shipped_rules_can_be_judged_by_and_each_can_decide() -> None:
    views = [rule(*map(tuple, conditions), name=name, action=Action(action), weight=weight, is_shadow=is_shadow)
             for name, _, conditions, action, weight, is_shadow in SHIPPED]  # fmt: skip

    assert all(not judging.unusable(conditions) for _, _, conditions, *_ in SHIPPED)
    assert judging.unreachable(views) == []
    assert len({name for name, *_ in SHIPPED}) == len(SHIPPED)


def test_a_rule_that_a_wider_one_always_answers_before_is_named() -> None:
    wide = rule(("amount", ">=", 300), name="wide", action=Action.BLOCK)
    narrow = rule(("amount", ">=", 300), ("is_first", "is", True), name="narrow")

    assert judging.unreachable([wide, narrow]) == ["narrow"]
    assert judging.unreachable([wide, rule(*narrow.conditions, name="narrow", action=Action.BLOCK)]) == ["narrow"]
    assert judging.unreachable([narrow, rule(*wide.conditions, name="wide", action=Action.STEP_UP)]) == []


def test_a_reason_says_what_was_asked_and_what_was_so() -> None:
    assert judging.said([["amount", ">=", 300]], {"amount": 420.0}) == [(FEATURES["amount"], "amount >= 300", 420.0)]


def test_a_hit_is_kept_and_read_back() -> None:
    hit = Hit("a", 3, Action.STEP_UP, 15, False)
    assert Hit(**{**hit.as_json(), "action": Action(hit.as_json()["action"])}) == hit
