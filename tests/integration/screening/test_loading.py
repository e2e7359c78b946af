"""Lists are asked for, kept by version, and refused without harm."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from apps.outbox.models import OutboxEvent
from apps.screening import tasks
from apps.screening.errors import ListInvalid
from apps.screening.models import ListEntry, ListName, ListVersion
from apps.screening.selectors import lists
from tests.unit.screening.test_lists import ALT_CSV, SDN_CSV

pytestmark = pytest.mark.django_db


@pytest.fixture
def sdn(tmp_path: Path, settings: Any) -> Path:
    """An SDN file with its alternates as the only list of the settings."""
    primary, alternates = tmp_path / "SDN.CSV", tmp_path / "ALT.CSV"
    primary.write_text(SDN_CSV)
    alternates.write_text(ALT_CSV)
    settings.SCREENING_LISTS = {"ofac_sdn": f"{primary.as_uri()} {alternates.as_uri()}"}
    return primary


def run(*words: str) -> tuple[str, str, int]:
    out, err = StringIO(), StringIO()
    try:
        call_command("load_screening_lists", *words, stdout=out, stderr=err)
    except SystemExit as ended:
        return out.getvalue(), err.getvalue(), int(ended.code or 0)
    return out.getvalue(), err.getvalue(), 0


def test_a_list_has_versions_of_which_only_the_difference_is_written(sdn: Path) -> None:
    assert run()[0] == "ofac_sdn: version 1, 4 entries, 6 names, +4 −0\n"
    before = dict(ListEntry.objects.filter(source="ofac_sdn").values_list("ref", "pk"))
    ListVersion.objects.filter(source="ofac_sdn").update(checked_at="2026-01-01T00:00:00Z")
    assert "unchanged" in run()[0]
    version = ListVersion.objects.get(source="ofac_sdn")
    assert version.checked_at.year > 2025 or version.checked_at.month > 1, "an answer that it is the same counts"
    assert OutboxEvent.objects.filter(topic="screening.list_changed", aggregate_id="ofac_sdn").count() == 1

    sdn.write_text(SDN_CSV.replace("Baron", "Count").replace("DEMO] [TEST", "OTHER").replace("9003", "9004"))
    assert "version 2, 4 entries, 6 names, +2 −2" in run()[0]
    now = dict(ListEntry.objects.filter(source="ofac_sdn", until__isnull=True).values_list("ref", "pk"))
    assert set(now) == {"9001", "9002", "9004", "9999"}
    assert (now["9002"], now["9999"]) == (before["9002"], before["9999"])
    assert now["9001"] != before["9001"]
    assert not ListName.objects.filter(entry__until__isnull=False).exists()


def test_what_cannot_be_read_changes_nothing_and_says_why(sdn: Path, at: Any, settings: Any) -> None:
    run()
    sdn.write_text("<html>Service unavailable</html>")
    out, err, status = run()
    assert (out, status) == ("", 1)
    assert "ofac_sdn: not read: it is no sdnList with entries" in err
    with pytest.raises(ListInvalid):
        tasks.refresh_lists()
    sdn.unlink()
    assert "FileNotFoundError" in run()[1]
    assert ListVersion.objects.filter(source="ofac_sdn").count() == 1
    settings.SCREENING_MAX_AGE_DAYS = 3
    (state,) = lists.states(at=at + timedelta(days=4))
    assert (state.is_fit, state.problem, state.version) == (False, "stale", 1)


@pytest.mark.parametrize("words", [("nothing",), ("--from", "file:///x"), ("ofac_sdn", "un", "--from", "file:///x")])
def test_a_command_that_makes_no_sense_is_refused(sdn: Path, words: tuple[str, ...]) -> None:
    _, err, status = run(*words)
    assert status == 1
    assert err
    assert not ListVersion.objects.filter(source="ofac_sdn").exists()
