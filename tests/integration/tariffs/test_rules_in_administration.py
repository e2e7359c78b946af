"""Tariffs · administration: proposing a change, four eyes, what changes on a day, the age of sources."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.admin.sites import site
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client

from apps.common.clock import now
from apps.tariffs import selectors
from apps.tariffs.admin.drafting import Drafting
from apps.tariffs.models import Measure, RuleSource
from apps.tariffs.types import RuleKind
from tests.integration.tenancy.people import person, staff_browser

pytestmark = pytest.mark.django_db
CUP = "EU-MFN-6912-2020-01-01"
NEXT = "EU-MFN-6912-2026-12-01"
MEASURES = "/admin/tariffs/measure/"
FLIPS = "/admin/tariffs/jurisdiction/flips/"
DRAFTS = "/admin/tariffs/jurisdiction/drafts/"


@pytest.fixture(autouse=True)
def _forget():
    selectors.forget()
    yield
    selectors.forget()


def at_desk(*rights: str) -> Client:
    clerk = person(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(content_type__app_label="tariffs", codename__in=rights))
    return staff_browser(clerk)


def proposal(client: Client, **changed: str) -> dict[str, str]:
    """What the form of the cup's duty shows, as a browser would send it."""
    form = client.get(f"{MEASURES}{CUP}/propose/").context["form"]
    shown = {field.html_name: field.value() for field in form}
    kept = {name: ",".join(value) if isinstance(value, list) else value for name, value in shown.items()}
    return {name: str(value) for name, value in {**kept, **changed}.items() if value not in (None, False, "")}


def test_a_change_is_proposed_by_one_person_and_put_in_force_by_another():
    rights = ("view_measure", "add_measure", "change_measure")
    maker, checker, reader = at_desk(*rights), at_desk(*rights), at_desk("view_measure")
    assert reader.get(f"{MEASURES}{CUP}/propose/").status_code == 403
    given = proposal(maker, expression="lots", first_day="2026-12-01", reason="Regulation 2026/99")
    refused = maker.post(f"{MEASURES}{CUP}/propose/", given)
    assert refused.status_code == 422
    assert "Write the duty like" in refused.content.decode()
    assert not Measure.objects.filter(status="draft").exists()

    maker.post(f"{MEASURES}{CUP}/propose/", {**given, "expression": "10%"})
    page = f"{MEASURES}{NEXT}/rule/"
    own = maker.get(page).content.decode()
    assert '<mark class="bg-yellow-200 text-black px-1">10%</mark>' in own
    assert own.count("data-changed") == 2
    assert 'value="both"' not in own
    maker.post(page, {"step": "both"})
    reader_said = reader.post(page, {"step": "both"})
    assert reader_said.status_code == 403
    assert Measure.objects.get(pk=NEXT).status == "draft"

    listed = checker.get(DRAFTS).content.decode()
    assert NEXT in listed
    assert "Regulation 2026/99" in listed
    checker.post(DRAFTS, {"rule": [f"measures/{NEXT}", "measures/none", "nonsense"], "step": "verify"})
    assert Measure.objects.get(pk=NEXT).status == "verified"
    checker.post(page, {"step": "activate"})
    assert Measure.objects.get(pk=NEXT).status == "active"
    old = checker.get(f"{MEASURES}{CUP}/rule/").content.decode()
    assert 'data-status="superseded"' in old
    assert page in old


def test_no_rule_is_edited_or_deleted_and_forms_and_the_overview_ask_few_questions(django_assert_max_num_queries):
    root = staff_browser(person(is_staff=True, is_superuser=True))
    for kind in RuleKind:
        admin = site._registry[selectors.lists.model_of(kind)]
        assert isinstance(admin, Drafting)
        assert (admin.has_change_permission(None), admin.has_delete_permission(None)) == (False, False)
    assert root.get(f"{MEASURES}{CUP}/change/").url == f"{MEASURES}{CUP}/rule/"
    with django_assert_max_num_queries(14):
        assert root.get(f"{MEASURES}add/").status_code == 200
    with django_assert_max_num_queries(30):
        places = root.get("/admin/tariffs/jurisdiction/places/").content.decode()
    assert 'data-place="DE"' in places


def test_the_first_of_july_is_shown_with_totals_rules_and_sources_as_page_as_table_and_in_the_terminal(capsys):
    client = at_desk("view_measure")
    asked = {"on": "2026-07-01", "to": ["DE", "GB"], "samples": "baskets"}
    found = client.get(f"{FLIPS}?{urlencode(asked, doseq=True)}")
    cups = next(flip for flip in found.context["changed"] if flip.sample.label == "Two cups → DE")
    assert {flip.sample.consignment.ship_to for flip in found.context["changed"]} == {"DE"}
    assert (cups.before.duty.amount, cups.after.duty.amount) == (0, 3)
    page = found.content.decode()
    flat = next(line.after for line in cups.lines if line.after and line.after.kind == "duty")
    assert flat.rule_id in page
    assert flat.source_url in page
    assert page.count("<rect") == 2 * len(found.context["changed"])

    table = list(csv.DictReader(io.StringIO(client.get(f"{FLIPS}?{found.context['csv_query']}").content.decode())))
    rows = [row for row in table if row["goods"] == "Two cups → DE"]
    assert {row["difference"] for row in rows} == {str(cups.difference.amount)}
    assert flat.rule_id in {row["rule 2026-07-01"] for row in rows}

    call_command("whats_changing", "--on", "2026-07-01", "--to", "DE", "GB")
    told = capsys.readouterr().out
    assert f"Two cups → DE: {cups.before.payable.amount} -> {cups.after.payable.amount} EUR" in told
    assert "Two cups → GB" in told
    assert ", unchanged" in told


def test_drafts_are_tried_as_if_they_held_and_typed_goods_are_read_or_refused_by_name():
    rights = ("view_measure", "add_measure", "change_measure")
    maker = at_desk(*rights)
    given = proposal(maker, expression="50%", first_day="2026-12-01", reason="what if")
    maker.post(f"{MEASURES}{CUP}/propose/", given)
    cup = {"hs": "691200", "origin": "VN", "value": "1000.00", "quantity": 1, "weight_kg": "2"}
    goods = {"ship_from": "VN", "ship_to": "DE", "currency": "EUR", "freight": "0", "goods": [cup]}
    asked = {"on": "2026-12-02", "before": "2026-12-02", "typed": json.dumps(goods), "drafts": f"measures/{NEXT}"}
    [flip] = maker.get(f"{FLIPS}?{urlencode(asked)}").context["changed"]
    assert flip.after.duty.amount == 500
    assert 0 < flip.before.duty.amount < 500
    del asked["drafts"]
    assert maker.get(f"{FLIPS}?{urlencode(asked)}").context["changed"] == []

    wrong = maker.get(f"{FLIPS}?{urlencode({**asked, 'typed': json.dumps({**goods, 'ship_to': 'Germany'})})}")
    assert wrong.status_code == 422
    assert "ship_to" in wrong.context["form"].errors["typed"][0]


def test_sources_that_nobody_looked_at_for_long_are_told_until_somebody_does(capsys):
    source = RuleSource.objects.get(pk=Measure.objects.get(pk=CUP).source_id)
    today = now().date()
    RuleSource.objects.update(checked_on=today)
    call_command("check_rule_sources")
    RuleSource.objects.filter(pk=source.pk).update(checked_on=today - timedelta(days=91))
    with pytest.raises(SystemExit) as ended:
        call_command("check_rule_sources")
    assert ended.value.code == 1
    assert source.pk in capsys.readouterr().out

    desk: Any = at_desk("view_measure", "view_rulesource", "change_rulesource")
    assert f'data-source="{source.pk}"' in desk.get("/admin/tariffs/jurisdiction/places/").content.decode()
    chosen = {"action": "still_so", "_selected_action": [source.pk]}
    desk.post("/admin/tariffs/rulesource/", chosen)
    assert RuleSource.objects.get(pk=source.pk).checked_on == today
    call_command("check_rule_sources")
