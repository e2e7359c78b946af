"""Tax ids of buying companies, asked about at the sandbox's VIES: valid, not valid, another's, down, slow, by hand."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from apps.accounts import operations as accounts
from apps.accounts import selectors as people
from apps.accounts.errors import NotCompanyAdmin
from apps.accounts.models import Company, CompanyMember
from apps.common.errors import InvalidInput, NotFound
from apps.common.types import Actor, ActorKind
from apps.registrations import operations, selectors
from apps.registrations.errors import CheckedTooOften, NothingToCheck
from apps.registrations.models import TaxIdCheck
from tests.integration.sandbox.sandbox_world import Program

pytestmark = pytest.mark.django_db
FILE = Path(__file__).resolve().parents[3] / "apps" / "sandbox" / "authority" / "app.py"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The sandbox's authorities as a process."""
    folder = tmp_path_factory.mktemp("vies")
    command = [sys.executable, "-u", str(FILE), "--port", "0", "--state", str(folder / "authority")]
    program = Program(command, folder / "authority.log")
    program.start()
    yield program
    program.stop()


@pytest.fixture
def vies(authority: Program, settings: Any) -> Program:
    """The same, emptied, and connected."""
    authority.reset()
    settings.VIES = {"api_base": f"{authority.url}/vies/rest-api", "timeout_s": 1}
    return authority


@pytest.fixture
def person() -> Any:
    return get_user_model().objects.create_user("elodie@example.com", "long-enough-1")


def company(person: Any, *, name: str = "Maison Durable", country: str = "FR", tax_id: str = "FR 66 000041728") -> Any:
    return operations.enter_company(person.pk, legal_name=name, country=country, tax_id=tax_id)


def test_a_valid_id_counts_for_the_set_hours_with_the_services_number_as_evidence(
    person: Any, vies: Program, at: datetime, django_assert_num_queries: Any
) -> None:
    one = company(person)
    assert one.vat_id == "FR66000041728"
    known = operations.keep_fresh(one.pk, at=at)
    assert known is not None
    assert (known.outcome, known.service, known.country) == ("valid", "vies", "FR")
    assert known.consultation.startswith("WAPIAAAA")
    assert known.counts_at(at + DAY - timedelta(seconds=1))
    assert not known.counts_at(at + DAY)
    check = TaxIdCheck.objects.get()
    assert (check.name, check.said["vatNumber"], check.asked_name) == (
        "MAISON DURABLE SAS",
        "66000041728",
        "Maison Durable",
    )

    assert operations.keep_fresh(one.pk, at=at + timedelta(hours=23)) == known
    assert TaxIdCheck.objects.count() == 1
    again = operations.keep_fresh(one.pk, at=at + DAY)
    assert again is not None
    assert again.counts_at(at + DAY)
    assert TaxIdCheck.objects.count() == 2
    other = company(person, name="Harbour Lane", country="GB", tax_id="GB999900015")
    with django_assert_num_queries(1):
        views = selectors.views_of([one, other])
    assert [(len(view.checks), view.business.outcome) for view in views] == [(2, "valid"), (0, "")]
    assert views[0].checks[0].pk > views[0].checks[1].pk
    assert type(known).from_json(known.as_json()) == known


def test_what_is_not_valid_or_anothers_or_in_another_country_does_not_count(
    person: Any, vies: Program, at: datetime
) -> None:
    for name, country, tax_id, outcome, service in (
        ("Firma", "DE", "DE999999920", "invalid", "vies"),
        ("Somebody Else Ltd", "FR", "FR66000041728", "name_differs", "vies"),
        ("Harbour Lane", "GB", "GB999900015", "format_only", "format"),
        ("Bluebird LLC", "US", "12-3456789", "format_only", "format"),
    ):
        known = operations.keep_fresh(company(person, name=name, country=country, tax_id=tax_id).pk, at=at)
        assert known is not None
        assert (known.outcome, known.service, known.counts_until) == (outcome, service, None), name


def test_a_service_that_is_down_slow_or_busy_takes_nothing_away_and_gives_nothing(
    person: Any, vies: Program, at: datetime
) -> None:
    one = company(person)
    later = at
    for fault, options in (("down", {}), ("ms_unavailable", {}), ("busy", {}), ("slow", {"ms": 1500})):
        vies.arm(fault, match="POST /vies/*", **options)
        later += timedelta(minutes=1)
        known = operations.keep_fresh(one.pk, at=later)
        assert known is not None
        assert (known.outcome, known.counts_until, known.unanswered_at) == ("unavailable", None, later), fault
    assert operations.keep_fresh(one.pk, at=later + timedelta(seconds=59)) == known
    assert TaxIdCheck.objects.count() == 4

    known = operations.keep_fresh(one.pk, at=later + timedelta(minutes=1))
    assert known is not None
    assert known.counts_at(later + timedelta(minutes=1))
    vies.arm("down", match="POST /vies/*")
    check = operations.check_now(one.pk, at=later + timedelta(minutes=2))
    assert check.outcome == "unavailable"
    still = selectors.business(one.pk)
    assert still is not None
    assert still.counts_at(later + timedelta(minutes=3))
    with pytest.raises(CheckedTooOften):
        operations.check_now(one.pk, at=later + timedelta(minutes=2, seconds=30))
    assert TaxIdCheck.objects.count() == 6


def test_a_person_who_asked_the_authority_says_so_under_a_name_and_a_reference_for_a_year_at_most(
    person: Any, vies: Program, at: datetime
) -> None:
    one = company(person, name="Harbour Lane", country="GB", tax_id="GB999900015")
    staff = Actor(ActorKind.STAFF, "somebody")
    for field, consultation, until in (("consultation", " ", at + DAY), ("until", "HMRC-1", at + 400 * DAY)):
        with pytest.raises(InvalidInput) as refused:
            operations.confirm_by_hand(one.pk, consultation=consultation, note="", until=until, by=staff, at=at)
        assert refused.value.field == field
    assert not TaxIdCheck.objects.exists()
    operations.confirm_by_hand(one.pk, consultation="HMRC-1", note="by phone", until=at + 90 * DAY, by=staff, at=at)
    known = selectors.business(one.pk)
    assert known is not None
    assert known.counts_at(at + 89 * DAY)
    for days, still_counts in ((1, True), (91, False)):
        assert operations.check_now(one.pk, at=at + days * DAY).outcome == "format_only"
        after = selectors.business(one.pk)
        assert after is not None
        assert after.counts_at(at + 89 * DAY) is still_counts
    with pytest.raises(IntegrityError), transaction.atomic():
        TaxIdCheck.objects.create(
            company=one, tax_id=one.vat_id, country="GB", asked_name="x", service="hand", outcome="valid",
            consultation="", by="", checked_at=at, counts_until=at,
        )  # fmt: skip


def test_a_changed_company_begins_anew_and_only_its_administrator_changes_it(
    person: Any, vies: Program, at: datetime
) -> None:
    one = company(person)
    person.refresh_from_db()
    assert person.buys_for_id == one.pk
    operations.keep_fresh(one.pk, at=at)
    changed = operations.enter_company(
        person.pk, legal_name="Maison Autre", country="FR", tax_id="FR66000041728", public_id=one.public_id
    )
    known = selectors.business(changed.pk)
    assert known is not None
    assert (known.outcome, known.counts_until) == ("", None)

    other = get_user_model().objects.create_user("theo@example.com", "long-enough-1")
    facts = {"legal_name": "Mine", "country": "FR", "tax_id": "", "public_id": one.public_id}
    with pytest.raises(NotFound):
        operations.enter_company(other.pk, **facts)
    with pytest.raises(NotFound):
        accounts.buy_for(other.pk, public_id=one.public_id)
    accounts.set_company_role(company_id=one.pk, user_id=other.pk, role="buyer")
    with pytest.raises(NotCompanyAdmin):
        operations.enter_company(other.pk, **facts)
    for one_of_them in (person, other):
        accounts.buy_for(one_of_them.pk, public_id=one.public_id)
    CompanyMember.objects.get(user=other).delete()
    accounts.keep_to_members(one.pk)
    assert [people.company_chosen(each.pk) for each in (person, other)] == [one.pk, None]
    with pytest.raises(InvalidInput) as refused:
        operations.enter_company(person.pk, legal_name="X", country="FR", tax_id="FR66000041729")
    assert refused.value.field == "tax_id"
    assert Company.objects.get().legal_name == "Maison Autre"
    accounts.buy_for(person.pk, public_id=None)
    operations.enter_company(person.pk, legal_name="No id", country="FR", tax_id="")
    with pytest.raises(NothingToCheck):
        operations.check_now(Company.objects.get(legal_name="No id").pk, at=at)
