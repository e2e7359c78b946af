"""An owner takes a copy along by the browser: nobody else, from nowhere else, not for ever."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from apps.common.clock import now
from apps.portability import tasks
from apps.portability.operations import copies
from tests.integration.tenancy.people import member, team_browser

from . import world
from .conftest import Installations

PAGE = "/dashboard/leaving/"


@pytest.fixture(autouse=True)
def _at_a(installations: Installations) -> Iterator[None]:
    with installations.at("a"):
        yield
        cache.clear()


@pytest.fixture
def owner() -> Client:
    """A browser of an owner of the potter."""
    return team_browser(world.the_vendor(), member(world.the_vendor(), "owner"))


def link_on(page: bytes) -> str:
    found = re.search(rb'href="([^"]+/copy/[^"]+)"', page)
    assert found
    return found[1].decode()


def test_an_owner_asks_for_a_copy_and_downloads_it(owner: Client, settings: Any) -> None:
    assert b"/copy/" not in owner.get(PAGE).content

    assert owner.post(PAGE).status_code == 302

    page = owner.get(PAGE).content
    answer = owner.get(link_on(page))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as package:  # type: ignore[attr-defined]
        assert "manifest.json" in package.namelist()
    assert b"style=" not in page
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.zip"))


def test_a_copy_is_made_once_at_a_time_and_tells_how_far_it_is(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    monkeypatch.setattr(tasks.make_copy, "delay", begun.append)

    owner.post(PAGE)
    owner.post(PAGE)

    state = owner.get(f"{PAGE}state/").content
    assert begun == [world.the_vendor().pk]
    assert b"hx-trigger" in state
    tasks.make_copy(begun[0])
    assert b"hx-trigger" not in owner.get(f"{PAGE}state/").content


def test_the_link_opens_to_one_person_on_one_host_for_an_hour(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    owner.post(PAGE)
    link = link_on(owner.get(PAGE).content)
    potter = world.the_vendor()
    second = team_browser(potter, member(potter, "owner"))
    clerk = team_browser(potter, member(potter, "fulfilment"))

    assert owner.get(link).status_code == 200
    assert second.get(link).status_code == 404
    assert clerk.get(link).status_code == clerk.get(PAGE).status_code == clerk.post(PAGE).status_code == 403
    assert Client(headers={"Host": "potter.portolan.localhost"}).get(link).status_code in (302, 403)
    assert owner.get(link[:-6] + "AAAAA/").status_code == 404
    from apps.vendors import selectors

    kiln = selectors.by_slug("kiln")
    assert team_browser(kiln, member(kiln, "owner")).get(link).status_code == 404
    monkeypatch.setattr(copies, "LINK", timedelta(seconds=-1))
    assert owner.get(link).status_code == 404


def test_copies_that_nobody_fetched_are_forgotten(owner: Client) -> None:
    owner.post(PAGE)
    assert copies.ready(world.SLUG, at=now())

    copies.forget_stale(at=now() + timedelta(hours=25))

    assert copies.ready(world.SLUG, at=now()) is None
