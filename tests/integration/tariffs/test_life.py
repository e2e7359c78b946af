"""Tariffs · the life of a rule: four eyes, what becomes of the one before, its history, and the next load."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from apps.common.errors import InvalidInput, MarketError
from apps.common.types import Actor, ActorKind
from apps.tariffs import errors, operations, selectors
from apps.tariffs.models import Measure, RuleChange, RuleRevision, RuleSource, TaxRate
from apps.tariffs.rules.explanation import recomputed
from apps.tariffs.selectors import remembering
from apps.tariffs.types import Assessment, RuleKind, RuleStatus
from tests.integration.tariffs.test_rules_for import TODAY, consignment

pytestmark = pytest.mark.django_db
ADA, GRACE = Actor(ActorKind.STAFF, "ada"), Actor(ActorKind.STAFF, "grace")
CUP = "EU-MFN-6912-2020-01-01"
NEXT = date(2026, 12, 1)
MEASURE = RuleKind.MEASURE


@pytest.fixture(autouse=True)
def _forget():
    selectors.forget()
    yield
    selectors.forget()


def drafted(at, *, first: date = NEXT, supersedes: str = CUP, expression: str = "10%") -> str:
    values = {"expression": expression, "valid": DateRange(first, None, "[)")}
    return operations.draft(MEASURE, values, reason="Regulation 2026/99", by=ADA, at=at, supersedes=supersedes)


def in_force(at, **values) -> str:
    code = drafted(at, **values)
    operations.verify(MEASURE, code, by=GRACE, at=at)
    operations.activate(MEASURE, code, by=ADA, at=at)
    return code


def duty(day: date) -> Decimal:
    return selectors.assess(consignment("DE", origin="VN", goods="500.00"), as_of=day).lines[0].rate


def test_a_draft_and_a_verified_rule_change_nothing_and_one_in_force_changes_the_days_from_its_first(at):
    before = duty(TODAY)
    code = drafted(at)
    operations.verify(MEASURE, code, by=GRACE, at=at)
    assert (duty(TODAY), duty(NEXT)) == (before, before)

    operations.activate(MEASURE, code, by=ADA, at=at)

    assert code == "EU-MFN-6912-2026-12-01"
    assert (duty(TODAY), duty(NEXT - timedelta(1)), duty(NEXT)) == (before, before, Decimal("0.10"))
    old, new = Measure.objects.get(pk=CUP), Measure.objects.get(pk=code)
    assert (old.status, old.is_enabled, old.valid.upper, old.superseded_by_id) == ("superseded", True, NEXT, code)
    assert (new.status, new.made_by, new.checked_by, new.source_id) == ("active", "ada", "grace", old.source_id)
    acts = RuleChange.objects.filter(rule__in=[CUP, code]).order_by("pk").values_list("rule", "act", "by")
    assert list(acts) == [(code, "drafted", "ada"), (code, "verified", "grace"), (CUP, "superseded", "ada"),
                          (code, "activated", "ada")]  # fmt: skip
    assert RuleRevision.objects.latest("pk").name == f"staff: {code}"


def test_nobody_verifies_an_own_draft_and_no_step_is_taken_twice_or_out_of_turn(at):
    code = drafted(at)
    with pytest.raises(errors.SamePerson):
        operations.verify(MEASURE, code, by=ADA, at=at)
    with pytest.raises(errors.RuleDecided):
        operations.activate(MEASURE, code, by=GRACE, at=at)
    assert Measure.objects.get(pk=code).status == RuleStatus.DRAFT
    assert Measure.objects.get(pk=CUP).valid.upper is None

    with pytest.raises(InvalidInput) as unsaid:
        operations.reject(MEASURE, code, reason=" ", by=GRACE, at=at)
    assert unsaid.value.field == "reason"
    operations.reject(MEASURE, code, reason="Read the annex again", by=GRACE, at=at)
    with pytest.raises(errors.RuleDecided):
        operations.verify(MEASURE, code, by=GRACE, at=at)
    assert (Measure.objects.get(pk=code).status, Measure.objects.get(pk=CUP).status) == ("rejected", "active")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"expression": "lots"}, "expression"),
        ({"valid": DateRange(date(2019, 1, 1), None, "[)")}, "valid"),
        ({"valid": DateRange(NEXT, NEXT, "[)")}, "valid"),
        ({"source_id": "nowhere"}, "source"),
        ({"source_id": None}, "source"),
        ({"layer": "x" * 40}, "layer"),
        ({"reason": ""}, "reason"),
    ],
)
def test_an_unusable_draft_names_its_field_and_leaves_nothing(changed, field, at):
    given = {"valid": DateRange(NEXT, None, "[)"), "expression": "10%", "reason": "why", **changed}
    rows, reason = Measure.objects.count(), given.pop("reason")
    with pytest.raises(MarketError) as refused:
        operations.draft(MEASURE, given, reason=reason, by=ADA, at=at, supersedes=CUP)
    assert refused.value.field == field
    assert (Measure.objects.count(), RuleChange.objects.count()) == (rows, 0)


def test_a_rule_that_only_ends_another_leaves_nothing_after_it(at):
    first = TaxRate.objects.filter(jurisdiction="DE", is_enabled=True).exclude(hs_prefix="").first()
    values = {"valid": DateRange(NEXT, None, "[)")}
    code = operations.draft(
        RuleKind.TAX_RATE, values, reason="repealed", by=ADA, at=at, supersedes=first.pk, only_ends=True
    )
    operations.verify(RuleKind.TAX_RATE, code, by=GRACE, at=at)
    operations.activate(RuleKind.TAX_RATE, code, by=GRACE, at=at)
    assert TaxRate.objects.get(pk=first.pk).valid.upper == NEXT
    assert not TaxRate.objects.get(pk=code).is_enabled


def test_a_rule_that_would_hold_beside_another_is_refused_and_the_old_one_stays_as_it_was(at):
    in_force(at)
    twin = operations.draft(
        MEASURE, {**columns(CUP), "valid": DateRange(date(2027, 1, 1), None, "[)")}, reason="twin", by=ADA, at=at,
        code="EU-TWIN",
    )  # fmt: skip
    operations.verify(MEASURE, twin, by=GRACE, at=at)
    revisions = RuleRevision.objects.count()
    with pytest.raises(errors.RulesOverlap), transaction.atomic():
        operations.activate(MEASURE, twin, by=GRACE, at=at)
    assert (Measure.objects.get(pk=twin).status, RuleRevision.objects.count()) == ("verified", revisions)


def columns(code: str) -> dict[str, object]:
    row = Measure.objects.get(pk=code)
    return {field.attname: getattr(row, field.attname) for field in Measure._meta.concrete_fields}


def test_the_next_load_leaves_what_people_decided_and_takes_the_rest(at):
    source = RuleSource.objects.get(pk=Measure.objects.get(pk=CUP).source_id)
    code = in_force(at)
    operations.recheck_sources([source.pk], on=TODAY, by=ADA, at=at)
    tax = TaxRate.objects.filter(jurisdiction="DE", hs_prefix="").first()
    TaxRate.objects.filter(pk=tax.pk).update(note="stale text")

    operations.load_rows(at)

    assert Measure.objects.get(pk=CUP).valid.upper == NEXT
    assert Measure.objects.get(pk=code).status == RuleStatus.ACTIVE
    assert RuleSource.objects.get(pk=source.pk).checked_on == TODAY
    assert TaxRate.objects.get(pk=tax.pk).note == tax.note
    assert RuleChange.objects.get(rule=tax.pk, act="loaded").before == {"note": "stale text"}


def test_a_loaded_rule_for_days_on_which_a_person_s_rule_holds_comes_in_not_enabled(at):
    code = in_force(at)
    twin = {**columns(code), "code": "EU-MFN-6912-2027-01-01", "made_by": "", "checked_by": "", "supersedes_id": None,
            "valid": DateRange(date(2027, 1, 1), None, "[)")}  # fmt: skip
    operations.upsert_rules(MEASURE, [twin], at=at)
    assert not Measure.objects.get(pk=twin["code"]).is_enabled
    assert RuleChange.objects.get(rule=twin["code"]).note == f"Not enabled: {code} holds."


def test_the_database_knows_no_superseded_rule_without_an_end():
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=CUP).update(status=RuleStatus.SUPERSEDED)


def test_what_was_owed_is_reckoned_again_to_the_same_bytes_whatever_became_of_the_rules(at):
    sent = replace(consignment("DE", origin="VN", goods="500.00"), import_date=TODAY + timedelta(days=9))
    stored = selectors.assess(sent, as_of=TODAY).as_json()
    in_force(at + timedelta(hours=1))
    in_force(at + timedelta(hours=1), supersedes="EU-MFN-6912-2026-12-01", first=date(2027, 3, 1), expression="7%")
    source = RuleSource.objects.get(pk=Measure.objects.get(pk=CUP).source_id)
    operations.recheck_sources(
        [source.pk], on=source.checked_on + timedelta(days=1), by=ADA, at=at + timedelta(hours=2)
    )
    operations.upsert_rules(
        MEASURE, [{**columns(CUP), "code": "T", "hs_prefix": "691200", "known_at": None}], at=at + timedelta(hours=3)
    )
    operations.record_revision(name="loaded", digest="", written=1, at=at + timedelta(hours=3))
    assert selectors.assess(sent, as_of=TODAY).as_json() != stored

    again = remembering.again(sent, Assessment.from_json(stored))

    assert json.dumps(again.as_json()) == json.dumps(stored)
    assert [money.amount for money in recomputed(again)] == [line.amount.amount for line in again.lines]
    with pytest.raises(errors.DatumMissing):
        remembering.again(sent, replace(again, rule_set="0" * 64))


def test_what_was_compared_with_another_tariff_is_reckoned_again_by_that_tariff_as_it_was(at):
    sent = replace(
        consignment("GB", "691200", origin="VN", goods="500.00"), postcode="BT1 1AA", claims=frozenset({"not_at_risk"})
    )
    stored = selectors.assess(sent, as_of=TODAY).as_json()
    british = columns("GB-MFN-6912-2021-01-01")
    operations.upsert_rules(MEASURE, [{**british, "expression": "1%"}], at=at + timedelta(hours=1))
    operations.record_revision(name="loaded", digest="", written=1, at=at + timedelta(hours=1))
    assert selectors.assess(sent, as_of=TODAY).duty != Assessment.from_json(stored).duty

    assert remembering.again(sent, Assessment.from_json(stored)).as_json() == stored
