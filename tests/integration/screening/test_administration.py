"""Matches, lists and looking up a name in administration, and the same through the staff's API."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from apps.accounts.models import User
from apps.screening.models import Match, Party
from tests.integration.api.staff.test_staff import desk_of
from tests.integration.tenancy.people import person, staff_browser

from .conftest import LISTED, only_match

pytestmark = pytest.mark.django_db
VERSIONS = "/admin/screening/listversion/"
REASON = {"reason": "Another date and place of birth."}


def clerk(*rights: str) -> User:
    found = person(is_staff=True)
    found.user_permissions.set(Permission.objects.filter(content_type__app_label="screening", codename__in=rights))
    return found


def at_desk(*rights: str) -> Client:
    return staff_browser(clerk(*rights))


def test_a_match_is_shown_side_by_side_and_decided_by_two_people(screened: Any) -> None:
    screened("Zoltaryon Drakmoor", country="DE", birth_date="1985-05-05")
    match = only_match()
    page, act = f"/admin/screening/match/{match.public_id}/page/", f"/admin/screening/match/{match.public_id}/"
    first, second, reader = (
        at_desk("view_match", "change_match"), at_desk("view_match", "change_match"), at_desk("view_match"),
    )  # fmt: skip

    shown = first.get(page).content.decode()
    assert '<mark class="bg-yellow-200 text-black px-1">zoltaryon 100 %</mark>' in shown
    assert 'data-reason="birth_conflict"' in shown
    assert "DEMO.001" in shown
    assert LISTED in first.get("/admin/screening/match/").content.decode()

    assert reader.post(f"{act}propose/", {**REASON, "verdict": "cleared"}).status_code == 403
    assert first.post(f"{act}propose/", {**REASON, "verdict": "nonsense"}).status_code == 403
    first.post(f"{act}propose/", {**REASON, "verdict": "cleared"})
    refused = first.post(f"{act}confirm/", {"verdict": "cleared"}, follow=True).content.decode()
    assert "you have proposed it" in refused
    assert only_match().status == "proposed"
    assert "Confirm: Somebody else" in second.get(page).content.decode()
    second.post(f"{act}confirm/", {"verdict": "cleared"})
    assert only_match().status == "cleared"
    second.post(f"{act}take-back/", {"reason": "Wrong file."})
    assert only_match().status == "open"


def test_lists_show_their_age_and_one_that_is_missing_is_an_alarm(db: None, settings: Any) -> None:
    desk = at_desk("view_listversion", "view_listentry")
    fit = desk.get(f"{VERSIONS}states/").content.decode()
    assert 'data-source="demo" data-fit="yes"' in fit
    assert 'role="alert"' not in fit
    assert "Zoltarion" in desk.get("/admin/screening/listentry/").content.decode()

    settings.SCREENING_LISTS = {**settings.SCREENING_LISTS, "un": "https://un.invalid/list.xml"}
    unfit = desk.get(f"{VERSIONS}states/").content.decode()
    assert 'data-source="un" data-fit="no"' in unfit
    assert "Nobody is screened" in unfit
    assert desk.post(f"{VERSIONS}search/", {"name": LISTED}).status_code == 422


def test_a_name_is_looked_up_in_any_script_and_nothing_is_kept(db: None) -> None:
    desk = at_desk("view_listversion")
    for name, ref in (
        ("Drakmoor Zoltarion", "DEMO.001"), ("Тенебровский Вадислав", "DEMO.002"), ("قاسمور النژداري", "DEMO.003"),
        ("欧阳虚名德", "DEMO.004"), ("BLACK FATHOM PROCUREMENT LTD", "DEMO.101"),
    ):  # fmt: skip
        found = desk.post(f"{VERSIONS}search/", {"name": name, "country": "", "birth_date": ""}).content.decode()
        assert ref in found, name
    assert "None." in desk.post(f"{VERSIONS}search/", {"name": "Jana Müller"}).content.decode()
    assert desk.post(f"{VERSIONS}search/", {"name": LISTED, "birth_date": "long ago"}).status_code == 422
    assert at_desk().get(f"{VERSIONS}search/").status_code == 403
    assert not Party.objects.exists()
    assert not Match.objects.exists()


def test_programs_of_staff_do_the_same_and_two_people_are_two_there_too(screened: Any, at: Any) -> None:
    rights = ("view_match", "change_match", "view_listversion")
    (one, two), blind = (desk_of(clerk(*rights), at) for _ in range(2)), desk_of(clerk(), at)
    screened(LISTED)
    match = only_match().public_id
    address = f"screening/matches/{match}"

    assert blind("get", "screening/matches").status_code == 403
    assert [row["id"] for row in one("get", "screening/matches?status=open").json()["data"]] == [str(match)]
    assert one("get", address).json()["names"][0] == [LISTED, False]
    assert one("get", "screening/lists").json()["data"][0]["is_fit"] is True
    found = one("post", "screening/names", {"name": "Zoltarion Drakmoor", "birth_date": "1961"}).json()["data"]
    assert [(hit["ref"], hit["level"]) for hit in found] == [("DEMO.001", "hit")]
    assert one("post", f"{address}/propose", {"verdict": "cleared", "reason": "no"}).status_code == 422
    assert one("post", f"{address}/propose", {"verdict": "cleared", **REASON}).json()["status"] == "proposed"
    refused = one("post", f"{address}/confirm", {"verdict": "cleared"})
    assert (refused.status_code, refused.json()["code"]) == (403, "screening.other_person_needed")
    assert two("post", f"{address}/confirm", {"verdict": "cleared"}).json()["status"] == "cleared"
    assert two("post", f"{address}/take-back", {"reason": "Wrong file."}).json()["status"] == "open"
