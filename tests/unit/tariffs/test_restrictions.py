"""What keeps goods out of a destination: the rule over rows, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from apps.tariffs.rules import restrictions as rules
from apps.tariffs.types import Destination, GoodsFacts, Restricted, Restriction

DAY = date(2026, 11, 22)
TO_GERMANY = Destination("CN", "DE", ("CN", "WORLD"), ("DE", "EU", "WORLD"), frozenset({"DE", "FR", "LT"}))
WITHIN = replace(TO_GERMANY, ship_from="LT", from_chain=("LT", "EU", "WORLD"))
KNIFE = GoodsFacts(hs_code="821192", origin="CN", text="Chef's knife of steel", seller="CN")
RULE = Restriction(
    rule_id="EU-X",
    jurisdiction="EU",
    direction="import",
    hs_prefix="8211",
    excluded_prefixes=(),
    keyword="",
    un_number="",
    packing_group="",
    country="",
    effect="prohibited",
    needs="",
    licence="",
    minimum_age=None,
    modes=(),
    label="Knives",
    basis="Article 1",
    note="",
    source_title="A law",
    source_url="https://law.example",
    checked_on=DAY,
    is_verified=True,
    valid_from=date(2026, 1, 1),
    valid_to=date(2027, 1, 1),
)


def found(rule: Restriction, goods: GoodsFacts = KNIFE, way: Destination = TO_GERMANY, on: date = DAY) -> list[str]:
    return [one.rule_id for one in rules.restricted(goods, way, [rule], on=on)]


@pytest.mark.parametrize(
    ("change", "is_found"),
    [
        ({}, True),
        ({"hs_prefix": ""}, True),
        ({"hs_prefix": "8212"}, False),
        ({"excluded_prefixes": ("82119",)}, False),
        ({"excluded_prefixes": ("30",)}, True),
        ({"keyword": "chef's knife"}, True),
        ({"keyword": "KNIFE"}, True),
        ({"keyword": "kni"}, False),
        ({"un_number": "3480"}, False),
        ({"packing_group": "II"}, False),
        ({"country": "CN"}, True),
        ({"country": "RU"}, False),
        ({"jurisdiction": "US"}, False),
        ({"jurisdiction": "WORLD"}, True),
        ({"direction": "export"}, False),
        ({"direction": "export", "jurisdiction": "CN"}, True),
        ({"direction": "export", "jurisdiction": "CN", "country": "US"}, False),
        ({"valid_to": DAY}, False),
        ({"valid_from": date(2026, 12, 1)}, True),
    ],
)
def test_a_rule_concerns_goods_that_match_all_it_says(change: dict[str, object], is_found: bool) -> None:
    assert bool(found(replace(RULE, **change))) is is_found  # type: ignore[arg-type]


def test_customs_rules_do_not_concern_what_stays_within_the_union_but_rules_of_sale_do() -> None:
    assert not found(RULE, way=WITHIN)
    assert found(replace(RULE, direction="sale"), way=WITHIN)


@pytest.mark.parametrize(
    ("goods", "is_found"),
    [
        (KNIFE, True),
        (replace(KNIFE, seller="FR"), False),
        (replace(KNIFE, responsible=frozenset({"EU"})), False),
        (replace(KNIFE, responsible=frozenset({"GB"})), True),
        (replace(KNIFE, stated=frozenset({"responsible_person"})), True),
    ],
)
def test_somebody_in_the_union_has_to_answer_for_goods_from_outside(goods: GoodsFacts, is_found: bool) -> None:
    rule = replace(RULE, direction="sale", effect="statement", needs="responsible_person", hs_prefix="")
    assert bool(found(rule, goods)) is is_found


def test_what_is_stated_meets_the_rule_that_needs_it() -> None:
    rule = replace(RULE, effect="licence", needs="cites")
    assert found(rule)
    assert not found(rule, replace(KNIFE, stated=frozenset({"cites"})))


def test_findings_hold_from_their_first_day_and_block_then_only() -> None:
    later = replace(RULE, rule_id="EU-LATER", label="Later", valid_from=date(2026, 12, 1))
    findings = rules.restricted(KNIFE, TO_GERMANY, [later], on=DAY)
    assert rules.blocking(findings, on=DAY) == ()
    assert [one.rule_id for one in rules.blocking(findings, on=date(2026, 12, 1))] == ["EU-LATER"]
    assert rules.blocking(findings, on=date(2027, 1, 1)) == ()


def test_the_gravest_comes_first_and_of_one_rule_for_many_prefixes_the_longest_counts() -> None:
    age = replace(RULE, rule_id="AGE", effect="age", minimum_age=16, label="Knives")
    longer = replace(age, rule_id="AGE-LONG", hs_prefix="82119", minimum_age=18)
    findings = rules.restricted(KNIFE, TO_GERMANY, [age, longer, RULE], on=DAY)
    assert [one.rule_id for one in findings] == ["EU-X", "AGE-LONG"]
    assert rules.age(findings, on=DAY) == 18


@pytest.mark.parametrize("prefix", ["8211", "82119"])
def test_a_rule_holds_until_the_one_that_follows_it_under_the_same_label_begins(prefix: str) -> None:
    begins = date(2026, 12, 1)
    old = replace(RULE, valid_to=begins)
    follower = replace(RULE, rule_id="EU-X-2026-12-01", hs_prefix=prefix, valid_from=begins, valid_to=None)
    findings = rules.restricted(KNIFE, TO_GERMANY, [old, follower], on=DAY)
    assert [one.rule_id for one in rules.blocking(findings, on=DAY)] == ["EU-X"]
    assert [one.rule_id for one in rules.blocking(findings, on=begins)] == ["EU-X-2026-12-01"]


def test_the_sellers_own_age_limit_counts_where_no_law_asks_for_more() -> None:
    goods = replace(KNIFE, minimum_age=18)
    assert rules.age(rules.restricted(goods, TO_GERMANY, [], on=DAY), on=DAY) == 18
    law = replace(RULE, effect="age", minimum_age=21)
    assert len(rules.restricted(goods, TO_GERMANY, [law], on=DAY)) == 1
    coming = replace(law, valid_from=date(2026, 12, 1))
    assert rules.age(rules.restricted(goods, TO_GERMANY, [coming], on=DAY), on=DAY) == 18


def test_goods_travel_only_by_what_all_rules_allow() -> None:
    ground = replace(RULE, rule_id="A", label="A", effect="carriage", modes=("road", "sea"))
    no_sea = replace(RULE, rule_id="B", label="B", effect="carriage", modes=("road", "air"))
    assert rules.modes(rules.restricted(KNIFE, TO_GERMANY, [ground, no_sea], on=DAY), on=DAY) == {"road"}
    assert rules.modes((), on=DAY) is None


def test_a_finding_names_rule_source_and_day_and_survives_being_stored() -> None:
    finding = rules.restricted(KNIFE, TO_GERMANY, [RULE], on=DAY)[0]
    assert (finding.rule_id, finding.source_title, finding.checked_on) == ("EU-X", "A law", "2026-11-22")
    assert Restricted.from_json(finding.as_json()) == finding


PER_PACKAGE = replace(
    RULE, effect="carriage", modes=("road",), direction="sale", hs_prefix="", limit_of="package", limit=Decimal(5),
    limit_unit="l",
)  # fmt: skip
PER_INNER = replace(PER_PACKAGE, rule_id="EU-LQ", effect="prohibited", modes=(), limit_of="inner")


@pytest.mark.parametrize(
    ("rule", "inner", "net", "expected"),
    [
        (PER_INNER, "5", "5", None),
        (PER_INNER, "5.001", "5.001", ("prohibited", None)),
        (PER_PACKAGE, "0.5", "0.5", ("carriage", 10)),
        (PER_PACKAGE, "0.5", "1.5", ("carriage", 3)),
        (PER_PACKAGE, "6", "6", ("carriage", None)),
        (PER_PACKAGE, None, None, ("statement", None)),
    ],
)
def test_more_dangerous_goods_than_law_lets_travel_are_kept_by_the_piece_or_by_their_number(
    rule: Restriction, inner: str | None, net: str | None, expected: tuple[str, int | None] | None
) -> None:
    held = [{"l": Decimal(one)} if one else {"kg": Decimal(1)} for one in (inner, net)]
    goods = replace(KNIFE, inner=held[0], net=held[1])
    findings = rules.restricted(goods, TO_GERMANY, [rule], on=DAY)
    assert [(one.effect, one.most_pieces) for one in findings] == ([expected] if expected else [])
    if expected and expected[0] == "statement":
        assert findings[0].needs == "inner_quantity"
        assert findings[0].grounds(1)


def test_a_limit_of_a_consignment_binds_from_one_piece_more_on_and_says_how_many_may_go() -> None:
    goods = replace(KNIFE, net={"l": Decimal("0.5")})
    findings = rules.restricted(goods, TO_GERMANY, [PER_PACKAGE, replace(PER_PACKAGE, effect="prohibited")], on=DAY)
    assert rules.blocking(findings, on=DAY, pieces=10) == ()
    assert rules.modes(findings, on=DAY, pieces=10) is None
    (kept,) = rules.blocking(findings, on=DAY, pieces=11)
    assert "at most 10 pieces" in kept.text
    assert rules.modes(findings, on=DAY, pieces=11) == frozenset({"road"})
    assert Restricted.from_json(kept.as_json()) == kept
