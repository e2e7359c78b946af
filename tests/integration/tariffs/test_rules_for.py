"""Tariffs · rules out of the database: shipped packs, caching, constraints."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from djmoney.money import Money

from apps.common.remember import forget_everything
from apps.markets.selectors import forget as forget_markets
from apps.tariffs import operations, selectors
from apps.tariffs.errors import DatumMissing
from apps.tariffs.models import Measure, RuleRevision
from apps.tariffs.selectors.editions import RULES
from apps.tariffs.types import Assessment, Consignment, ConsignmentLine
from apps.tariffs.types.rulebook import hashes_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _forget():
    selectors.forget()
    yield
    selectors.forget()


def consignment(ship_to: str, hs_code: str = "691200", *, origin: str = "CN", goods: str = "40.00") -> Consignment:
    rates = {"GBP": "1.15", "USD": "0.86", "JPY": "0.0056", "CNY": "0.121", "AED": "0.234", "RON": "0.197"}
    line = ConsignmentLine("a", hs_code, origin, 1, Money(goods, "EUR"), 900)
    return Consignment("CN" if ship_to != "CN" else "DE", ship_to, "", False, "EUR", (line,), Money("9.00", "EUR"),
                       Money("0.00", "EUR"), {code: Decimal(rate) for code, rate in rates.items()})  # fmt: skip


@pytest.mark.parametrize("ship_to", ["DE", "FR", "GB", "US", "JP", "CN", "AE", "AT", "IT", "LT", "PL"])
def test_every_market_can_be_assessed_from_the_shipped_packs(ship_to):
    assessment = selectors.assess(consignment(ship_to, goods="140.00"), as_of=TODAY)

    assert assessment.payable.amount > 0
    assert Assessment.from_json(assessment.as_json()) == assessment
    assert assessment.rule_set == selectors.rules_for(ship_to, TODAY).digest


def test_a_country_without_rules_is_named_not_charged_nothing():
    with pytest.raises(DatumMissing) as refused:
        selectors.assess(consignment("BR"), as_of=TODAY)
    assert "BR" in refused.value.data["datum"]


def test_what_was_asked_before_is_answered_alike_where_the_rules_are_the_same_and_only_there():
    berlin, helgoland = (replace(consignment("DE"), postcode=postcode) for postcode in ("10115", "27498"))
    first = selectors.assess(replace(berlin, postcode=""), as_of=TODAY)

    assert selectors.assess(berlin, as_of=TODAY) is first
    assert selectors.assess(helgoland, as_of=TODAY).tax != first.tax
    assert selectors.assess(consignment("DE", goods="40.01"), as_of=TODAY).tax.amount >= first.tax.amount
    assert selectors.assess(replace(berlin, incoterm="DAP"), as_of=TODAY).incoterm == "DAP"
    assert selectors.assess(berlin, as_of=date(2026, 6, 1)).as_of == date(2026, 6, 1)


def test_warm_rules_need_no_query(django_assert_num_queries):
    selectors.assess(consignment("DE"), as_of=TODAY)
    with django_assert_num_queries(0):
        selectors.assess(consignment("DE", goods="500.00"), as_of=TODAY)


def test_cold_rules_need_the_same_few_queries_whatever_the_number_of_rows(at):
    def read_cold():
        forget_everything()
        forget_markets()
        selectors.rules_for("FR", TODAY)
        selectors.forget()
        with CaptureQueriesContext(connection) as asked:
            return selectors.rules_for("DE", TODAY), len(asked)

    before, first = read_cold()
    original = Measure.objects.get(pk="EU-MFN-6912-2020-01-01")
    copies = [f"99{number:04d}" for number in range(2000)]
    fields = {field.attname: getattr(original, field.attname) for field in Measure._meta.concrete_fields}
    Measure.objects.bulk_create(Measure(**{**fields, "code": f"T-{code}", "hs_prefix": code}) for code in copies)
    with transaction.atomic():
        operations.record_revision(name="test", digest="", written=2000, at=at)
    after, second = read_cold()
    assert after.digest != before.digest
    assert second == first <= 10


def test_a_second_load_writes_nothing_and_keeps_the_revision(capsys):
    newest = RuleRevision.objects.latest("pk").pk
    call_command("load_reference")
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:-1]]
    assert {row[1] for row in rows} == {"0"}
    assert RuleRevision.objects.latest("pk").pk == newest


def test_a_changed_rule_is_seen_after_a_new_revision(at):
    before = selectors.assess(consignment("DE", origin="VN", goods="500.00"), as_of=TODAY)
    Measure.objects.filter(pk="EU-MFN-6912-2020-01-01").update(expression="10%")
    assert selectors.assess(consignment("DE", origin="VN", goods="500.00"), as_of=TODAY) == before
    with transaction.atomic():
        operations.record_revision(name="test", digest="", written=1, at=at)
    after = selectors.assess(consignment("DE", origin="VN", goods="500.00"), as_of=TODAY)
    assert after.duty == Money("50.90", "EUR")
    assert after.rule_set != before.rule_set


def test_the_hash_of_an_assessment_covers_every_rule_that_it_can_come_from(at):
    """Of goods into Northern Ireland: its own rules, the Union's, and the British ones that are compared with."""
    sent = replace(consignment("GB", "961700"), postcode="BT1 1AA", claims=frozenset({"not_at_risk"}))

    def hashes() -> dict[str, str]:
        own, others = hashes_of(selectors.assess(sent, as_of=TODAY).rule_set)
        return {"own": own, **others}

    touched = 0
    known = hashes()
    for place, said in {"XI": "own", "EU": "own", "WORLD": "own", "GB": "GB"}.items():
        for model in RULES:
            row = model.objects.filter(jurisdiction=place, is_enabled=True).order_by("pk").first()
            if row is None:
                continue
            model.objects.filter(pk=row.pk).update(basis=f"{row.basis} And more.")
            with transaction.atomic():
                operations.record_revision(name="test", digest="", written=1, at=at)
            before, known = known, hashes()
            assert known[said] != before[said], row
            touched += 1
    assert touched >= 10


def test_two_enabled_rules_of_one_key_cannot_overlap_in_time():
    original = Measure.objects.get(pk="EU-MFN-6912-2020-01-01")
    fields = {field.attname: getattr(original, field.attname) for field in Measure._meta.concrete_fields}
    fields |= {"code": "T-OVERLAP", "valid": DateRange(date(2030, 1, 1), None, "[)")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.create(**fields)
    assert not Measure.objects.filter(pk="T-OVERLAP").exists()
    Measure.objects.create(**{**fields, "is_enabled": False})


def test_a_stated_incoterm_follows_the_market():
    assert selectors.rules_for("DE", TODAY).incoterm == "DDP"
    assert selectors.rules_for("RO", TODAY).incoterm == "DAP"


def test_the_command_explains_each_charge_with_rule_and_source(capsys):
    call_command("explain_landed_cost", "CN", "DE", "691110:CN:40.00:900", "--freight", "9.00", "--on", "2026-11-21")
    out = capsys.readouterr().out
    assert "eu_ioss · DDP · 2026-11-21" in out
    assert "EU-FLAT-IOSS: Regulation (EU) 2026/382" in out
    assert "duty 3.00, tax 9.88, fees 0.00: 12.88 EUR" in out


def test_one_reading_serves_every_day_and_each_side_of_a_change(django_assert_num_queries):
    parcel = consignment("DE")
    selectors.assess(parcel, as_of=TODAY)
    with django_assert_num_queries(0):
        found = {day: selectors.assess(parcel, as_of=day) for day in (date(2026, 6, 30), date(2026, 7, 1), TODAY)}
    assert [assessment.scheme for assessment in found.values()] == ["eu_ioss_relief", "eu_ioss", "eu_ioss"]
    assert all(assessment.as_of == day for day, assessment in found.items())
    assert found[TODAY].rule_set == found[date(2026, 7, 1)].rule_set != found[date(2026, 6, 30)].rule_set


def test_an_incoterm_that_the_market_changes_is_followed():
    from apps.markets import selectors as markets
    from apps.markets.models import Market

    assert selectors.rules_for("DE", TODAY).incoterm == "DDP"
    Market.objects.filter(pk="DE").update(duty_policy="DAP")
    markets.forget()
    assert selectors.rules_for("DE", TODAY).incoterm == "DAP"
    markets.forget()


def test_of_a_long_tariff_only_the_measures_of_a_consignment_s_codes_are_read(django_assert_num_queries, at):
    original = Measure.objects.get(pk="EU-MFN-6912-2020-01-01")
    fields = {field.attname: getattr(original, field.attname) for field in Measure._meta.concrete_fields}
    codes = [f"99{number:06d}" for number in range(500)]
    Measure.objects.bulk_create(Measure(**{**fields, "code": f"T-{code}", "hs_prefix": code}) for code in codes)
    with transaction.atomic():
        operations.record_revision(name="test", digest="", written=500, at=at)
    dear = consignment("DE", origin="VN", goods="500.00")
    selectors.assess(dear, as_of=TODAY)
    unknown = consignment("DE", hs_code=codes[7], origin="VN", goods="500.00")
    with django_assert_num_queries(1):
        found = selectors.assess(unknown, as_of=TODAY)
    assert next(line.rule_id for line in found.lines if line.kind == "duty") == f"T-{codes[7]}"
    with django_assert_num_queries(0):
        selectors.assess(unknown, as_of=TODAY)
        selectors.assess(dear, as_of=TODAY)


@pytest.mark.parametrize(
    "changed",
    [
        {"made_by": "ada", "checked_by": "ada", "is_enabled": False, "status": "verified"},
        {"made_by": "ada", "checked_by": "", "status": "active"},
        {"made_by": "ada", "checked_by": "grace", "status": "verified", "is_enabled": True},
        {"status": "draft", "is_enabled": True},
    ],
)
def test_the_database_lets_nobody_check_an_own_rule_nor_use_one_that_is_not_active(changed):
    original = Measure.objects.get(pk="EU-MFN-6912-2020-01-01")
    fields = {field.attname: getattr(original, field.attname) for field in Measure._meta.concrete_fields}
    fields |= {"code": "T-TWO", "hs_prefix": "9999"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.create(**{**fields, **changed})
    assert not Measure.objects.filter(pk="T-TWO").exists()
    Measure.objects.create(**{**fields, "made_by": "ada", "checked_by": "grace"})


def test_a_purchase_s_assessment_of_an_earlier_version_is_still_read():
    newer = selectors.assess(consignment("DE", goods="500.00"), as_of=TODAY)
    stored = newer.as_json()
    for name in ("import_date", "duty_low", "payable_low", "workings", "exchange", "outcomes"):
        del stored[name]
    for line in stored["lines"]:
        for name in ("layer", "scheme", "working", "valid_on"):
            del line[name]
    older = Assessment.from_json(stored)
    assert (older.payable, older.scheme, older.workings) == (newer.payable, newer.scheme, ())
    assert [line.amount for line in older.lines] == [line.amount for line in newer.lines]
